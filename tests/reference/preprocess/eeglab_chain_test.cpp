// The whole chain on EEGLAB's tutorial recording against MNE 1.3.0 (reference/eeg/mne_eeglab_data.json): filter of 0.1
// to 30 Hz, baseline up to and with 0 ms. The note of that file says that event samples were cut off; its list of them
// holds the nearest samples, and so do we.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/eeg/evoked.hpp"
#include "attune/erp/measure.hpp"
#include "attune/preprocess/cleaned_epochs.hpp"
#include "attune/scalp/montage.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::preprocess {
namespace {

constexpr double kRelative = 1e-9;  // of the largest value; both compute in double precision
constexpr double kMicrovolts = 1e6;

struct Chain {
  nlohmann::json reference;
  CleanedEpochs cleaned;
};

Chain run_chain(const std::filesystem::path& recording, const std::filesystem::path& reference) {
  EpochRequest request;
  request.recording = recording;
  request.events = {"square"};
  // -0.2 <= t <= 0 are the samples from -195.3125 ms up to and with 0.
  request.baseline = "-195.3125,7.8125";
  request.steps = {"filter:highpass=0.1,lowpass=30"};
  std::ifstream file(reference);
  return {nlohmann::json::parse(file), clean_and_cut(request)};
}

Eigen::Index row_of(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) - names.begin();
}

TEST(EeglabChain, FilteredSamplesAreThoseOfMne) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Chain chain = run_chain(recording, reference);
  const eeg::Recording& cleaned = chain.cleaned.prepared.recording;
  for (const auto& [channel, expected] : chain.reference.at("filtered_0.1_30").items()) {
    Eigen::Index row = 0;
    while (cleaned.channels[static_cast<std::size_t>(row)].name != channel) ++row;
    const double rms = expected.at("rms").get<double>();
    const auto samples = expected.at("samples").get<std::vector<Eigen::Index>>();
    const auto values = expected.at("value").get<std::vector<double>>();
    for (std::size_t i = 0; i < samples.size(); ++i)
      EXPECT_NEAR(cleaned.data(row, samples[i]), values[i], kRelative * rms) << channel << " " << samples[i];
    EXPECT_NEAR(std::sqrt(cleaned.data.row(row).squaredNorm() / static_cast<double>(cleaned.data.cols())), rms,
                kRelative * rms);
  }
}

TEST(EeglabChain, EventsLieOnTheSamplesThatMneLists) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Chain chain = run_chain(recording, reference);
  const auto& events = chain.cleaned.prepared.recording.events;
  const auto expected = chain.reference.at("events").at("first10").get<std::vector<std::array<Eigen::Index, 2>>>();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(eeg::nearest_sample(events[i].sample), expected[i][0]);
    EXPECT_EQ(events[i].type, expected[i][1] == 1 ? "rt" : "square");
  }
}

TEST(EeglabChain, TheAverageIsThatOfMne) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Chain chain = run_chain(recording, reference);
  const auto& expected = chain.reference.at("erp_square_filtered_Pz");
  const eeg::Evoked average = eeg::average(chain.cleaned.epochs).front();
  EXPECT_EQ(average.trials, expected.at("n").get<std::int64_t>());
  const auto waveform = expected.at("waveform_uV").get<std::vector<double>>();
  ASSERT_EQ(static_cast<std::size_t>(average.average.cols()), waveform.size());
  const Eigen::Index row = row_of(average.channels, "Pz");
  for (std::size_t i = 0; i < waveform.size(); ++i)
    EXPECT_NEAR(kMicrovolts * average.average(row, static_cast<Eigen::Index>(i)), waveform[i],
                kRelative * expected.at("peak_uV").get<double>());
}

TEST(EeglabChain, TheMeasuresAreThoseOfMne) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  const Chain chain = run_chain(recording, reference);
  const auto& expected = chain.reference.at("erp_square_filtered_Pz");
  erp::MeasureOptions options;
  options.channels = {"Pz"};
  options.kinds = {erp::Kind::mean_amplitude, erp::Kind::peak_amplitude, erp::Kind::peak_latency};
  options.components = {erp::parse_component("P3")};
  options.sme = erp::Sme::analytic;
  const std::vector<Measure> rows = erp::measure(chain.cleaned.epochs, options).rows;
  const auto is = [&](double value, const char* name) {
    EXPECT_NEAR(value / expected.at(name).get<double>(), 1, kRelative) << name;
  };
  is(rows.at(0).value, "mean_300_600_uV");
  is(rows.at(0).quality, "sme_mean_300_600_uV_ddof1");
  is(rows.at(1).value, "peak_uV");
  is(rows.at(2).value, "peak_ms");
  // The reference takes areas from the first to the last sample inside.
  options.sme = erp::Sme::none;
  options.kinds = {erp::Kind::positive_area, erp::Kind::fractional_area_latency};
  options.components = {erp::parse_component("P3:304.6875:593.75")};
  const std::vector<Measure> areas = erp::measure(chain.cleaned.epochs, options).rows;
  is(areas.at(0).value / 1000, "positive_area_uV_s");
  is(areas.at(1).value, "half_area_latency_ms");
}

