#pragma once

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

namespace attune::overlap {

/// The samples [first, last) in which the flash of the event at `sample` is looked for, or why it is not.
struct Window {
  Eigen::Index first = 0, last = 0;
  std::string reason;
  double sample = 0;
};

/// An event's flash, or why it has none.
struct FlashMatch {
  double sample = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};

/// Of a sorted copy; NaN of nothing.
double median(std::vector<double> values);

inline constexpr const char* kMissing = "missing";
inline constexpr const char* kOnBefore = "on before the window";
inline constexpr const char* kOfAnother = "flash of another event";

/// Gives every event its flash; one flash goes to one event (events at one sample are one). A window that overlaps no
/// other holds the flash that begins first in it. In windows that overlap, flashes go to events in order of how close
/// they come to the typical offset: the median of the events with windows of their own or, if these are fewer than
/// three, the offset that most flashes share. There a flash further from it than half the way to the neighbouring event
/// is not the event's. Events whose window has a reason keep it.
std::vector<FlashMatch> match_flashes(const Eigen::RowVectorXd& signal, const std::vector<Window>& windows,
                                      double threshold);

}  // namespace attune::overlap
