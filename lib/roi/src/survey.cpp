#include "survey.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "attune/base/instruction_set.hpp"
#include "typed.hpp"

namespace attune::roi {
namespace {

// The hot loop: per voxel sum and sum of squares. Both are exact, so the wide version gives the same numbers.
template <class T>
[[gnu::always_inline]] inline void accumulate(const T* x, std::size_t n, std::int32_t* sum, std::uint64_t* squares) {
  for (std::size_t i = 0; i < n; ++i) {
    const std::int32_t value = x[i];
    const std::uint32_t magnitude = static_cast<std::uint32_t>(value);
    sum[i] += value;
    squares[i] += magnitude * magnitude;
  }
}

#if defined(__x86_64__)
template <class T>
[[gnu::target("avx2")]] void accumulate_wide(const T* x, std::size_t n, std::int32_t* sum, std::uint64_t* squares) {
  accumulate(x, n, sum, squares);
}
#else
template <class T>
void accumulate_wide(const T* x, std::size_t n, std::int32_t* sum, std::uint64_t* squares) {
  accumulate(x, n, sum, squares);
}
#endif

// Up to this many volumes of 16 bits keep sums within 31 bits and squares of sums within 62.
constexpr std::int64_t kMostVolumesOfShorts = 32767;

template <class T>
class IntegerSurvey : public Survey {
 public:
  IntegerSurvey(const Layout& layout, std::int64_t volumes)
      : layout_(layout),
        volumes_(volumes),
        sums_(static_cast<std::size_t>(volumes) * layout.regions, 0),
        voxel_sums_(layout.voxels, 0),
        voxel_squares_(layout.voxels, 0) {}

  void add(const StoredVolume& volume) override {
    const T* stored = reinterpret_cast<const T*>(volume.bytes.data());
    for (const Span& span : layout_.spans) {
      if (wide_)
        accumulate_wide(stored + span.start, span.length, voxel_sums_.data() + span.state,
                        voxel_squares_.data() + span.state);
      else
        accumulate(stored + span.start, span.length, voxel_sums_.data() + span.state,
                   voxel_squares_.data() + span.state);
    }
    std::int64_t* sums = sums_.data() + static_cast<std::size_t>(volume.index) * layout_.regions;
    for (const Run& run : layout_.runs) {
      const T* x = stored + run.start;
      std::int64_t sum = 0;
      for (std::uint32_t i = 0; i < run.length; ++i) sum += x[i];
      sums[run.region] += sum;
    }
  }

  double sum(std::size_t volume, std::size_t region) const override {
    return static_cast<double>(sums_[volume * layout_.regions + region]);
  }

  // n sum(x^2) = sum(x)^2 only if all x are equal (Cauchy-Schwarz); exact in integers.
  VoxelHistory voxel(std::size_t state) const override {
    const std::int64_t sum = voxel_sums_[state];
    const std::int64_t spread = volumes_ * static_cast<std::int64_t>(voxel_squares_[state]) - sum * sum;
    const double n = static_cast<double>(volumes_);
    VoxelHistory history;
    history.constant = spread == 0;
    history.left_out = history.constant ? static_cast<double>(sum / volumes_) : 0.0;
    history.mean = static_cast<double>(sum) / n;
    history.sd = std::sqrt(static_cast<double>(spread) / (n * (n - 1.0)));
    return history;
  }

 private:
  const Layout& layout_;
  std::int64_t volumes_;
  std::vector<std::int64_t> sums_;
  std::vector<std::int32_t> voxel_sums_;
  std::vector<std::uint64_t> voxel_squares_;
  bool wide_ = use_avx2();
};

// Values whose squares do not fit integers: deviations from the first volume are summed, which keeps the variance
// accurate where the mean is large.
template <class T>
class RealSurvey : public Survey {
 public:
  RealSurvey(const Layout& layout, std::int64_t volumes)
      : layout_(layout),
        volumes_(volumes),
        sums_(static_cast<std::size_t>(volumes) * layout.regions, 0.0),
        first_(layout.voxels, T{}),
        deviations_(layout.voxels, 0.0),
        squares_(layout.voxels, 0.0),
        flags_(layout.voxels, 0) {}

