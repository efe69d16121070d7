#include "attune/artefact/ica_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "attune/artefact/eog.hpp"
#include "attune/artefact/whitening.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"
#include "attune/signal/segments.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr std::size_t kChunk = 4096;  // samples a thread cleans at a time

std::vector<Index> chosen_rows(const eeg::Recording& recording, const RecordingIcaOptions& options) {
  if (options.channels.empty()) {
    std::vector<Index> rows = eeg::good_scalp_channels(recording);
    if (options.with_eog)
      for (const EogSource& source : eog_channels(recording)) rows.push_back(source.plus);
    std::sort(rows.begin(), rows.end());
    return rows;
  }
  std::vector<Index> rows;
  for (const std::string& name : options.channels) {
    const auto found = std::find_if(recording.channels.begin(), recording.channels.end(),
                                    [&](const eeg::Channel& c) { return c.name == name; });
    if (found == recording.channels.end())
      throw input_error(recording.path, fmt::format("no channel {} for the ICA", in_quotes(name)));
    if (found->bad || !found->is_potential())
      throw input_error(recording.path, fmt::format("channel {} is {}; leave it out of the ICA", name,
                                                    found->bad ? "bad" : "no potential"));
    rows.push_back(static_cast<Index>(found - recording.channels.begin()));
  }
  return rows;
}

/// Names the channel that an ICA cannot take: after the filter a flat one is rounding noise, which looks independent.
void check_rows(const eeg::Recording& recording, std::span<const Index> rows, const MatrixXd& data) {
  for (std::size_t c = 0; c < rows.size(); ++c) {
    const auto row = data.row(static_cast<Index>(c));
    const std::string& name = recording.channels[static_cast<std::size_t>(rows[c])].name;
    if (!row.allFinite())
      throw analysis_error(
          fmt::format("channel {} has samples that are not finite; mark it as bad or leave the stretch "
                      "out before the ICA",
                      name));
    if (row.size() > 0 && row.maxCoeff() == row.minCoeff())
      throw analysis_error(fmt::format("channel {} does not vary; mark it as bad before the ICA", name));
  }
}

/// Segments at least as long as the filter, moved together in place; says what was left out.
Index keep_long_segments(MatrixXd& data, std::span<const signal::Segment> segments, Index taps, Warnings& warnings) {
  Index kept = 0, lost = 0, count = 0;
  for (const signal::Segment& segment : segments) {
    if (segment.count < taps) {
      lost += segment.count;
      ++count;
      continue;
    }
    if (kept != segment.first)
      for (Index t = 0; t < segment.count; ++t) data.col(kept + t) = data.col(segment.first + t);
    kept += segment.count;
  }
  if (count > 0)
    warnings.push_back(
        fmt::format("{} of {} segments ({} samples) are shorter than the {} taps of the high-pass and "
                    "are no part of the ICA's fit",
                    count, segments.size(), lost, taps));
  return kept;
}

void check_components(const Ica& ica, std::span<const Index> components) {
  std::set<Index> seen;
  for (const Index k : components) {
    if (k < 0 || k >= ica.mixing.cols())
      throw usage_error(fmt::format("component {} is to be removed; there are 0 to {}", k, ica.mixing.cols() - 1));
    if (!seen.insert(k).second) throw usage_error(fmt::format("component {} is to be removed twice", k));
  }
}

Eigen::VectorXd deviations_uv(const MatrixXd& covariance) { return 1e6 * covariance.diagonal().cwiseSqrt(); }

void subtract(eeg::Recording& recording, std::span<const Index> rows, const MatrixXd& projection,
              const Eigen::VectorXd& mean, parallel::Threads threads) {
  const auto n = static_cast<Index>(rows.size());
  parallel::for_chunks(
      static_cast<std::size_t>(recording.data.cols()), kChunk, threads, [&](std::size_t begin, std::size_t end) {
        const auto first = static_cast<Index>(begin), width = static_cast<Index>(end - begin);
        MatrixXd x(n, width);
        for (Index c = 0; c < n; ++c)
          x.row(c) = recording.data.row(rows[static_cast<std::size_t>(c)]).segment(first, width).array() - mean[c];
        MatrixXd removed(n, width);
        removed.noalias() = projection * x;
        for (Index c = 0; c < n; ++c)
          recording.data.row(rows[static_cast<std::size_t>(c)]).segment(first, width) -= removed.row(c);
      });
}

}  // namespace

