// Every EDF and BDF file of the shared data against its twin, its expected file or the function it was made from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <matio.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "attune/eeg/recording.hpp"
#include "edf_file.hpp"
#include "expect_refused.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Relative to the sum of magnitudes: some 10^6 doubles in another order, and sums that are printed to 12 digits.
constexpr double kSumRounding = 1e-11;
// The expected values are floats.
constexpr double kFloat = 6.0e-8;

/// The matrix `data` of a .mat file, channels x samples.
Eigen::MatrixXf read_mat(const std::filesystem::path& path) {
  mat_t* file = Mat_Open(path.c_str(), MAT_ACC_RDONLY);
  matvar_t* data = Mat_VarRead(file, "data");
  const Eigen::MatrixXf out =
      Eigen::Map<const Eigen::MatrixXf>(static_cast<const float*>(data->data), static_cast<Eigen::Index>(data->dims[0]),
                                        static_cast<Eigen::Index>(data->dims[1]));
  Mat_VarFree(data);
  Mat_Close(file);
  return out;
}

std::vector<std::pair<double, std::string>> events_of(const Recording& recording, const std::string& kind) {
  std::vector<std::pair<double, std::string>> out;
  for (const Event& event : recording.events)
    if (event.kind == kind) out.emplace_back(event.sample, event.type);
  return out;
}

TEST(MneTestEdf, HasTheValuesThatEeglabReads) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/edf");
  const Recording recording = read_recording(folder / "mne_test.edf");
  const Eigen::MatrixXd expected = read_mat(folder / "mne_test_edf_eeglab.mat").cast<double>();
  ASSERT_EQ(recording.data.rows(), expected.rows());
  ASSERT_EQ(recording.data.cols(), expected.cols());
  // Steps of 1 uV: whole numbers in the expected file; the status word is not scaled.
  EXPECT_TRUE((recording.data.topRows(138) * 1e6).isApprox(expected.topRows(138), 1e-14));
  EXPECT_EQ(recording.channels[138].name, "Status");
  EXPECT_EQ(recording.data.row(138), expected.row(138));
  const auto triggers = events_of(recording, "Trigger");
  ASSERT_EQ(triggers.size(), 13U) << "as mne.find_events";
  EXPECT_EQ(triggers[0], std::pair(512.0, std::string("4096")));
  EXPECT_EQ(triggers[1], std::pair(1603.0, std::string("4100")));
  EXPECT_EQ(triggers[2], std::pair(1624.0, std::string("4096")));
  const auto texts = events_of(recording, "Annotation");
  ASSERT_EQ(texts.size(), 5U);
  EXPECT_EQ(texts[0], std::pair(0.0, std::string("start")));
  EXPECT_NEAR(texts[1].first, 0.1344 * 512, 1e-9);
  EXPECT_EQ(texts[4], std::pair(2.5 * 512, std::string("type A")));
}

// mne_test_edf_values.csv holds what MNE reads from a file with these limits (the name it has in EDF.jl is
// test_float_extrema.edf): written with them and read back, the values are MNE's.
TEST(MneValues, ComeBackFromAFileWithTheirLimits) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/edf/mne_test_edf_values.csv");
  std::vector<double> values;
  std::ifstream text(path);
  for (double value = 0; text >> value;) values.push_back(value);
  ASSERT_EQ(values.size(), 92000U);
  const double least = -29483.1, gain = (29483.12 - least) / (2 * 32767.0);
  test::EdfFile file;
  file.records = 92;
  file.signals = {test::edf_signal("Fz", {})};
  test::EdfFile::Signal& signal = file.signals[0];
  signal.physical_minimum = "-29483.1";
  signal.physical_maximum = "29483.12";
  signal.digital_minimum = "-32767";
  signal.digital_maximum = "32767";
  for (const double value : values)
    signal.samples.push_back(static_cast<std::int32_t>(std::lround((value - least) / gain - 32767.0)));
  const test::TemporaryFolder folder;
  file.write(folder / "x.edf");
  const Recording recording = read_recording(folder / "x.edf");
  // The offset is the difference of two numbers near 3e4.
  constexpr double kRounding = 1e-11;
  double largest = 0.0;
  for (std::size_t s = 0; s < values.size(); ++s)
    largest = std::max(largest, std::abs(recording.data(0, static_cast<Eigen::Index>(s)) * 1e6 - values[s]));
  EXPECT_LE(largest, kRounding);
}

