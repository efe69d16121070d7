#pragma once

#include <mutex>

namespace attune::store {

/// Held around every use of HDF5 in the process: Debian's serial library keeps global state and is not made for
/// threads. Not recursive.
std::unique_lock<std::mutex> lock_hdf5();

}  // namespace attune::store
