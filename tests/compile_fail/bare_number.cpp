#include "attune/base/units.hpp"

// With ATTUNE_MISTAKE, a number without a unit is taken for one with.
namespace {
double height(attune::Millimetres z) { return z.value(); }
}  // namespace

int main() {
#ifdef ATTUNE_MISTAKE
  return height(3.0) > 0 ? 1 : 0;
#else
  return height(attune::Millimetres(3.0)) > 0 ? 0 : 1;
#endif
}
