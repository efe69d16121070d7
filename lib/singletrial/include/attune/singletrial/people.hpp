#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/singletrial/jitter.hpp"
#include "attune/singletrial/site_trials.hpp"
#include "attune/singletrial/woody.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::singletrial {

/// One person in one condition.
struct Person {
  SiteTrials trials;
  std::string group;               ///< empty without groups
  std::string excluded;            ///< why there are no estimates; empty if there are
  std::optional<Alignment> woody;  ///< absent where alignment is not possible
  std::string woody_problem;       ///< why it is absent
  std::optional<JitterFit> fit;
  TrialExpectations shrunk;      ///< of the trials; see `shrink`
  double latency_shrunk_ms = 0;  ///< of the person in the group
  double jitter_shrunk_ms = 0;
  std::optional<stats::Correlation> woody_response, shrunk_response;  ///< of trials' latencies with their responses
};

/// Aligns the trials and fits their jitter. Draws depend on the options' seed and on whose trials they are, not on the
/// order of persons. What the data do not allow (too few trials, no peak) becomes `excluded`,
/// not an error.
Person analyse(SiteTrials trials, const std::string& group, const JitterOptions& options);

/// The persons of one group in one condition.
struct GroupLevel {
  std::string group, condition;
  std::size_t people = 0, without = 0;
  /// By restricted maximum likelihood from the persons' means and standard errors; NaN below three of them.
  double latency_ms = 0, latency_error = 0, between_sd_ms = 0;
  double jitter_ms = 0;  ///< mean over the distribution of jitter in the group; NaN below three people
};

/// Shrinks trials to their person and persons to their group: a person's mean latency by between^2 / (between^2 +
/// SE^2); its jitter by the distribution over people that makes all their trials most likely (Laird 1978, on the sizes
/// that were tried); its trials by the probabilities of the sizes that follow. A group of fewer than three people
/// shrinks nobody: every jitter is as likely beforehand. Fills `shrunk`, `*_shrunk_ms` and the correlations.
std::vector<GroupLevel> shrink(std::vector<Person>& people);

/// Persons without estimates, with the reason; components smaller than the noise of a trial; alignments that did not
/// settle or censored more than a quarter of the trials.
Warnings warnings_of(std::span<const Person> people);

/// One row a trial: participant_id session task run group condition site trial onset_s latency_ms (Woody's)
/// latency_shrunk_ms latency_sd_ms amplitude_uv amplitude_shrunk_uv correlation response_time_ms censored.
Table trial_table(std::span<const Person> people);
std::vector<ColumnMeaning> trial_meanings();
/// One row a person and condition: what is in Person, JitterFit and GroupLevel.
std::vector<Record> person_records(std::span<const Person> people, std::span<const GroupLevel> groups);
std::vector<ColumnMeaning> person_meanings();

/// One row a condition and quantity (latency_ms, jitter_ms, aligned_amplitude_uv, smearing_uv, stimulus_amplitude_uv):
/// A - B by Welch's test, and how much of the difference of the stimulus-locked amplitude is that of the aligned one
/// and how much is smearing (the two add up). Persons without estimates are left out and counted. Fewer than two people
/// a group are an analysis error.
std::vector<Record> compare_levels(std::span<const Person> people, const std::array<std::string, 2>& levels);
std::vector<ColumnMeaning> level_meanings();

/// What all this means, for the help of the command.
std::vector<std::string> trial_paragraphs();

}  // namespace attune::singletrial
