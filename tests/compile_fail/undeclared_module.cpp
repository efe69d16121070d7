#include "attune/table/table.hpp"
#ifdef ATTUNE_MISTAKE
#include "attune/parallel/stream.hpp"  // not among the modules that this file declares
#endif

int main() { return attune::Table().rows() == 0 ? 0 : 1; }
