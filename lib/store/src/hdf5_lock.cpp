#include "attune/store/hdf5_lock.hpp"

namespace attune::store {

std::unique_lock<std::mutex> lock_hdf5() {
  static std::mutex instance;
  return std::unique_lock(instance);
}

}  // namespace attune::store