TEST(MneTestBdf, HasTheValuesThatEeglabReads) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/bdf");
  const Recording recording = read_recording(folder / "mne_test.bdf");
  const Eigen::ArrayXXd expected = read_mat(folder / "mne_test_bdf_eeglab.mat").cast<double>().array();
  ASSERT_EQ(recording.data.rows(), expected.rows() + 1) << "the status channel is the reader's";
  ASSERT_EQ(recording.data.cols(), expected.cols());
  const Eigen::ArrayXXd read = recording.data.topRows(expected.rows()).array() * 1e6;
  EXPECT_TRUE(((read - expected).abs() <= expected.abs() * kFloat).all()) << (read - expected).abs().maxCoeff();
  EXPECT_THAT(events_of(recording, "Trigger"), ElementsAre(std::pair(589.0, "128"))) << "as mne.find_events";
}

TEST(UnfinishedBdf, IsItsFinishedTwin) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/bdf");
  const Recording finished = read_recording(folder / "Newtest17-256_finished.bdf");
  const Recording unfinished = read_recording(folder / "biosemi_unfinished_nrecords_minus1.bdf");
  EXPECT_EQ(unfinished.data, finished.data);
  EXPECT_EQ(finished.data.cols(), 15360);
  ASSERT_EQ(unfinished.events.size(), finished.events.size());
  for (std::size_t e = 0; e < finished.events.size(); ++e) {
    EXPECT_EQ(unfinished.events[e].sample, finished.events[e].sample);
    EXPECT_EQ(unfinished.events[e].type, finished.events[e].type);
  }
  EXPECT_THAT(unfinished.warnings, ElementsAre(HasSubstr("(-1 records); by its size the file holds 60")));
  EXPECT_TRUE(finished.warnings.empty());
  EXPECT_EQ(finished.events.size(), 40U);
}

struct Expected {
  const char* file;
  std::size_t channels;
  Eigen::Index samples;
  double rate, sum;  ///< of all channels but the status word, by MNE 1.3.0
  std::size_t events;
};

class OfOneRate : public ::testing::TestWithParam<Expected> {};

TEST_P(OfOneRate, IsReadAsMneReadsIt) {
  ATTUNE_NEED_SHARED(path, std::filesystem::path("data/eeg-physio") / GetParam().file);
  const Recording recording = read_recording(path);
  ASSERT_EQ(recording.channels.size(), GetParam().channels);
  EXPECT_EQ(recording.data.cols(), GetParam().samples);
  EXPECT_EQ(recording.sampling_frequency.value(), GetParam().rate);
  double sum = 0.0, magnitudes = 0.0;
  for (std::size_t c = 0; c < recording.channels.size(); ++c) {
    if (recording.channels[c].type == "TRIG" || recording.channels[c].name == "Trigger") continue;
    sum += recording.data.row(static_cast<Eigen::Index>(c)).sum();
    magnitudes += recording.data.row(static_cast<Eigen::Index>(c)).cwiseAbs().sum();
  }
  EXPECT_NEAR(sum, GetParam().sum, magnitudes * kSumRounding);
  EXPECT_EQ(recording.events.size(), GetParam().events);
}