// The largest departure of FPz from its mean, over all the recording; blinks are what is above 100 uV.
double highest_uv(const eeg::Recording& recording) {
  Eigen::Index row = 0;
  while (recording.channels[static_cast<std::size_t>(row)].name != "FPz") ++row;
  return kMicrovolts * (recording.data.row(row).array() - recording.data.row(row).mean()).abs().maxCoeff();
}

// Mean of Pz from 300 to 600 ms after a square, at either position, in microvolts.
double p3_uv(const CleanedEpochs& cleaned, std::size_t condition) {
  const eeg::Evoked average = eeg::average(cleaned.epochs)[condition];
  const Eigen::Index row = row_of(average.channels, "Pz");
  double sum = 0, count = 0;
  for (Eigen::Index i = 0; i < average.average.cols(); ++i) {
    const double time = average.times.at(i).count();
    if (time < 300 || time > 600) continue;
    sum += kMicrovolts * average.average(row, i);
    count += 1;
  }
  return sum / count;
}

CleanedEpochs cleaned_by(const std::filesystem::path& recording, const std::vector<std::string>& more) {
  EpochRequest request;
  request.recording = recording;
  request.conditions = {"left=type == 'square' && position == 1", "right=type == 'square' && position == 2",
                        "answer=type == 'rt'"};
  request.steps = {"filter:highpass=0.1,lowpass=30", "montage:name=10-10"};
  request.steps.insert(request.steps.end(), more.begin(), more.end());
  return clean_and_cut(request);
}

TEST(EeglabChain, BlinksFallBelow100MicrovoltsAndTheP3Stays) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const CleanedEpochs before = cleaned_by(recording, {}), after = cleaned_by(recording, {"ica"});
  EXPECT_GT(highest_uv(before.prepared.recording), 250.0);
  EXPECT_LT(highest_uv(after.prepared.recording), 100.0);
  for (const std::size_t condition : {0u, 1u}) {
    EXPECT_GT(p3_uv(before, condition), 5.0);
    EXPECT_NEAR(p3_uv(after, condition) / p3_uv(before, condition), 1.0, 0.2);
  }
  EXPECT_EQ(eeg::kept_trials(after.epochs, "left").size() + eeg::kept_trials(after.epochs, "right").size(), 80u);
  EXPECT_EQ(eeg::kept_trials(after.epochs, "answer").size(), 74u);
}