Ica fit_ica(const eeg::Recording& recording, const RecordingIcaOptions& options, parallel::Threads threads) {
  const std::vector<Index> rows = chosen_rows(recording, options);
  if (rows.size() < 2) throw analysis_error(fmt::format("ICA of {} channels: nothing to unmix", rows.size()));
  if (recording.trials && options.highpass)
    throw input_error(recording.path,
                      "the recording holds epochs, which a 1 Hz high-pass is too long for; fit the ICA on continuous "
                      "data, or on these without a high-pass");
  MatrixXd data = recording.data(rows, Eigen::all);
  check_rows(recording, rows, data);
  Warnings warnings;
  std::string filter = "none";
  if (options.highpass) {
    signal::FirOptions design;
    design.highpass = options.highpass;
    const signal::Fir fir = signal::design_fir(design, recording.sampling_frequency);
    const std::vector<signal::Segment> segments = signal::segments_between(recording.boundaries, data.cols());
    signal::filter_rows(fir, {}, data, segments, threads);  // short segments are counted below, not used
    const Index kept = keep_long_segments(data, segments, fir.taps.size(), warnings);
    if (kept < 2)
      throw analysis_error(fmt::format("no segment has the {} samples of the ICA's high-pass", fir.taps.size()));
    data.conservativeResize(Eigen::NoChange, kept);
    filter = signal::describe(fir);
  }
  Ica ica = fit_ica(data, options.ica, threads);
  for (const Index row : rows) ica.channels.push_back(recording.channels[static_cast<std::size_t>(row)].name);
  ica.filter = std::move(filter);
  ica.warnings.insert(ica.warnings.begin(), warnings.begin(), warnings.end());
  return ica;
}

std::vector<Index> rows_of(const eeg::Recording& recording, const Ica& ica) {
  std::vector<Index> rows;
  for (const std::string& name : ica.channels) {
    const auto found = std::find_if(recording.channels.begin(), recording.channels.end(),
                                    [&](const eeg::Channel& c) { return c.name == name; });
    if (found == recording.channels.end())
      throw input_error(recording.path, fmt::format("no channel {}, which the ICA was fitted on", in_quotes(name)));
    rows.push_back(static_cast<Index>(found - recording.channels.begin()));
  }
  if (rows.empty()) throw Error(Fault::internal, "the ICA was fitted on bare numbers, not on a recording");
  return rows;
}

RemovalReport remove_components(eeg::Recording& recording, const Ica& ica, std::span<const Index> components,
                                parallel::Threads threads) {
  check_components(ica, components);
  const std::vector<Index> rows = rows_of(recording, ica);
  const Moments moments = moments_of(recording.data, rows, threads);
  const MatrixXd& before = moments.covariance;
  if (!moments.mean.allFinite() || !before.allFinite())
    throw analysis_error(
        "a channel of the ICA has samples that are not finite; leave the stretch out before components "
        "are removed");
  MatrixXd projection = MatrixXd::Zero(static_cast<Index>(rows.size()), static_cast<Index>(rows.size()));
  for (const Index k : components) projection += ica.mixing.col(k) * ica.unmixing.row(k);
  subtract(recording, rows, projection, moments.mean, threads);
  const MatrixXd rest = MatrixXd::Identity(projection.rows(), projection.cols()) - projection;
  const Eigen::VectorXd sd_before = deviations_uv(before), sd_after = deviations_uv(rest * before * rest.transpose());
  RemovalReport report;
  report.components.assign(components.begin(), components.end());
  report.rank_before = rank_of_covariance(before).rank;
  report.rank_after = report.rank_before - static_cast<Index>(components.size());
  for (std::size_t c = 0; c < rows.size(); ++c) {
    const auto at = static_cast<Index>(c);
    const double ratio = sd_after[at] / sd_before[at];
    report.channels.push_back({ica.channels[c], sd_before[at], sd_after[at], 1.0 - ratio * ratio});
  }
  return report;
}

}  // namespace attune::artefact
