#include "attune/cluster/records.hpp"

namespace attune::cluster {

std::vector<ColumnMeaning> cluster_meanings() {
  return {
      {"condition", "condition of the averages, or the name of their difference", ""},
      {"difference", "the difference of two conditions within people, A-B", ""},
      {"by", "column of the groups", ""},
      {"levels", "the two groups; differences are A - B", ""},
      {"test", "welch, student (pooled variance) or one-sample (signs flipped)", ""},
      {"tails", "what p is corrected for", ""},
      {"method", "mass: clusters beyond a threshold, sum of |t|; tfce: threshold-free enhancement", ""},
      {"n_a", "people in A, or in the one sample", ""},
      {"n_b", "people in B", ""},
      {"left_out", "people who are not in the test", ""},
      {"p",
       "corrected over all points: share of arrangements with a cluster (or enhanced point) as large; of the test "
       "the smallest; k/m of all arrangements, or (k + 1)/(m + 1) of drawn ones",
       ""},
      {"positive_clusters", "clusters with A above B", ""},
      {"negative_clusters", "clusters with A below B", ""},
      {"arrangements", "arrangements that p rests on", ""},
      {"enumerated", "whether these are all there are", ""},
      {"forming_p", "p of a point beyond which it is part of a cluster", ""},
      {"critical_t_1", "the critical |t| at the most degrees of freedom", ""},
      {"critical_t_2", "the critical |t| at the fewest degrees of freedom of any tested point", ""},
      {"least_neighbours", "neighbouring channels beyond the threshold that a point needs", ""},
      {"height_power", "H of the enhancement", ""},
      {"extent_power", "E of the enhancement", ""},
      {"alpha", "points at or below this p are gathered into clusters", ""},
      {"tested_points", "points with a value of everybody, and variation", ""},
      {"incomplete_points", "points that somebody has no value for: not tested", ""},
      {"constant_points", "points without variation: not tested", ""},
      {"adjacency", "which channels are neighbours", ""},
      {"cluster", "number of the cluster, the smallest p first", ""},
      {"sign", "positive: A above B", ""},
      {"mass", "sum of |t| over the points", ""},
      {"points", "points (channel, frequency and time) in the cluster", ""},
      {"channels", "channels with a point in the cluster; no estimate of where the effect is", ""},
      {"extent_from_ms",
       "first time of a point in the cluster: it depends on the threshold and the noise and is no latency (Sassenhagen "
       "& "
       "Draschkow 2019); measure latencies with attune erp",
       "ms"},
      {"extent_to_ms", "last time of a point in the cluster; no latency either", "ms"},
      {"peak_channel", "channel of the largest |t|", ""},
      {"peak_ms", "time of the largest |t|; no latency of a component", "ms"},
      {"peak_t", "the largest t by size; chosen for its size, so it is too large", ""},
      {"peak_difference", "difference A - B there, in `unit`; too large likewise", ""},
      {"unit", "unit of the difference", ""},
      {"extent_from_hz", "lowest frequency of a point in the cluster; no estimate of a band", "Hz"},
      {"extent_to_hz", "highest frequency of a point in the cluster; no estimate of a band either", "Hz"},
      {"peak_hz", "frequency of the largest |t|", "Hz"},
      {"participant_id", "a person who is not in the test", ""},
      {"reason", "why", ""},
      {"reading", "what the row is evidence of, and what not", ""},
  };
}

std::vector<ColumnMeaning> point_meanings() {
  return {
      {"channel", "channel", ""},
      {"time_ms", "time after the event", "ms"},
      {"frequency_hz", "frequency, where the files hold time and frequency", "Hz"},
      {"difference", "mean of A less mean of B, or the mean of the one sample, in `unit`", ""},
      {"unit", "unit of the difference", ""},
      {"t", "t of the point, not corrected", ""},
      {"df", "its degrees of freedom", ""},
      {"tfce", "threshold-free enhanced t", ""},
      {"cluster", "number of its cluster, 0 for none; edges of clusters are no latencies", ""},
      {"p", "corrected p of its cluster, or of the point with tfce; n/a outside clusters and where not tested", ""},
  };
}

}  // namespace attune::cluster