INSTANTIATE_TEST_SUITE_P(
    Files, OfOneRate,
    ::testing::Values(Expected{"eeg/edf/eeglab_test.edf", 16, 15360, 256.0, 0.07022933333333335, 0},
                      Expected{"eeg/edf/eegmmi_64ch_overlapping_annotations.edf", 64, 15872, 128.0, -9.307642, 38},
                      Expected{"eeg/edf/duplicate_channel_labels.edf", 3, 2500, 250.0, 0.1020992, 0},
                      Expected{"eeg/edf/subsecond_starttime.edf", 3, 2560, 512.0, -0.015473107316700803, 2},
                      Expected{"eeg/edf/test_subsecond.edf", 1, 89344, 128.0, -0.02679109355306098, 4},
                      Expected{"eeg/edf/test_utf8_annotations.edf", 11, 2000, 200.0, 0.10270392919813782, 2},
                      Expected{"eeg/edf/test_generator_2.edf", 11, 120000, 200.0, 6.140439215686247, 2},
                      Expected{"eeg/edf/mne_test.edf", 139, 3072, 512.0, -6.200884, 18},
                      Expected{"eeg/bdf/multiple_annotation_chans.bdf", 19, 30875, 125.0, 13465.857247119515, 10},
                      Expected{"eeg/bdf/Newtest17-256_finished.bdf", 17, 15360, 256.0, -94.33251987265635, 40},
                      Expected{"eeg/bdf/mne_test.bdf", 73, 2048, 2048.0, -915.7308338781106, 1},
                      Expected{"edge/derived_EDFplusD_two_gaps.edf", 1, 81536, 128.0, -0.025801892942700303, 4},
                      Expected{"eeg/encodings/bv_export_edf+.edf", 34, 5120, 512.0, 0.015521575184988728, 12}));

TEST(EdfEvents, AreWhereTheirTextsSay) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg");
  EXPECT_THAT(events_of(read_recording(folder / "edf" / "subsecond_starttime.edf"), "Annotation"),
              ElementsAre(std::pair(999.0, "XLSpike"), std::pair(1788.0, "Clip Note")));
  EXPECT_THAT(events_of(read_recording(folder / "edf" / "test_utf8_annotations.edf"), "Annotation"),
              ElementsAre(std::pair(0.0, "RECORD START"), std::pair(400.0, "\xe4\xbb\xb0\xe5\x8d\xa7")));
  const Recording overlapping = read_recording(folder / "edf" / "eegmmi_64ch_overlapping_annotations.edf");
  EXPECT_EQ(overlapping.events[1].sample, 1.375 * 128);
  EXPECT_EQ(overlapping.events[1].duration_samples, 5.125 * 128);
  const auto many = events_of(read_recording(folder / "bdf" / "multiple_annotation_chans.bdf"), "Annotation");
  ASSERT_EQ(many.size(), 10U) << "from ten annotation signals";
  EXPECT_EQ(many[1], std::pair(22.488 * 125, std::string("EEG-check#1")));
  EXPECT_EQ(many[9], std::pair(194.792 * 125, std::string("Ligths-Off#1")));
  const Recording sleep = read_recording(folder / "edf" / "SC4001EC-Hypnogram.edf");
  EXPECT_TRUE(sleep.channels.empty());
  ASSERT_EQ(sleep.events.size(), 154U);
  EXPECT_EQ(sleep.events[1].type, "Sleep stage 1");
  EXPECT_EQ(sleep.events[1].sample, 30630.0);
  EXPECT_EQ(sleep.events[1].duration_samples, 120.0);
}

TEST(ShortPsg, HasTheSignalsOfItsHeaderReference) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/edf");
  const nlohmann::json reference = nlohmann::json::parse(std::ifstream(folder / "short_psg_header_reference.json"));
  const std::vector<Recording> recordings = read_recordings(folder / "short_psg.edf");
  ASSERT_EQ(recordings.size(), 2U);
  std::size_t seen = 0;
  for (const nlohmann::json& signal : reference)
    for (const Recording& recording : recordings)
      for (std::size_t c = 0; c < recording.channels.size(); ++c) {
        if (recording.channels[c].name != signal.at("label").get<std::string>()) continue;
        ++seen;
        EXPECT_EQ(recording.channels[c].stored_unit, signal.at("physical_dimension").get<std::string>());
        EXPECT_EQ(recording.sampling_frequency.value(), signal.at("sampling_frequency").get<double>());
        EXPECT_EQ(recording.data.cols(), signal.at("samples_per_data_record").get<Eigen::Index>() * 10);
        const double worth = recording.channels[c].is_potential() ? 1e-6 : 1.0;
        const auto row = recording.data.row(static_cast<Eigen::Index>(c));
        EXPECT_GE(row.minCoeff(), signal.at("physical_min").get<double>() * worth * (1 + 1e-12) - 1e-12);
        EXPECT_LE(row.maxCoeff(), signal.at("physical_max").get<double>() * worth * (1 + 1e-12) + 1e-12);
      }
  EXPECT_EQ(seen, reference.size());
  EXPECT_EQ(seen, 7U);
  EXPECT_EQ(recordings[0].channels[2].type, "EOG");
}

