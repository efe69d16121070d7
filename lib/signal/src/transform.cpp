#include "attune/signal/transform.hpp"

#include <algorithm>
#include <limits>
#include <new>

#include "attune/base/error.hpp"
#include "fftw_plan.hpp"

namespace attune::signal {
namespace {

int checked(Eigen::Index size) {
  if (size < 1 || size > std::numeric_limits<int>::max()) throw Error(Fault::internal, "a transform of no usable size");
  return static_cast<int>(size);
}

void require(const PlanPointer& plan) {
  if (!plan) throw Error(Fault::internal, "FFTW has no plan");
}

}  // namespace

TransformBuffer::TransformBuffer(Eigen::Index size) : size_(static_cast<std::size_t>(size)) {
  memory_.reset(reinterpret_cast<std::complex<double>*>(fftw_alloc_complex(size_)));
  if (!memory_) throw std::bad_alloc();
  std::fill_n(memory_.get(), size_, std::complex<double>());
}

void TransformBuffer::Free::operator()(std::complex<double>* memory) const { fftw_free(memory); }

std::span<std::complex<double>> TransformBuffer::values() { return {memory_.get(), size_}; }

double* TransformBuffer::real() { return reinterpret_cast<double*>(memory_.get()); }

struct RealTransform::Plan {
  PlanPointer forward;
};

RealTransform::RealTransform(Eigen::Index size) : size_(size), plan_(std::make_unique<Plan>()) {
  const int n = checked(size);
  TransformBuffer memory = buffer();
  const std::scoped_lock lock(fftw_planner());
  plan_->forward.reset(fftw_plan_dft_r2c_1d(n, memory.real(), as_fftw(memory.values().data()), fftw_flags()));
  require(plan_->forward);
}

RealTransform::~RealTransform() = default;

void RealTransform::run(TransformBuffer& buffer) const {
  fftw_execute_dft_r2c(plan_->forward.get(), buffer.real(), as_fftw(buffer.values().data()));
}

struct InverseTransform::Plan {
  PlanPointer backward;
};

InverseTransform::InverseTransform(Eigen::Index size) : size_(size), plan_(std::make_unique<Plan>()) {
  const int n = checked(size);
  TransformBuffer memory = buffer();
  fftw_complex* values = as_fftw(memory.values().data());
  const std::scoped_lock lock(fftw_planner());
  plan_->backward.reset(fftw_plan_dft_1d(n, values, values, FFTW_BACKWARD, fftw_flags()));
  require(plan_->backward);
}

InverseTransform::~InverseTransform() = default;

void InverseTransform::run(TransformBuffer& buffer) const {
  fftw_complex* values = as_fftw(buffer.values().data());
  fftw_execute_dft(plan_->backward.get(), values, values);
}

Eigen::Index fast_transform_size(Eigen::Index size) {
  Eigen::Index best = std::numeric_limits<Eigen::Index>::max();
  for (Eigen::Index fives = 1; fives < 5 * size; fives *= 5)
    for (Eigen::Index threes = fives; threes < 3 * size; threes *= 3) {
      Eigen::Index product = threes;
      while (product < size) product *= 2;
      best = std::min(best, product);
    }
  return best;
}

}  // namespace attune::signal
