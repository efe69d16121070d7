#pragma once

#include <Eigen/Core>

namespace attune::cluster {

/// The points of a test: channels x frequencies x times, times running fastest. Neighbours are: the channels beside a
/// channel (as given), the next frequency, and the next time.
struct Grid {
  Eigen::Index channels = 0, frequencies = 1, times = 0;

  Eigen::Index points() const { return channels * frequencies * times; }
  Eigen::Index point(Eigen::Index channel, Eigen::Index frequency, Eigen::Index time) const {
    return (channel * frequencies + frequency) * times + time;
  }
  Eigen::Index channel_of(Eigen::Index point) const { return point / (frequencies * times); }
  Eigen::Index frequency_of(Eigen::Index point) const { return point / times % frequencies; }
  Eigen::Index time_of(Eigen::Index point) const { return point % times; }
  friend bool operator==(const Grid&, const Grid&) = default;
};

}  // namespace attune::cluster