/// The largest difference of a channel from a function of the sample, in steps of the file.
template <class Function>
double steps_from(const Recording& recording, Eigen::Index channel, double step, Function expected) {
  double largest = 0.0;
  for (Eigen::Index s = 0; s < recording.data.cols(); ++s)
    largest = std::max(largest, std::abs(recording.data(channel, s) * 1e6 - expected(static_cast<double>(s))));
  return largest / step;
}

// The makers' generators count the first sample as 1 and cut to a step, of which the range has one more below zero.
constexpr double kCut = 1.5;

TEST(GeneratedEdf, IsTheFunctionsItWasMadeFrom) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/edf/test_generator_2.edf");
  const Recording recording = read_recording(path);
  const double step = 2000.0 / 65535.0, turn = 2.0 * std::numbers::pi;
  const auto square = [](double s) { return std::fmod(s, 2000.0) < 1000.0 ? 100.0 : -100.0; };
  const auto ramp = [](double s) { return std::fmod(s, 200.0) - 100.0; };
  const auto pulse = [](double s) { return std::fmod(s, 200.0) < 4.0 ? 100.0 : 0.0; };
  EXPECT_LE(steps_from(recording, 0, step, square), kCut);
  EXPECT_LE(steps_from(recording, 1, step, ramp), kCut);
  EXPECT_LE(steps_from(recording, 2, step, pulse), kCut);
  for (const auto& [channel, frequency] : {std::pair{5, 1.0}, std::pair{6, 8.0}, std::pair{7, 8.5}, std::pair{8, 15.0},
                                           std::pair{9, 17.0}, std::pair{10, 50.0}}) {
    const double per_sample = turn * frequency / 200.0;
    EXPECT_LE(steps_from(recording, channel, step,
                         [per_sample](double s) { return 100.0 * std::sin(per_sample * (s + 1.0)); }),
              kCut)
        << recording.channels[static_cast<std::size_t>(channel)].name;
  }
}

TEST(GeneratedBdf, HasARecordingPerRateAndTheFunctionsItWasMadeFrom) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/bdf");
  const double step = 6000.0 / 16777215.0, turn = 2.0 * std::numbers::pi;
  for (const auto& [name, slower] :
       {std::pair{"test_generator.bdf", 1.0}, std::pair{"test_generator_datarec_2.bdf", 2.0}}) {
    const std::vector<Recording> all = read_recordings(folder / name);
    ASSERT_EQ(all.size(), 5U);
    for (const auto& [at, rate] :
         {std::pair{0, 1000.0}, std::pair{1, 800.0}, std::pair{2, 500.0}, std::pair{3, 975.0}, std::pair{4, 999.0}}) {
      const Recording& one = all[static_cast<std::size_t>(at)];
      EXPECT_EQ(one.sampling_frequency.value(), rate / slower);
      EXPECT_EQ(one.data.cols(), static_cast<Eigen::Index>(30.0 * rate / slower)) << "30 s, never upsampled";
    }
    // Half the frequency at half the rate: the same samples.
    EXPECT_LE(
        steps_from(all[0], 0, step, [turn](double s) { return 1000.0 * std::sin(turn * 5.0 / 1000.0 * (s + 1.0)); }),
        kCut);
  }
}

TEST(UnevenRates, AreTheSineAndTheBlocksOfTheHeader) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/edf/test_uneven_samp.edf");
  const std::vector<Recording> all = read_recordings(path);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].sampling_frequency.value(), 12.8);
  EXPECT_EQ(all[1].data.cols(), 1408);
  const double turn = 2.0 * std::numbers::pi;
  EXPECT_LE(steps_from(all[0], 0, 20e6 / 4096.0, [turn](double s) { return 5e6 * std::sin(turn * 3.0 / 100.0 * s); }),
            kCut);
  EXPECT_NEAR(all[1].data.maxCoeff(), 1e-6, 1e-15);
  EXPECT_NEAR(all[1].data.minCoeff(), 0.0, 1e-15);
}

