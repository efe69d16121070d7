#include "attune/eeg/rejection.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::eeg {

TypeLimits parse_type_limits(std::string_view text) {
  const auto wrong = [&](const std::string& what) {
    return usage_error(fmt::format("{}: {}; expected TYPE:criterion=uV, such as EOG:peak-to-peak=250,step=100",
                                   in_quotes(text), what));
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) throw wrong("there is no type of channel before a colon");
  TypeLimits out;
  out.type = text.substr(0, colon);
  std::string_view rest = text.substr(colon + 1);
  const std::array<std::pair<std::string, std::optional<Microvolts>*>, 4> known{
      {{"peak-to-peak", &out.peak_to_peak}, {"flat", &out.flat}, {"step", &out.step}, {"trend", &out.trend}}};
  while (true) {
    const std::string_view item = rest.substr(0, rest.find(','));
    const std::size_t equals = item.find('=');
    const auto value = equals == std::string_view::npos ? std::nullopt : parse_double(item.substr(equals + 1));
    if (!value || !(*value > 0))
      throw wrong(fmt::format("{} is no criterion=uV with a positive number", in_quotes(item)));
    const std::string name(item.substr(0, equals));
    bool found = false;
    for (const auto& [criterion, limit] : known) {
      if (criterion != name) continue;
      if (*limit) throw wrong(fmt::format("{} is given twice", name));
      *limit = Microvolts(*value);
      found = true;
    }
    const std::vector<std::string> names{"peak-to-peak", "flat", "step", "trend"};
    if (!found) throw wrong(fmt::format("there is no criterion {}{}", in_quotes(name), suggestion(name, names)));
    if (item.size() == rest.size()) return out;
    rest.remove_prefix(item.size() + 1);
  }
}

double largest_step(const Row& values, Eigen::Index length, Eigen::Index step) {
  const Eigen::Index half = length / 2;
  double largest = 0;
  for (Eigen::Index at = 0; half > 0 && at + length <= values.size(); at += step)
    largest = std::max(largest, std::abs(values.segment(at + half, half).mean() - values.segment(at, half).mean()));
  return largest;
}

double largest_range(const Row& values, Eigen::Index length, Eigen::Index step) {
  double largest = 0;
  for (Eigen::Index at = 0; at + length <= values.size(); at += step) {
    const auto window = values.segment(at, length);
    largest = std::max(largest, window.maxCoeff() - window.minCoeff());
  }
  return largest;
}

Trend steepest_trend(const Row& values, Eigen::Index length, double r_squared) {
  Trend best;
  if (length < 2) return best;
  const auto n = static_cast<double>(length);
  const double middle = (n - 1) / 2, spread = n * (n * n - 1) / 12;  // sum of squared times about their mean
  for (Eigen::Index at = 0; at + length <= values.size(); ++at) {
    const auto window = values.segment(at, length);
    const double mean = window.mean();
    double product = 0, square = 0;
    for (Eigen::Index i = 0; i < length; ++i) {
      const double y = window[i] - mean;
      product += (static_cast<double>(i) - middle) * y;
      square += y * y;
    }
    const Trend line{product / spread * n, square > 0 ? product * product / (spread * square) : 0.0};
    if (line.r_squared > r_squared && std::abs(line.rise) > std::abs(best.rise)) best = line;
  }
  return best;
}

}  // namespace attune::eeg
