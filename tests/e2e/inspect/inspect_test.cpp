#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "edf_file.hpp"
#include "made_nifti.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"
#include "toy_image.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

nlohmann::json inspect_json(const std::string& arguments, const TemporaryFolder& folder) {
  const ProgramResult result = run_attune("inspect --format json " + arguments, folder.path());
  EXPECT_EQ(result.code, 0) << result.err;
  return nlohmann::json::parse(result.out);
}

void write_run(const std::filesystem::path& path) {
  write_toy(
      path, toy_grid(4, 3, 2, 2.5, {-5, 0, 5}), 3, stored_as(VoxelType::int16),
      [](const VoxelIndex& v, std::int64_t t) { return static_cast<double>(v.i) - 1 + 10 * static_cast<double>(t); });
}

TEST(Inspect, SaysWhatAnImageHolds) {
  const TemporaryFolder folder;
  write_run(folder / "run.nii.gz");
  const auto found = inspect_json("run.nii.gz", folder);
  EXPECT_EQ(found["format"], "NIfTI-1");
  EXPECT_EQ(found["shape"], (std::vector<int>{4, 3, 2, 3}));
  EXPECT_EQ(found["voxel_size_mm"], (std::vector<double>{2.5, 2.5, 2.5}));
  EXPECT_EQ(found["type"], "int16");
  EXPECT_EQ(found["orientation"], "RAS");
  EXPECT_EQ(found["affine_source"], "sform");
  EXPECT_EQ(found["repetition_time_s"], 2);
  EXPECT_EQ(found["min"], -1);
  EXPECT_EQ(found["max"], 22);
  EXPECT_EQ(found["mean"], 10.5);
  EXPECT_EQ(found["zeros"], 6);
  EXPECT_EQ(found["warnings"], 0);
}

TEST(Inspect, MasksWhoWasRecordedUnlessAsked) {
  const TemporaryFolder folder;
  EdfFile file;
  file.patient = "MCH-0234567 F 02-MAY-1951 Haagse_Harry";
  file.signals = {edf_signal("Fz", {1, 2, 3, 4})};
  file.write(folder / "x.edf");
  const ProgramResult masked = run_attune("inspect --format json x.edf", folder.path());
  EXPECT_EQ(masked.code, 0) << masked.err;
  for (const char* part : {"0234567", "1951", "Harry", "2020", "24.01", "04.05.56"})
    EXPECT_EQ((masked.out + masked.err).find(part), std::string::npos) << part;
  EXPECT_EQ(nlohmann::json::parse(masked.out)["identity_patient"], "masked, 38 characters (--show-identity)");
  EXPECT_EQ(inspect_json("--show-identity x.edf", folder)["identity_patient"], file.patient);
}

TEST(Inspect, SaysWhatATableHolds) {
  const TemporaryFolder folder;
  write_bytes(folder / "t.tsv", "participant_id\tage\nsub-01\t30\nsub-02\tn/a\n");
  const auto found = inspect_json("t.tsv", folder);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]["type"], "text");
  EXPECT_EQ(found[1]["column"], "age");
  EXPECT_EQ(found[1]["type"], "number");
  EXPECT_EQ(found[1]["missing"], 1);
  EXPECT_EQ(found[1]["rows"], 2);
}

TEST(Inspect, SaysWhatABidsFolderHolds) {
  const TemporaryFolder folder;
  write_bytes(folder / "dataset_description.json", R"({"Name": "made", "BIDSVersion": "1.8.0"})");
  std::filesystem::create_directories(folder / "sub-01" / "func");
  write_run(folder / "sub-01" / "func" / "sub-01_task-rest_bold.nii.gz");
  const auto found = inspect_json(".", folder);
  EXPECT_EQ(found["participants"], 1);
  EXPECT_EQ(found["tasks"], std::vector<std::string>{"rest"});
}

TEST(Inspect, GivesOneRowPerImageInTheOrderOfTheCommandLine) {
  const TemporaryFolder folder;
  write_run(folder / "b.nii");
  write_run(folder / "a.nii");
  const auto found = inspect_json("b.nii a.nii", folder);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0]["file"], "b.nii");
}

TEST(Inspect, SaysWhatItReadsWhereAFileIsNothingOfThat) {
  const TemporaryFolder folder;
  const std::pair<const char*, std::string> files[] = {
      {"empty.h5", ""}, {"empty.json", ""}, {"a.json", "{}"}, {"other.h5", "\x89HDF"}, {"notes.md", "# Notes"}};
  const char* const wrong[] = {"is empty", "is empty", "no known kind", "no container", "no known kind"};
  for (std::size_t i = 0; i < std::size(files); ++i) {
    write_bytes(folder / files[i].first, files[i].second);
    const ProgramResult result = run_attune(std::string("inspect ") + files[i].first, folder.path());
    EXPECT_EQ(result.code, 3) << files[i].first;
    EXPECT_NE(result.err.find(wrong[i]), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("inspect reads images (.nii"), std::string::npos) << result.err;
  }
  write_bytes(folder / "empty.nii", "");
  EXPECT_NE(run_attune("inspect empty.nii", folder.path()).err.find("expected an image"), std::string::npos);
  write_run(folder / "run.nii");
  std::filesystem::rename(folder / "run.nii", folder / "run.dat");
  EXPECT_EQ(run_attune("inspect run.dat", folder.path()).code, 0);  // known by its start
}

