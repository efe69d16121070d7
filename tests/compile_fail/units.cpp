#include "attune/base/units.hpp"

// With ATTUNE_MISTAKE, volts meet milliseconds.
int main() {
  const attune::Volts threshold(75e-6);
#ifdef ATTUNE_MISTAKE
  const attune::Milliseconds wrong = threshold;
  return wrong.count() > 0 ? 1 : 0;
#else
  const attune::Microvolts right = threshold;
  return right.value() > 0 ? 0 : 1;
#endif
}