  void add(const StoredVolume& volume) override {
    const T* stored = reinterpret_cast<const T*>(volume.bytes.data());
    for (const Span& span : layout_.spans) follow(stored + span.start, span, volume.index == 0);
    double* sums = sums_.data() + static_cast<std::size_t>(volume.index) * layout_.regions;
    for (const Run& run : layout_.runs) {
      const T* x = stored + run.start;
      double sum = sums[run.region];
      for (std::uint32_t i = 0; i < run.length; ++i) sum += finite(x[i]) ? static_cast<double>(x[i]) : 0.0;
      sums[run.region] = sum;
    }
  }

  double sum(std::size_t volume, std::size_t region) const override { return sums_[volume * layout_.regions + region]; }

  // Adding zeros leaves a sum as it is: a voxel that is bad but never adds anything else needs no second pass.
  VoxelHistory voxel(std::size_t state) const override {
    const double n = static_cast<double>(volumes_);
    VoxelHistory history;
    history.finite = (flags_[state] & kNotFinite) == 0;
    history.constant = history.finite && (flags_[state] & kChanged) == 0;
    history.removable = (flags_[state] & kNotZero) == 0;
    history.mean = static_cast<double>(first_[state]) + deviations_[state] / n;
    const double spread = squares_[state] - deviations_[state] * deviations_[state] / n;
    history.sd = std::sqrt(std::max(0.0, spread) / (n - 1.0));
    return history;
  }

 private:
  static constexpr std::uint8_t kChanged = 1, kNotFinite = 2, kNotZero = 4;

  static bool finite(T x) {
    if constexpr (std::is_floating_point_v<T>) return std::abs(x) <= std::numeric_limits<T>::max();
    return true;
  }

  void follow(const T* x, const Span& span, bool is_first) {
    T* first = first_.data() + span.state;
    if (is_first) std::copy(x, x + span.length, first);
    double* deviations = deviations_.data() + span.state;
    double* squares = squares_.data() + span.state;
    std::uint8_t* flags = flags_.data() + span.state;
    for (std::uint32_t i = 0; i < span.length; ++i) {
      const double d = static_cast<double>(x[i]) - static_cast<double>(first[i]);
      deviations[i] += d;
      squares[i] += d * d;
      const bool is_finite = finite(x[i]);
      flags[i] = static_cast<std::uint8_t>(flags[i] | (x[i] != first[i] ? kChanged : 0) | (is_finite ? 0 : kNotFinite) |
                                           (is_finite && x[i] != T{} ? kNotZero : 0));
    }
  }

  const Layout& layout_;
  std::int64_t volumes_;
  std::vector<double> sums_;
  std::vector<T> first_;
  std::vector<double> deviations_, squares_;
  std::vector<std::uint8_t> flags_;
};

}  // namespace

Layout layout_of(const std::vector<RegionVoxels>& regions) {
  Layout layout;
  layout.regions = regions.size();
  for (std::size_t r = 0; r < regions.size(); ++r) {
    const std::vector<std::uint32_t>& offsets = regions[r].offsets;
    for (std::size_t i = 0; i < offsets.size();) {
      std::size_t end = i + 1;
      while (end < offsets.size() && offsets[end] == offsets[end - 1] + 1) ++end;
      layout.runs.push_back({offsets[i], static_cast<std::uint32_t>(end - i), static_cast<std::uint32_t>(r), 0});
      i = end;
    }
  }
  std::sort(layout.runs.begin(), layout.runs.end(),
            [](const Run& a, const Run& b) { return a.start != b.start ? a.start < b.start : a.region < b.region; });
  for (Run& run : layout.runs) {
    const bool joins = !layout.spans.empty() && run.start <= layout.spans.back().start + layout.spans.back().length;
    if (!joins) layout.spans.push_back({run.start, 0, static_cast<std::uint32_t>(layout.voxels)});
    Span& span = layout.spans.back();
    span.length = std::max(span.length, run.start + run.length - span.start);
    run.state = span.state + (run.start - span.start);
    layout.voxels = span.state + span.length;
  }
  return layout;
}

std::unique_ptr<Survey> make_survey(const Layout& layout, VoxelType type, std::int64_t volumes) {
  return with_type(type, [&](auto zero) -> std::unique_ptr<Survey> {
    using T = decltype(zero);
    if constexpr (std::is_integral_v<T> && sizeof(T) <= 2) {
      if (volumes <= kMostVolumesOfShorts) return std::make_unique<IntegerSurvey<T>>(layout, volumes);
    }
    return std::make_unique<RealSurvey<T>>(layout, volumes);
  });
}

}  // namespace attune::roi
