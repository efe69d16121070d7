#pragma once

#include <hdf5.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <utility>

#include "attune/store/hdf5_lock.hpp"

namespace attune::store {

/// Owns one HDF5 identifier and the function that releases it.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle() = default;
  Handle(hid_t id, Close release) : id_(id), close_(release) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor): passed to the C functions as it is
  bool is_open() const { return id_ >= 0; }
  /// Releases it now; false if that went wrong (a file that could not be flushed).
  bool close() { return close_(std::exchange(id_, H5I_INVALID_HID)) >= 0; }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// While it lives, this thread alone uses HDF5, which keeps its error stack to itself instead of printing it.
class QuietErrors {
 public:
  QuietErrors() : lock_(lock_hdf5()) {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

 private:
  std::unique_lock<std::mutex> lock_;
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// What HDF5 says about its last error: the innermost description.
std::string last_hdf5_error();

/// A fixed-length UTF-8 text type of `bytes` (at least 1), padded with NUL.
Handle text_type(std::size_t bytes);

}  // namespace attune::store