class EdfEncodings : public ::testing::TestWithParam<std::pair<const char*, Eigen::Index>> {};

// One recording of 4722 samples, which EDF fills up to whole records; the exporter of EDF+ begins to fill a sample
// early.
TEST_P(EdfEncodings, AgreeWithTheFloatExport) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/encodings");
  const Recording other = read_recording(folder / "bv_export_bv_txt_bin_multi.vhdr");
  const Recording edf = read_recording(folder / GetParam().first);
  ASSERT_EQ(edf.data.rows(), other.data.rows());
  // The exporter cuts to a step, and its limits of -30001 and 30000 are half a step aside; limits have 8 characters.
  constexpr double kSteps = 2.0, kLimitDigits = 0.02e-9;
  for (Eigen::Index c = 0; c < other.data.rows(); ++c) {
    EXPECT_EQ(edf.channels[static_cast<std::size_t>(c)].name, other.channels[static_cast<std::size_t>(c)].name);
    const auto difference = edf.data.row(c).head(GetParam().second) - other.data.row(c).head(GetParam().second);
    const double step = 2.0 * other.data.row(c).cwiseAbs().maxCoeff() / 60001.0;
    EXPECT_LE(difference.cwiseAbs().maxCoeff(), kSteps * step + kLimitDigits) << c;
  }
  if (edf.format == "EDF") return;
  ASSERT_EQ(edf.events.size(), other.events.size());
  for (std::size_t e = 0; e < other.events.size(); ++e) {
    EXPECT_EQ(edf.events[e].sample, other.events[e].sample);
    EXPECT_EQ(edf.events[e].type, other.events[e].type);
  }
}

INSTANTIATE_TEST_SUITE_P(BrainVision, EdfEncodings,
                         ::testing::Values(std::pair{"bv_export_edf.edf", 4722},
                                           std::pair{"bv_export_edf+.edf", 4721}));

TEST(EdfWithGaps, IsTheWholeFileWithoutTheRecordsThatAreMissing) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio");
  const Recording whole = read_recording(folder / "eeg" / "edf" / "test_subsecond.edf");
  const Recording cut = read_recording(folder / "edge" / "derived_EDFplusD_two_gaps.edf");
  // Records 100 to 159 and 400 are gone; 128 samples each.
  EXPECT_EQ(cut.format, "EDF+D");
  EXPECT_THAT(cut.boundaries, ElementsAre(100.0 * 128, 340.0 * 128));
  EXPECT_THAT(cut.segment_starts, ElementsAre(Seconds(0.0), Seconds(160.0), Seconds(401.0)));
  EXPECT_EQ(cut.data.leftCols(12800), whole.data.leftCols(12800));
  EXPECT_EQ(cut.data.middleCols(12800, 240 * 128), whole.data.middleCols(160 * 128, 240 * 128));
  EXPECT_EQ(cut.data.rightCols(297 * 128), whole.data.rightCols(297 * 128));
  ASSERT_EQ(cut.events.size(), whole.events.size());
  // The times have seven digits: half a microsecond.
  for (std::size_t e = 0; e < whole.events.size(); ++e)
    EXPECT_NEAR(time_of(cut, cut.events[e].sample).count(), time_of(whole, whole.events[e].sample).count(), 1e-6);
  EXPECT_TRUE(cut.warnings.empty());
}

TEST(CutEdf, IsRefusedForWhatIsMissing) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/edge");
  expect_refused(Fault::input, {"short_psg_cut_in_header.edf@300: ", "2048 bytes for 7 signals", "cut short"},
                 [&] { read_recording(folder / "short_psg_cut_in_header.edf"); });
  expect_refused(Fault::input, {"short_psg_cut_mid_record.edf@92231: ", "after 4 of 10 records", "cut short"},
                 [&] { read_recording(folder / "short_psg_cut_mid_record.edf"); });
  expect_refused(Fault::input, {"utf8_cut_last_record.edf@46648: ", "after 9 of 10 records", "3432 bytes more"},
                 [&] { read_recording(folder / "utf8_cut_last_record.edf"); });
}

}  // namespace
}  // namespace attune::eeg