TEST(EeglabChain, TrialsAreRepairedOrDroppedAfterTheyAreCut) {
  ATTUNE_NEED_SHARED(recording, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const CleanedEpochs after = cleaned_by(recording, {"autoreject"});
  ASSERT_EQ(after.prepared.steps.size(), 3u);
  EXPECT_EQ(after.prepared.steps[2].step.name, "autoreject");
  std::size_t repaired = 0, dropped = 0;
  for (const eeg::Trial& trial : after.epochs.trials) {
    if (!trial.interpolated.empty()) ++repaired;
    if (trial.reason == "too many bad channels") ++dropped;
  }
  EXPECT_GT(repaired, 0u);
  EXPECT_EQ(after.epochs.data.size(), after.epochs.trials.size() - dropped);
}

// Where MNE had the electrodes and the sphere's centre when the reference was made: its head frame comes from fiducials
// in single precision, its centre from a search that stops early (see tests/reference/scalp). Given both, in a file of
// positions and as the step's origin, the step repeats its numbers; with the exact centre it is 1.3e-6 away.
TEST(EeglabChain, InterpolatesPzAsMneDoesWhereTheOriginIsGiven) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  ATTUNE_NEED_SHARED(reference, "reference/eeg/mne_eeglab_data.json");
  std::ifstream file(reference);
  const auto expected = nlohmann::json::parse(file).at("spline_interpolation_Pz");
  Eigen::Matrix3d turn;
  turn << 0x1.ffff2cp-1, 0x1.d18d1cp-9, 0x1.a7b9cp-13, -0x1.d24c32p-9, 0x1.ff2cdcp-1, 0x1.cfe108p-5, -0x1.3f4cp-21,
      -0x1.cfe1cap-5, 0x1.ff2dbp-1;
  const Eigen::Vector3d shift(-0x1.ce1678178297cp-10, 0x1.fd73288b6020fp-6, 0x1.4461733964d06p-5);
  const Eigen::Vector3d centre(-0x1.01f1f4aa352a1p-10, 0x1.8bfa3490048e3p-7, 0x1.8b8f4bd366c3cp-5);
  const scalp::Montage ten = scalp::montage("10-10");
  std::string positions = "name\tx\ty\tz\n";
  for (std::size_t i = 0; i < ten.names.size(); ++i) {
    const Eigen::Vector3d metres = ten.positions.row(static_cast<Eigen::Index>(i)).transpose() / 1000.0;
    const Eigen::Vector3d head = 1000.0 * (turn * metres + shift);
    positions += fmt::format("{}\t{}\t{}\t{}\n", ten.names[i], head(0), head(1), head(2));
  }
  const test::TemporaryFolder folder;
  write_text(folder / "head.tsv", positions, Overwrite::refuse);
  const auto pz_of = [&](const std::string& origin) {
    const std::vector steps{parse_step("montage:file=" + (folder / "head.tsv").string()),
                            parse_step("interpolate:channels=Pz" + origin)};
    const eeg::Recording after = prepare(eeg::read_recording(path), steps, {}).recording;
    Eigen::Index row = 0;
    while (after.channels[static_cast<std::size_t>(row)].name != "Pz") ++row;
    double worst = 0;
    const auto samples = expected.at("samples").get<std::vector<Eigen::Index>>();
    const auto values = expected.at("value_uV").get<std::vector<double>>();
    for (std::size_t i = 0; i < samples.size(); ++i)
      worst = std::max(worst, std::abs(kMicrovolts * after.data(row, samples[i]) / values[i] - 1));
    return worst;
  };
  EXPECT_LT(pz_of(fmt::format(",origin={}/{}/{}", 1000 * centre(0), 1000 * centre(1), 1000 * centre(2))), 1e-9);
  EXPECT_LT(pz_of(""), 2e-6);
}

// What was recorded before a gap never reaches the samples after it.
TEST(EdfWithGaps, FilteringStopsAtTheGapsAndTrialsAcrossThemAreDropped) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/edge/derived_EDFplusD_two_gaps.edf");
  eeg::Recording recording = eeg::read_recording(path);
  ASSERT_EQ(recording.boundaries.size(), 2u);
  const std::vector steps{parse_step("filter:highpass=1,lowpass=30")};
  eeg::Recording other = recording;
  const auto gap = static_cast<Eigen::Index>(recording.boundaries[0]);
  other.data.rightCols(other.data.cols() - gap) *= 3;
  for (const double boundary : recording.boundaries) recording.events.push_back({boundary - 10, 0, "near", "", {}});
  eeg::EpochOptions options;
  options.conditions = eeg::conditions_of_types(std::vector<std::string>{"near"});
  const Prepared one = prepare(recording, steps, {}), two = prepare(other, steps, {});
  EXPECT_EQ(one.recording.data.leftCols(gap), two.recording.data.leftCols(gap));
  const eeg::Epochs epochs = eeg::epoch(one.recording, options);
  for (const eeg::Trial& trial : epochs.trials) {
    EXPECT_EQ(trial.reason, "crosses a boundary");
    EXPECT_EQ(trial.onset, eeg::time_of(one.recording, trial.onset_sample));
  }
  EXPECT_GT(epochs.trials[1].onset->count() - epochs.trials[1].onset_sample / 128, 59.0);  // the first gap is 60 s
}

TEST(EdfWithGaps, EventsOfATableLieAtTheirTrueTimes) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/edge/derived_EDFplusD_two_gaps.edf");
  const test::TemporaryFolder folder;
  write_text(folder / "events.tsv", "onset\tduration\ttrial_type\n165\t0\tlate\n", Overwrite::refuse);
  EpochRequest request;
  request.recording = path;
  request.events_table = folder / "events.tsv";
  request.events = {"late"};
  const CleanedEpochs cut = clean_and_cut(request);
  EXPECT_EQ(cut.epochs.trials.at(0).sample, (165 - 60) * 128);  // 60 s were not recorded
  EXPECT_EQ(cut.epochs.trials.at(0).onset->count(), 165.0);
}

}  // namespace
}  // namespace attune::preprocess
