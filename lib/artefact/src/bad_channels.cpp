#include "attune/artefact/bad_channels.hpp"

#include <algorithm>

#include "channel_signals.hpp"
#include "judge.hpp"
#include "robust_reference.hpp"

namespace attune::artefact {
namespace {

std::vector<bool> flags_of(const Examined& examined, const std::vector<BadChannelFinding>& findings) {
  std::vector<bool> out(examined.size(), false);
  for (std::size_t c = 0; c < out.size(); ++c)
    out[c] = std::any_of(findings.begin(), findings.end(),
                         [&](const BadChannelFinding& f) { return f.channel == examined.names[c]; });
  return out;
}

// Findings that are new: of a channel and criterion not found before.
void add_new(const std::vector<BadChannelFinding>& found, std::vector<BadChannelFinding>& all) {
  for (const BadChannelFinding& finding : found) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const BadChannelFinding& f) {
      return f.channel == finding.channel && f.criterion == finding.criterion;
    });
    if (!known) all.push_back(finding);
  }
}

// Channels that no reference may contain, and the findings that say so.
std::vector<bool> without_unusable(const Examined& examined, const Judgement& first,
                                   std::vector<BadChannelFinding>& findings) {
  std::vector<bool> members(examined.size(), true);
  for (std::size_t c = 0; c < members.size(); ++c) {
    const bool no_signal = first.has(c, BadCriterion::not_finite) || first.has(c, BadCriterion::flat);
    const bool only_noise = first.has(c, BadCriterion::noise) && first.has(c, BadCriterion::correlation);
    members[c] = !no_signal && !only_noise;
    if (members[c]) continue;
    for (const BadChannelFinding& finding : first.findings)
      if (finding.channel == examined.names[c]) findings.push_back(finding);
  }
  return members;
}

// Reference and judgement in turn, from the judgement of the channels as recorded.
void refine(const eeg::Recording& recording, const Examined& examined, const BadChannelOptions& options,
            const HighPassed& highpassed, const Judgement& first, BadChannelReport& report, parallel::Threads threads) {
  report.findings.clear();
  const std::vector<bool> members = without_unusable(examined, first, report.findings);
  if (std::find(members.begin(), members.end(), true) == members.end())
    throw analysis_error("bad channels: every channel is flat, not finite or noise; there is nothing to refer to");
  Eigen::VectorXd reference = median_reference(highpassed, members, threads);
  std::vector<bool> before = flags_of(examined, report.findings);
  for (int round = 1;; ++round) {
    const ChannelSignals signals = below_lowpass(highpassed, reference, recording, examined, options, threads);
    Warnings said;
    const Judgement now = judge(examined, highpassed.facts, signals, options, round, said, threads);
    add_new(now.findings, report.findings);
    report.measures = now.measures;
    report.rounds = round;
    const std::vector<bool> bad = flags_of(examined, report.findings);
    report.reference_weights = reference_weights(examined, members, bad);
    if ((round > 1 && bad == before) || round > options.rounds) break;
    before = bad;
    reference = weighted_reference(highpassed, report.reference_weights, threads);
  }
}

}  // namespace

std::string_view name_of(BadCriterion criterion) {
  constexpr std::string_view kNames[] = {"not finite",  "flat",     "deviation", "noise",
                                         "correlation", "drop-out", "ransac"};
  return kNames[static_cast<std::size_t>(criterion)];
}

BadChannelReport find_bad_channels(const eeg::Recording& recording, const BadChannelOptions& options,
                                   parallel::Threads threads) {
  const Examined examined = examine(recording, options);
  BadChannelReport out;
  out.analysed_at = examined.analysed_at;
  out.windows = static_cast<Eigen::Index>(examined.windows.size());
  out.ransac_windows = static_cast<Eigen::Index>(examined.ransac_windows.size());
  HighPassed highpassed;
  const ChannelSignals signals =
      filter_channels(recording, examined, options, options.robust_reference, highpassed, out.warnings, threads);
  const Judgement first = judge(examined, highpassed.facts, signals, options, 1, out.warnings, threads);
  out.findings = first.findings;
  out.measures = first.measures;
  if (options.robust_reference) refine(recording, examined, options, highpassed, first, out, threads);
  const std::vector<bool> bad = flags_of(examined, out.findings);
  for (std::size_t c = 0; c < bad.size(); ++c)
    if (bad[c]) out.bad.push_back(examined.names[c]);
  return out;
}

void mark_bad(eeg::Recording& recording, const BadChannelReport& report) {
  for (eeg::Channel& channel : recording.channels)
    if (std::find(report.bad.begin(), report.bad.end(), channel.name) != report.bad.end()) channel.bad = true;
}

}  // namespace attune::artefact
