#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "attune/artefact/ica_recording.hpp"
#include "attune/signal/segments.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Table to_table(const RemovalReport& report) {
  Column::Text channel;
  Column::Numbers before, after, removed;
  for (const ChannelChange& change : report.channels) {
    channel.push_back(change.channel);
    before.push_back(change.before_uv);
    after.push_back(change.after_uv);
    removed.push_back(change.removed);
  }
  Table table;
  table.add("channel", std::move(channel));
  table.add("sd_before_uv", std::move(before));
  table.add("sd_after_uv", std::move(after));
  table.add("removed_share", std::move(removed));
  return table;
}

Table topographies(const eeg::Recording& recording, const Ica& ica) {
  const std::vector<Index> rows = rows_of(recording, ica);
  Column::Integers component;
  Column::Text channel;
  Column::Numbers x, y, z, weight;
  for (Index k = 0; k < ica.mixing.cols(); ++k) {
    for (std::size_t c = 0; c < rows.size(); ++c) {
      const auto& position = recording.channels[static_cast<std::size_t>(rows[c])].position;
      component.push_back(k);
      channel.push_back(ica.channels[c]);
      x.push_back(position ? position->x : kNone);
      y.push_back(position ? position->y : kNone);
      z.push_back(position ? position->z : kNone);
      weight.push_back(1e6 * ica.mixing(static_cast<Index>(c), k));
    }
  }
  Table table;
  table.add("component", std::move(component));
  table.add("channel", std::move(channel));
  table.add("x_mm", std::move(x));
  table.add("y_mm", std::move(y));
  table.add("z_mm", std::move(z));
  table.add("weight_uv", std::move(weight));
  return table;
}

Table time_courses(const eeg::Recording& recording, const Ica& ica, Seconds bin, parallel::Threads threads) {
  if (!(bin.count() > 0)) throw usage_error("the stretches of a time course are longer than 0 s");
  const std::vector<Index> rows = rows_of(recording, ica);
  const auto length = std::max<Index>(1, std::llround(bin.count() * recording.sampling_frequency.value()));
  std::vector<signal::Segment> bins;
  for (const signal::Segment& segment : signal::segments_between(recording.boundaries, recording.data.cols()))
    for (Index first = 0; first < segment.count; first += length)
      bins.push_back({segment.first + first, std::min(length, segment.count - first)});
  const Eigen::VectorXd mean = moments_of(recording.data, rows, threads).mean;
  const Index k = ica.unmixing.rows();
  const auto count = static_cast<Index>(bins.size());
  Eigen::MatrixXd rms(k, count), lowest(k, count), highest(k, count);
  parallel::for_each(bins.size(), threads, [&](std::size_t b) {
    const Eigen::MatrixXd part = recording.data.middleCols(bins[b].first, bins[b].count)(rows, Eigen::all);
    const Eigen::MatrixXd sources = ica.unmixing * (part.colwise() - mean);
    const auto at = static_cast<Index>(b);
    rms.col(at) = sources.rowwise().squaredNorm().array().sqrt() / std::sqrt(static_cast<double>(bins[b].count));
    lowest.col(at) = sources.rowwise().minCoeff();
    highest.col(at) = sources.rowwise().maxCoeff();
  });
  Column::Integers component;
  Column::Numbers from, to, of_rms, of_lowest, of_highest;
  for (Index i = 0; i < k; ++i) {
    for (Index b = 0; b < count; ++b) {
      const signal::Segment& s = bins[static_cast<std::size_t>(b)];
      component.push_back(i);
      from.push_back(eeg::time_of(recording, static_cast<double>(s.first)).count());
      to.push_back(eeg::time_of(recording, static_cast<double>(s.first + s.count)).count());
      of_rms.push_back(rms(i, b));
      of_lowest.push_back(lowest(i, b));
      of_highest.push_back(highest(i, b));
    }
  }
  Table table;
  table.add("component", std::move(component));
  table.add("from_s", std::move(from));
  table.add("to_s", std::move(to));
  table.add("rms", std::move(of_rms));
  table.add("lowest", std::move(of_lowest));
  table.add("highest", std::move(of_highest));
  return table;
}

}  // namespace attune::artefact
