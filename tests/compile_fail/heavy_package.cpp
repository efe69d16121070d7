#include "attune/store/container.hpp"

// HDF5 is private to store: whoever includes its header does not see the library.
int main() {
#ifdef ATTUNE_MISTAKE
  return H5F_ACC_RDONLY == 0 ? 1 : 0;
#else
  return attune::store::Container().arrays.empty() ? 0 : 1;
#endif
}
