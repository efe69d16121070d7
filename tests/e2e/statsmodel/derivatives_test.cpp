#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/statsmodel/run.hpp"
#include "expect_refused.hpp"
#include "model_text.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::statsmodel {
namespace {

using test::edited;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kVolumes = 80;

/// Two sessions of one run, with fMRIPrep's files in their usual names.
constexpr const char* kModel = R"({"Name": "sessions", "BIDSModelVersion": "1.0.0",
"Input": {"task": ["faces"], "space": ["MNI"]},
"Nodes": [
{"Level": "Run", "Name": "run", "GroupBy": ["subject", "session"],
"Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [
{"Name": "Factor", "Input": "trial_type"},
{"Name": "Convolve", "Input": "trial_type.*", "Model": "glover", "Derivative": true}]},
"Model": {"Type": "glm", "X": [1, "trial_type.*", "trans_x", "framewise_displacement", "motion_outlier*", "cosine*"]},
"DummyContrasts": {"Contrasts": ["trial_type.face"], "Test": "t"}},
{"Level": "Session", "Name": "session", "GroupBy": ["subject", "session", "contrast"],
"Model": {"Type": "meta", "X": [1]}, "DummyContrasts": {"Test": "pass"}},
{"Level": "Subject", "Name": "subject", "GroupBy": ["subject"],
"Transformations": {"Transformer": "pybids-transforms-v1", "Instructions": [{"Name": "Factor", "Input": "session"}]},
"Model": {"Type": "meta", "X": ["session.pre", "session.post"]},
"Contrasts": [{"Name": "gain", "ConditionList": ["session.post", "session.pre"], "Weights": [1, "-1"], "Test": "t"}]}
]})";

class Derivatives : public ::testing::Test {
 protected:
  Derivatives() {
    for (const char* participant : {"01", "02"})
      for (const char* session : {"pre", "post"}) write_session(participant, session);
    test::write_file(raw() / "dataset_description.json", R"({"Name": "Raw", "BIDSVersion": "1.9.0"})");
    test::write_file(folder_ / "spheres.tsv", "name\tx\ty\tz\tradius_mm\nleft\t0\t2\t2\t1\nright\t6\t2\t2\t1\n");
  }

  std::filesystem::path raw() const { return folder_ / "raw"; }
  std::filesystem::path preprocessed() const { return folder_ / "fmriprep"; }
  std::filesystem::path file(const char* participant, const char* session, const std::string& ending) const {
    return preprocessed() /
           fmt::format("sub-{0}/ses-{1}/func/sub-{0}_ses-{1}_task-faces_{2}", participant, session, ending);
  }

  void write_session(const std::string& participant, const std::string& session) const {
    const std::string stem = fmt::format("sub-{0}/ses-{1}/func", participant, session);
    std::filesystem::create_directories(raw() / stem);
    std::filesystem::create_directories(preprocessed() / stem);
    const std::string name = fmt::format("{}/sub-{}_ses-{}_task-faces_", stem, participant, session);
    std::string events = "onset\tduration\ttrial_type\n",
                confounds = "trans_x\tframewise_displacement\tmotion_outlier00\tcosine00\n";
    std::vector<bold::Stimulus> faces;
    for (int i = 0; i < 12; ++i) {
      events += fmt::format("{}\t2\t{}\n", 3 + 12 * i, i % 2 == 0 ? "face" : "house");
      if (i % 2 == 0) faces.push_back({Seconds(3 + 12 * i), Seconds(2), 1});
    }
    for (int i = 0; i < kVolumes; ++i)
      confounds += fmt::format("{:.4f}\t{}\t{}\t{:.4f}\n", 0.01 * ((i * 7) % 11), i == 0 ? "n/a" : "0.1",
                               i == 20 ? 1 : 0, std::cos(3.14159 * (i + 0.5) / kVolumes));
    test::write_file(raw() / (name + "events.tsv"), events);
    test::write_file(preprocessed() / (name + "desc-confounds_timeseries.tsv"), confounds);
    bold::ResponseModel glover;
    glover.kind = bold::ResponseKind::glover;
    const bold::Response response(glover, Seconds(2));
    const double height = session == "post" ? 2.0 : 1.0;  // percent
    const Eigen::VectorXd answer = height / 100 * 500 / response.peak(Seconds(2)) *
                                   response.columns(faces, {kVolumes, Seconds(2), Seconds(1)}).col(0);
    for (const char* space : {"MNI", "T1w"}) {
      const std::string image = fmt::format("{}space-{}_desc-preproc_bold", name, space);
      test::write_file(preprocessed() / (image + ".json"),
                       R"({"RepetitionTime": 2, "StartTime": 1, "SliceTimingCorrected": true})");
      parallel::Stream noise({5}, (participant == "01" ? 0U : 2U) + (session == "pre" ? 0U : 1U));
      test::write_toy(preprocessed() / (image + ".nii.gz"), test::toy_grid(4, 3, 3, 2.0), kVolumes,
                      test::stored_as(VoxelType::float32), [&](const VoxelIndex& v, std::int64_t t) {
                        const double spike = t == 20 ? 300 : 0;
                        return 500 + spike + (v.i < 2 ? answer(t) : 0.0) + noise.normal();
                      });
      test::write_toy(preprocessed() / fmt::format("{}space-{}_desc-brain_mask.nii.gz", name, space),
                      test::toy_grid(4, 3, 3, 2.0), 1, test::stored_as(VoxelType::uint8),
                      [](const VoxelIndex&, std::int64_t) { return 1; });
    }
  }

