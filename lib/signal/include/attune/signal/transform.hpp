#pragma once

#include <Eigen/Core>
#include <complex>
#include <memory>
#include <span>

namespace attune::signal {

/// Memory for one transform at a time, aligned for the plans. A thread has its own.
class TransformBuffer {
 public:
  /// Room for `size` complex numbers (or 2 `size` real ones), all 0.
  explicit TransformBuffer(Eigen::Index size);
  std::span<std::complex<double>> values();
  /// The same memory as real numbers.
  double* real();

 private:
  struct Free {
    void operator()(std::complex<double>* memory) const;
  };
  std::unique_ptr<std::complex<double>, Free> memory_;
  std::size_t size_;
};

/// Discrete Fourier transform of `size` real numbers, any size above 0: X_k = sum over t of x_t exp(-2 pi i k t / size)
/// for k = 0 ... size / 2. Many threads may use one object, each with a buffer of its own. The bits depend on the size
/// alone.
class RealTransform {
 public:
  explicit RealTransform(Eigen::Index size);
  ~RealTransform();
  Eigen::Index size() const { return size_; }
  Eigen::Index bins() const { return size_ / 2 + 1; }
  TransformBuffer buffer() const { return TransformBuffer(bins()); }
  /// Takes the first `size()` numbers of `buffer.real()` and leaves the first `bins()` of `buffer.values()`.
  void run(TransformBuffer& buffer) const;

 private:
  struct Plan;
  Eigen::Index size_;
  std::unique_ptr<Plan> plan_;
};

/// The inverse transform of `size` complex numbers, without division by the size: x_t = sum over k of X_k
/// exp(2 pi i k t / size), in place.
class InverseTransform {
 public:
  explicit InverseTransform(Eigen::Index size);
  ~InverseTransform();
  Eigen::Index size() const { return size_; }
  TransformBuffer buffer() const { return TransformBuffer(size_); }
  void run(TransformBuffer& buffer) const;

 private:
  struct Plan;
  Eigen::Index size_;
  std::unique_ptr<Plan> plan_;
};

/// The smallest 2^a 3^b 5^c that is not below `size`: a length FFTW is fast at.
Eigen::Index fast_transform_size(Eigen::Index size);

}  // namespace attune::signal
