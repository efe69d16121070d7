#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "run_program.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Spectrum : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_symlink(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples",
                                    folder_ / "data-samples");
  }
  ProgramResult run(const std::string& arguments) const { return run_attune(arguments, folder_.path()); }
  TemporaryFolder folder_;
};

constexpr const char* kRecording = "data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr";
const std::string kSpectrum = std::string("spectrum ") + kRecording + " ";

TEST_F(Spectrum, GivesTheSameBytesForAnyNumberOfThreads) {
  const std::string what = kSpectrum + "--measure power,exponent,peak_frequency,asymmetry --pairs Pz/Cz ";
  const ProgramResult one = run(what + "--threads 1"), two = run(what + "--threads 2");
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
  EXPECT_THAT(one.out, HasSubstr("alpha.asymmetry\tPz-Cz"));
  EXPECT_THAT(one.out, HasSubstr("\tlow\thigh\n"));
}

TEST_F(Spectrum, WritesSpectraAndPicturesWithTheirRecords) {
  const ProgramResult result =
      run(kSpectrum + "--montage 10-10 --spectra s.tsv --figure f.svg --topography t.svg --out m.tsv");
  ASSERT_EQ(result.code, 0) << result.err;
  const Table spectra = read_table(folder_ / "s.tsv");
  EXPECT_EQ(spectra.names().back(), "n");
  EXPECT_TRUE(spectra.has("density_uv2_hz"));
  for (const char* picture : {"f.svg", "t.svg"}) {
    EXPECT_THAT(read_text(folder_ / picture), HasSubstr("<svg"));
    EXPECT_TRUE(std::filesystem::exists(folder_ / (std::string(picture) + ".provenance.json")));
  }
  EXPECT_THAT(read_text(folder_ / "f.svg"), HasSubstr("alpha"));
  EXPECT_EQ(run(kSpectrum + "--figure f.svg").code, 4);
}

TEST_F(Spectrum, RecordsTheStepsOfCleaningBesideItsTables) {
  const std::string steps = " --step reference:channels=average --step filter:highpass=1 ";
  ASSERT_EQ(run(kSpectrum + steps + "--spectra s.tsv --out m.tsv").code, 0);
  for (const char* sidecar : {"s.json", "m.json"}) {
    const json written = json::parse(read_text(folder_ / sidecar));
    ASSERT_EQ(written.at("Preprocessing").size(), 2u) << sidecar;
    EXPECT_EQ(written["Preprocessing"][0]["step"], "reference") << sidecar;
    EXPECT_GT(written.at("Rank"), 0) << sidecar;
    EXPECT_TRUE(written.contains(sidecar[0] == 's' ? "density_uv2_hz" : "value")) << sidecar;
  }
  for (const std::string ending : {"eeg", "vmrk", "vhdr"})
    std::filesystem::copy(folder_ / "data-samples/eeg" / ("sub-01_task-rejectwords_eeg." + ending),
                          folder_ / ("sub-01_task-rejectwords_eeg." + ending));
  ASSERT_EQ(run(kSpectrum + "sub-01_task-rejectwords_eeg.vhdr" + steps + "--alone --out two.tsv").code, 0);
  const json both = json::parse(read_text(folder_ / "two.json"));
  ASSERT_EQ(both.at("Preprocessing").size(), 2u);
  EXPECT_EQ(both["Preprocessing"][1]["Recording"], "sub-01_task-rejectwords_eeg.vhdr");
  EXPECT_EQ(both["Preprocessing"][1]["Steps"].size(), 2u);
  ASSERT_EQ(run(kSpectrum + "--out without.tsv").code, 0);
  EXPECT_FALSE(json::parse(read_text(folder_ / "without.json")).contains("Preprocessing"));
}

TEST_F(Spectrum, RefusesOtherPicturesBeforeItReads) {
  for (const std::string option : {"--figure", "--topography"}) {
    const ProgramResult result = run("spectrum not-there.vhdr " + option + " x.png");
    EXPECT_EQ(result.code, 2) << option;
    EXPECT_THAT(result.err, HasSubstr("x.png is to be a figure; expected a name that ends in .svg"));
  }
}