  Request request(const std::string& model) const {
    Request out;
    out.model = test::write_file(folder_ / "m_smdl.json", model);
    out.dataset = raw();
    out.derivatives = preprocessed();
    out.atlas = roi::AtlasRequest{{(folder_ / "spheres.tsv").string()}, {}, {}, {}};
    out.extract.space.same_space = true;
    return out;
  }

  test::TemporaryFolder folder_;
};

TEST_F(Derivatives, SessionsSpacesConfoundsAndMasksAreFound) {
  const Result result = run(request(kModel));
  const Table& sessions = result.nodes[1].table;
  EXPECT_THAT(sessions.text("session"), ElementsAre("post", "post", "pre", "pre", "post", "post", "pre", "pre"));
  EXPECT_EQ(sessions.text("test")[0], "pass");
  EXPECT_EQ(sessions.text("p")[0], "n/a");
  const Table& people = result.nodes[2].table;
  ASSERT_EQ(people.rows(), 4u);
  // Planted 2 and 1 percent; the standard error is 0.05.
  EXPECT_NEAR(people.numbers("effect")[0], 1.0, 0.25);
  EXPECT_NEAR(people.numbers("effect")[1], 0.0, 0.25);
  EXPECT_LT(people.numbers("p")[0], 1e-6);
  EXPECT_EQ(result.measures.rows(), 4u);
  const std::vector<std::string> columns = result.designs[0].table.names();
  EXPECT_THAT(columns, ElementsAre("volume", "intercept", "trial_type.face", "trial_type.face_derivative",
                                   "trial_type.house", "trial_type.house_derivative", "trans_x",
                                   "framewise_displacement", "motion_outlier00", "cosine00"));
  std::vector<std::string> inputs;
  for (const store::InputFile& input : result.inputs) inputs.push_back(input.path.filename().string());
  EXPECT_THAT(inputs, Contains("sub-01_ses-pre_task-faces_space-MNI_desc-brain_mask.nii.gz"));
  EXPECT_THAT(inputs, Contains("sub-01_ses-pre_task-faces_desc-confounds_timeseries.tsv"));
}

TEST_F(Derivatives, AnIndicatorOfAVolumeTakesItOut) {
  const Result with = run(request(kModel));
  const Result without = run(request(edited(kModel, R"("motion_outlier*", )", "")));
  EXPECT_LT(with.nodes[0].table.numbers("se")[0], 0.2 * without.nodes[0].table.numbers("se")[0]);
}

TEST_F(Derivatives, OneOfSeveralSpacesIsChosen) {
  const std::string open = edited(kModel, R"(, "space": ["MNI"])", "");
  test::expect_refused(Fault::input,
                       {"is another version of sub-01_ses-post_task-faces_space-MNI_desc-preproc_bold.nii.gz"},
                       [&] { run(request(open)); });
  Request chosen = request(open);
  chosen.space = "T1w";
  chosen.participants = {"sub-02"};
  EXPECT_THAT(run(chosen).designs.at(0).image.path.filename().string(),
              HasSubstr("sub-02_ses-post_task-faces_space-T1w"));
}

TEST_F(Derivatives, SliceTimesWithoutAStartAreRefused) {
  test::write_file(file("02", "pre", "space-MNI_desc-preproc_bold.json"),
                   R"({"RepetitionTime": 2, "SliceTimingCorrected": true})");
  test::expect_refused(Fault::input, {"sub-02", "SliceTimingCorrected but no StartTime"},
                       [&] { run(request(kModel)); });
}

}  // namespace
}  // namespace attune::statsmodel
