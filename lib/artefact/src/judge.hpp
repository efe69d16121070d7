#pragma once

#include <vector>

#include "channel_signals.hpp"

namespace attune::artefact {

/// One round of judgement.
struct Judgement {
  std::vector<ChannelMeasures> measures;
  std::vector<BadChannelFinding> findings;  ///< in order of channel, then criterion

  bool has(std::size_t channel, BadCriterion criterion) const;
  bool is_bad(std::size_t channel) const;
};

Judgement judge(const Examined& examined, const std::vector<RawFacts>& facts, const ChannelSignals& signals,
                const BadChannelOptions& options, int round, Warnings& warnings, parallel::Threads threads);

}  // namespace attune::artefact
