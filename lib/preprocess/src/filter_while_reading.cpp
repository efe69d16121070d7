#include "filter_while_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/preprocess/streaming.hpp"
#include "fir_step.hpp"

namespace attune::preprocess {
namespace {

/// The samples of one source under another header.
class Relabelled : public eeg::Source {
 public:
  Relabelled(const eeg::Source& source, eeg::Recording header)
      : Source(std::move(header), source.samples()), source_(source) {}
  eeg::Recording read_all(parallel::Threads threads) const override {
    eeg::Recording recording = header();
    recording.data = source_.read_all(threads).data;
    return recording;
  }

 private:
  void read_block(Eigen::Index first_sample, Eigen::Index first_channel, Eigen::Ref<Eigen::MatrixXd> columns,
                  parallel::Threads threads) const override {
    source_.read(first_sample, first_channel, columns, threads);
  }
  const eeg::Source& source_;
};

// What `read_recording` says of whole recordings, for the samples that were seen.
void check_volts(const eeg::Epochs& epochs, Warnings& warnings) {
  constexpr double kImpossibleVolts = 1.0;
  std::vector<bool> beyond(epochs.channels.size(), false);
  for (const Eigen::MatrixXd& trial : epochs.data) {
    // Rows of a trial are far apart in memory: they are looked at only where one is beyond.
    if (!(trial.cwiseAbs().maxCoeff<Eigen::PropagateNumbers>() > kImpossibleVolts)) continue;
    for (Eigen::Index c = 0; c < trial.rows(); ++c)
      if (trial.row(c).cwiseAbs().maxCoeff() > kImpossibleVolts) beyond[static_cast<std::size_t>(c)] = true;
  }
  const auto count = std::count(beyond.begin(), beyond.end(), true);
  if (count > 0)
    warnings.push_back(
        fmt::format("{}: {} of {} channels reach more than {} V in the trials, which no electrode does; "
                    "check the unit and resolution that the file states",
                    describe(epochs.source), count, beyond.size(), kImpossibleVolts));
}

}  // namespace

bool can_stream(std::span<const Step> steps) {
  return !steps.empty() && steps.front().name == "filter" &&
         std::all_of(steps.begin() + 1, steps.end(), [](const Step& step) { return works_on_trials(step); });
}

void filter_while_reading(const eeg::Source& source, eeg::Recording header, const Step& step,
                          const eeg::EpochOptions& options, parallel::Threads threads, CleanedEpochs& result) {
  if (header.trials) throw with_context(needs_continuous(header), "step " + step.name);
  const Parameters parameters(step, kind_of(step).description);
  const Relabelled relabelled(source, std::move(header));
  try {
    const FirStep filter = fir_step(parameters, relabelled.header().sampling_frequency);
    result.epochs = filter_and_cut(relabelled, filter.fir, filter.use, options, threads);
  } catch (const Error& error) {
    throw with_context(error, "step " + step.name);
  }
  check_volts(result.epochs, result.warnings);
  StepRecord record{parameters.complete(), column_step(step, relabelled.header().sampling_frequency)->describe(), {}};
  record.effect.emplace_back("filtered", "where trials are, while the recording was read");
  result.prepared.steps.push_back(std::move(record));
  result.prepared.recording = relabelled.header();
}

}  // namespace attune::preprocess
