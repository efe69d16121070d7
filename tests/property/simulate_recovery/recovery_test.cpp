#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "attune/bold/contrast.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/roi/extract.hpp"
#include "attune/simulate/study.hpp"
#include "attune/table/delimited.hpp"
#include "temporary_folder.hpp"

// What was planted comes out again, measured the plain way.
namespace attune::simulate {
namespace {

// A mean of independent errors stays within this many of its standard errors in all but 1 of 16,000 draws.
constexpr double kStandardErrors = 4.0;

StudyOptions full_size(std::size_t each) {
  StudyOptions options;
  options.participants = {each, each};
  options.seed = {20};
  options.defects = false;
  return options;
}

/// Mean and standard error of differences from the truth.
struct Deviation {
  double sum = 0, squares = 0;
  int n = 0;
  void add(double value) {
    sum += value;
    squares += value * value;
    ++n;
  }
  double mean() const { return sum / n; }
  double error() const { return std::sqrt((squares / n - mean() * mean()) / (n - 1)); }
};

TEST(OwnInfantReward, PercentSignalChangeOfTheModelIsThePlantedOne) {
  const test::TemporaryFolder folder;
  const std::filesystem::path study = folder / "study";
  write_study("own-infant-reward", study, full_size(3));
  const Table truth = read_table(study / "truth_participants.tsv");
  const roi::Atlas atlas = roi::load_atlas({{"attachment-core"}, {}, {}, {}});
  Deviation deviation;
  for (std::size_t person = 0; person < truth.rows(); ++person) {
    const std::string id = truth.text("participant_id")[person];
    const std::filesystem::path run = study / "derivatives" / "fmriprep" / id / "func";
    const roi::RegionSeries series = roi::extract_series(
        read_image_header(run / (id + "_task-infantface_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz")), atlas);
    const Table confounds = read_table(run / (id + "_task-infantface_desc-confounds_timeseries.tsv"));
    const bold::Events events = bold::to_events(read_table(study / id / "func" / (id + "_task-infantface_events.tsv")));
    bold::DesignOptions options;
    options.confounds = {"motion24", "acompcor5"};
    options.censor_displacement = Millimetres(0.9);
    const bold::Design design =
        bold::make_design(events.events, {series.values.rows(), Seconds(2), Seconds(1)}, &confounds, options);
    const bold::Contrast contrast =
        bold::parse_contrast("own_gt_unknown_happy", "own_happy - unknown_happy", {"own_happy", "unknown_happy"});
    const auto results = bold::estimate(contrast, design, bold::fit(series.values, design));
    for (std::size_t region = 0; region < results.size(); ++region) {
      const double planted = truth.numbers(series.names[region] + "_happy")[person];
      // Within the error that the model itself states.
      EXPECT_LT(std::abs(results[region].psc - planted), 5 * results[region].psc_se) << id << series.names[region];
      deviation.add(results[region].psc - planted);
    }
  }
  EXPECT_LT(std::abs(deviation.mean()), kStandardErrors * deviation.error());
  EXPECT_LT(deviation.error(), 0.05);  // percent: the test can see a bias of 0.2
}

double mean_amplitude(const eeg::Recording& recording, const std::string& type, Eigen::Index channel) {
  const double rate = recording.sampling_frequency.value();
  const auto mean = [&](double start, double from, double to) {
    const auto first = static_cast<Eigen::Index>(std::lround(start + from * rate));
    const auto last = static_cast<Eigen::Index>(std::lround(start + to * rate));
    return recording.data.row(channel).segment(first, last - first).mean();
  };
  double sum = 0;
  int count = 0;
  for (const eeg::Event& event : recording.events) {
    if (event.type != type) continue;
    sum += mean(event.sample, 0.3, 0.5) - mean(event.sample, -0.2, 0.0);
    ++count;
  }
  return 1e6 * sum / count;
}

TEST(RejectionErp, MeanAmplitudeOfTheAverageIsThePlantedOne) {
  const test::TemporaryFolder folder;
  const std::filesystem::path study = folder / "study";
  write_study("rejection-erp", study, full_size(6));
  const Table truth = read_table(study / "truth_participants.tsv");
  Deviation difference;
  Deviation rejection;
  for (std::size_t person = 0; person < truth.rows(); ++person) {
    const std::string id = truth.text("participant_id")[person];
    const eeg::Recording recording = eeg::read_recording(study / id / "eeg" / (id + "_task-rejectwords_eeg.vhdr"));
    Eigen::Index channel = 0;
    while (recording.channels[static_cast<std::size_t>(channel)].name != "CPz") ++channel;
    const double to_rejection = mean_amplitude(recording, "rejection", channel);
    const double to_acceptance = mean_amplitude(recording, "acceptance", channel);
    rejection.add(to_rejection - truth.numbers("n400_amplitude_CPz_rejection")[person]);
    difference.add(to_rejection - to_acceptance - truth.numbers("n400_amplitude_CPz_rejection_gt_acceptance")[person]);
  }
  EXPECT_LT(std::abs(rejection.mean()), kStandardErrors * rejection.error());
  EXPECT_LT(std::abs(difference.mean()), kStandardErrors * difference.error());
  EXPECT_LT(difference.error(), 0.8);  // microvolts, of effects of 1 to 3
}

TEST(RejectionErp, OfAParticipantWithArtefactsHasLargeTrials) {
  const test::TemporaryFolder folder;
  const std::filesystem::path study = folder / "study";
  StudyOptions options = full_size(6);
  options.defects = true;
  write_study("rejection-erp", study, options);
  const Table truth = read_table(study / "truth_participants.tsv");
  int spoilt_people = 0;
  for (std::size_t person = 0; person < truth.rows(); ++person) {
    const std::string id = truth.text("participant_id")[person];
    const eeg::Recording recording = eeg::read_recording(study / id / "eeg" / (id + "_task-rejectwords_eeg.vhdr"));
    int spoilt = 0;
    for (const eeg::Event& event : recording.events) {
      const auto start = static_cast<Eigen::Index>(event.sample);
      const Eigen::MatrixXd trial = recording.data.middleCols(start, 205);
      const double swing = (trial.rowwise().maxCoeff() - trial.rowwise().minCoeff()).maxCoeff();
      spoilt += swing > 150e-6 ? 1 : 0;
    }
    const bool is_spoilt = 2 * spoilt > static_cast<int>(recording.events.size());
    EXPECT_EQ(is_spoilt, truth.text("defect")[person] == "artefacts") << id << ": " << spoilt;
    spoilt_people += is_spoilt ? 1 : 0;
  }
  EXPECT_EQ(spoilt_people, 1);
}

}  // namespace
}  // namespace attune::simulate
