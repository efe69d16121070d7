#include "attune/parallel/background.hpp"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace attune::parallel {

void stand_back() {
#ifdef __linux__
  constexpr int kLowest = 19;
  // Linux keeps this number by thread. A refusal changes nothing but the speed.
  static_cast<void>(setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kLowest));
#endif
}

}  // namespace attune::parallel
