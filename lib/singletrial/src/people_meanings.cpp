#include "attune/singletrial/people.hpp"
#include "attune/stats/compare.hpp"

namespace attune::singletrial {
namespace {

std::vector<ColumnMeaning> label_meanings() {
  return {{"participant_id", "whose trials", ""},
          {"session", "session", ""},
          {"task", "task", ""},
          {"run", "run", ""},
          {"group", "group of the participant", ""},
          {"condition", "condition of the trials", ""},
          {"site", "channel, or channels whose mean is taken", ""}};
}

}  // namespace

std::vector<std::string> trial_paragraphs() {
  return {
      "latency_ms aligns trials with their running average (Woody): the lag of the largest correlation within "
      "--max-lag. A best lag at the edge of the search is no maximum and is censored. In noise these latencies "
      "scatter whether the component moves or not, and their SD is no jitter.",
      "latency_shrunk_ms is what a model of all trials expects: y = a s(t - tau) + noise, with lags and amplitudes "
      "of each trial's own and the noise's covariance taken from the trials. Sums over all lags give the jitter "
      "its likelihood. Trials shrink to their person as far as their noise demands, persons (three or more) to "
      "their group; latency_sd_ms is the error that is left.",
      "--people: for every person and condition the mean latency and the jitter with their errors, the aligned "
      "amplitude, the stimulus-locked amplitude, and their difference, smearing. Amplitudes of this table count "
      "from the ends of the window with the lag, not from the baseline. --groups: A - B of each by Welch's test, "
      "and how much of a difference of stimulus-locked amplitudes is smearing.",
      "--responses gives one file for every file of epochs, in their order: a recording or an events.tsv. "
      "response_slope is how many ms of latency go with a ms of response time, freed from the noise of single "
      "trials (1: response-locked, 0: stimulus-locked); the correlations are of noisy latencies and too small.",
      "Where the component is smaller than the noise of a trial (noise_sd_uv; a warning says so) 40 trials hardly tell "
      "a jitter of 0 from one of 50 ms, and the 95 % interval held it in 77 to 88 % of simulations. Components beside "
      "the one in the window that do not move with it blur the template."};
}

std::vector<ColumnMeaning> trial_meanings() {
  std::vector<ColumnMeaning> out = label_meanings();
  for (ColumnMeaning one : std::vector<ColumnMeaning>{
           {"trial", "number of the trial in the ledger of all trials, from 1", ""},
           {"onset_s", "its event from the start of the recording", "s"},
           {"latency_ms", "latency by alignment with the running average (Woody 1967)", "ms"},
           {"latency_shrunk_ms", "expected latency given the trial, its person and the person's group", "ms"},
           {"latency_sd_ms", "standard deviation of that expectation's error", "ms"},
           {"amplitude_uv", "the low-passed trial at latency_ms, against its baseline", "uV"},
           {"amplitude_shrunk_uv", "expected amplitude of the component in the trial, against the window's ends", "uV"},
           {"correlation", "largest correlation of the trial with the running average", ""},
           {"response_time_ms", "time from the event to the response", "ms"},
           {"censored", "why there is no latency_ms", ""},
           {"excluded", "why there are no estimates for the person", ""}})
    out.push_back(std::move(one));
  return out;
}

std::vector<ColumnMeaning> person_meanings() {
  std::vector<ColumnMeaning> out = label_meanings();
  for (ColumnMeaning one : std::vector<ColumnMeaning>{
           {"trials", "trials that were kept", ""},
           {"woody_censored", "trials whose best lag is at the edge of the search", ""},
           {"latency_ms", "mean latency of the trials: peak of the template freed from jitter", "ms"},
           {"latency_se_ms", "its standard error over draws of trials", "ms"},
           {"latency_shrunk_ms", "drawn to the group as far as its error demands", "ms"},
           {"jitter_ms", "SD of latencies from trial to trial, freed from the noise of their estimation", "ms"},
           {"jitter_low_ms", "low end of its 95 % interval", "ms"},
           {"jitter_high_ms", "high end; n/a: the search sees no bound", "ms"},
           {"jitter_shrunk_ms", "expected jitter given the trials and the group", "ms"},
           {"aligned_amplitude_uv", "peak of the template freed from jitter", "uV"},
           {"aligned_amplitude_se_uv", "its standard error over draws of trials", "uV"},
           {"stimulus_amplitude_uv", "peak of the same template under no jitter: what the average shows", "uV"},
           {"stimulus_amplitude_se_uv", "its standard error over draws of trials", "uV"},
           {"smearing_uv", "aligned less stimulus-locked amplitude: what jitter takes off the average", "uV"},
           {"smearing_se_uv", "its standard error over draws of trials", "uV"},
           {"amplitude_sd_uv", "SD of amplitudes from trial to trial", "uV"},
           {"noise_sd_uv", "SD of the noise below the low-pass", "uV"},
           {"responses", "trials with a response", ""},
           {"woody_response_r", "correlation of latencies by alignment with response times", ""},
           {"woody_response_r_low", "low end of its 95 % interval", ""},
           {"woody_response_r_high", "high end of its 95 % interval", ""},
           {"shrunk_response_r", "correlation of expected latencies with response times", ""},
           {"shrunk_response_r_low", "low end of its 95 % interval", ""},
           {"shrunk_response_r_high", "high end of its 95 % interval", ""},
           {"response_slope", "ms of latency per ms of response time, freed from the noise of estimation", ""},
           {"response_slope_low", "low end of its 95 % interval; n/a: below -1 or not found", ""},
           {"response_slope_high", "high end of its 95 % interval; n/a: above 2 or not found", ""},
           {"moved_trials", "trials that can be moved to their response within the epoch", ""},
           {"moved_stimulus_locked_uv", "peak of the average of these trials, stimulus-locked", "uV"},
           {"moved_response_locked_uv", "peak of their average, response-locked", "uV"},
           {"group_latency_ms", "mean latency of the group (REML)", "ms"},
           {"group_latency_se_ms", "its standard error", "ms"},
           {"group_between_sd_ms", "SD of mean latencies between people, freed from their errors", "ms"},
           {"group_jitter_ms", "mean jitter of the group", "ms"},
           {"excluded", "why there are no estimates", ""}})
    out.push_back(std::move(one));
  return out;
}

std::vector<ColumnMeaning> level_meanings() {
  std::vector<ColumnMeaning> out{{"condition", "condition of the trials", ""},
                                 {"quantity", "what is compared, with its unit", ""}};
  for (ColumnMeaning& one : stats::comparison_meanings()) out.push_back(std::move(one));
  out.push_back({"share_of_stimulus_locked",
                 "part of the difference of stimulus-locked amplitudes that this makes; without meaning where that "
                 "difference is near 0",
                 ""});
  out.push_back({"excluded_people", "people of either group without estimates", ""});
  return out;
}

}  // namespace attune::singletrial