TEST_F(Spectrum, RefusesWhatItCannotMeasure) {
  const auto refused = [&](const std::string& arguments, int code, const char* what) {
    const ProgramResult result = run(kSpectrum + arguments);
    EXPECT_EQ(result.code, code) << arguments;
    EXPECT_THAT(result.err, HasSubstr(what)) << arguments;
    EXPECT_EQ(result.out, "") << arguments;
  };
  refused("--channels Pzz", 3, "did you mean 'Pz'");
  refused("--events rejection", 3, "has no duration");
  refused("--window 100000", 5, "the longest stretch");
  refused("--measure power,asymmetry --pairs F3/F4", 2, "write RIGHT/LEFT, F4/F3");
  refused("--band alpha:13:8", 2, "does not lie above");
  refused("--step autoreject", 2, "works on trials");
  refused("--measure power,power", 2, "power is asked for twice");
  refused("--confidence 95", 2, "a confidence of 95; expected one between 0 and 1");
  refused("--overlap 1", 2, "from 0 to below 1");
  refused("--topography t.svg --step reference:channels=Pz+Cz --montage nowhere", 2, "nowhere");
}

TEST_F(Spectrum, WritesNothingWhereAPictureIsRefused) {
  // The recording has no positions of its own.
  const ProgramResult result = run(kSpectrum + "--spectra s.tsv --figure f.svg --topography t.svg --out m.tsv");
  EXPECT_EQ(result.code, 2) << result.err;
  EXPECT_THAT(result.err, HasSubstr("no channel has a position"));
  for (const char* file : {"s.tsv", "f.svg", "t.svg", "m.tsv"}) EXPECT_FALSE(std::filesystem::exists(folder_ / file));
}

TEST_F(Spectrum, RefusesAFileThatIsGivenTwice) {
  for (const char* command : {"spectrum ", "spectrum wavelets --region a:8:12:0:100 "}) {
    const ProgramResult result = run(command + std::string(kRecording) + " ./" + kRecording);
    EXPECT_EQ(result.code, 3) << command;
    EXPECT_THAT(result.err, HasSubstr("is the same file as")) << command;
  }
}

TEST_F(Spectrum, RefusesPartsOfTrialsWithoutASpectrumAndWaveletsThatMeanNothing) {
  ASSERT_EQ(run(std::string("eeg ") + kRecording + " --events rejection --from -600 --to 1000 --epochs e.h5").code, 0);
  const auto refused = [&](const std::string& arguments, int code, const char* what) {
    const ProgramResult result = run(arguments);
    EXPECT_EQ(result.code, code) << arguments;
    EXPECT_THAT(result.err, HasSubstr(what)) << arguments;
  };
  refused("spectrum e.h5 --channels Pz --from 0 --to 4", 5, "use a shorter window or longer trials");
  const std::string wavelets = "spectrum wavelets e.h5 --channels Pz --frequencies 8:12:2 ";
  refused(wavelets + "--region a:8:12:200:600 --confidence 95", 2, "a confidence of 95");
  refused(wavelets + "--region a:8:12:200:600 --region a:8:10:0:200", 2, "two regions are named 'a'");
  refused(wavelets + "--region a:8:12:200:600 --mode zscore --baseline -4,0", 2, "two samples or more");
}

TEST_F(Spectrum, WaveletsGiveTheSameBytesForAnyNumberOfThreads) {
  ASSERT_EQ(run(std::string("eeg ") + kRecording + " --events rejection --from -600 --to 1000 --epochs e.h5").code, 0);
  const std::string what =
      "spectrum wavelets e.h5 --channels Pz,Cz --frequencies 8:12:2 --pairs Pz/Cz --mode db "
      "--baseline -300,-100 --region alpha:8:12:200:600 ";
  const ProgramResult one = run(what + "--threads 1"), two = run(what + "--threads 2 --arrays a.h5");
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
  EXPECT_THAT(one.out, HasSubstr("alpha.ppc\tPz-Cz"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "a.h5.provenance.json"));
}

TEST_F(Spectrum, WaveletsRefuseWhatHasNoTrialsOrNoRegion) {
  const ProgramResult continuous = run(std::string("spectrum wavelets ") + kRecording + " --region a:8:12:0:100");
  EXPECT_EQ(continuous.code, 3);
  EXPECT_THAT(continuous.err, HasSubstr("wavelets need epochs"));
  const ProgramResult nothing = run(std::string("spectrum wavelets ") + kRecording);
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("expected --region"));
}

}  // namespace
}  // namespace attune::test