TEST(Inspect, RefusesAnalyzeUntilTheSideIsStated) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.hdr", made_analyze(2, 8).bytes());
  write_bytes(folder / "x.img", std::string(12, '\1'));
  const ProgramResult silent = run_attune("inspect x.img", folder.path());
  EXPECT_EQ(silent.code, 3);
  EXPECT_NE(silent.err.find("--analyze-side"), std::string::npos);
  EXPECT_EQ(inspect_json("--analyze-side neurological x.img", folder)["orientation"], "RAS");
  EXPECT_EQ(inspect_json("--analyze-side radiological x.img", folder)["orientation"], "LAS");
}

TEST(Inspect, WarnsOfFormsThatDisagreeAndStrictMakesItAnError) {
  const TemporaryFolder folder;
  MadeHeader made = made_nifti1(2, 8).put<std::int16_t>(252, 1).floats(256, {0, 0, 0, -7, -20, -30});
  write_bytes(folder / "x.nii", made.append<std::uint8_t>(std::vector<double>(12, 1)).bytes());
  const ProgramResult lenient = run_attune("inspect x.nii", folder.path());
  EXPECT_EQ(lenient.code, 0);
  EXPECT_NE(lenient.err.find("3 mm apart"), std::string::npos);
  EXPECT_EQ(run_attune("inspect --strict x.nii", folder.path()).code, 3);
}

TEST(Inspect, RefusesATruncatedImageInOneLine) {
  const TemporaryFolder folder;
  write_run(folder / "run.nii.gz");
  std::filesystem::resize_file(folder / "run.nii.gz", std::filesystem::file_size(folder / "run.nii.gz") - 5);
  const ProgramResult result = run_attune("inspect run.nii.gz", folder.path());
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_NE(result.err.find("cut short"), std::string::npos);
}

TEST(Inspect, SaysWhatARecordingHolds) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  const TemporaryFolder folder;
  const auto found = inspect_json(path.string(), folder);
  EXPECT_EQ(found["channels"], 32);
  EXPECT_EQ(found["sampling_frequency_hz"], 128);
  EXPECT_EQ(found["event_types"], (std::vector<std::string>{"rt", "square"}));
}

TEST(Inspect, SaysWhatARecordingOfTheBodyHolds) {
  const TemporaryFolder folder;
  const nlohmann::json found =
      inspect_json(std::string(ATTUNE_SOURCE_DIR) + "/data-samples/physio/sub-01_task-rest_physio.tsv.gz", folder);
  EXPECT_EQ(found.at("format"), "BIDS physio");
  EXPECT_EQ(found.at("kinds"), nlohmann::json({"ecg", "resp", "eda"}));
  EXPECT_EQ(found.at("sampling_frequency_hz"), nlohmann::json({100.0, 100.0, 100.0}));
}

TEST(Inspect, FindsWhatIsWrongWithARecordingAndWhichTablesBelongToIt) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/eeg/bids-p300/sub-01/ses-01/eeg");
  const TemporaryFolder here;
  const std::string path = (folder / "sub-01_ses-01_task-p300_run-01_eeg.vhdr").string();
  const auto found = inspect_json(path, here);
  EXPECT_EQ(found["companions"].size(), 3U);
  EXPECT_EQ(found["events_matched"], 301);
  EXPECT_EQ(found["events_offset_samples"], 0);
  EXPECT_EQ(found["railed_channels"].size(), 3U);
  EXPECT_EQ(found["zeroed_samples"], 25);
  EXPECT_EQ(found["channel_quality"][0]["unit_factor"], 1e-6);
  const ProgramResult table = run_attune("inspect " + path, here.path());
  EXPECT_NE(table.out.find("\tunit_suspect\t5 of 8 channels cannot be EEG"), std::string::npos) << table.out;
  EXPECT_EQ(table.out.find("channel_quality"), std::string::npos) << "the table for people has no list of numbers";
}

TEST(Inspect, TakesTextForARecordingOnlyWithItsLayout) {
  const TemporaryFolder folder;
  write_bytes(folder / "rec.csv", "Cz,Pz\n1,2\n3,4\n5,6\n");
  EXPECT_EQ(inspect_json("rec.csv", folder)[0]["column"], "Cz");
  write_bytes(folder / "rec.layout.json", R"({"sampling_frequency": 200, "units": "uV"})");
  const auto found = inspect_json("rec.csv", folder);
  EXPECT_EQ(found["format"], "text");
  EXPECT_EQ(found["samples"], 3);
  EXPECT_EQ(found["channel_units"][1], "V");
}

}  // namespace
}  // namespace attune::test
