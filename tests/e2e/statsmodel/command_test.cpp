// attune glm --model: the Stats Models through the command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "gamble_dataset.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using ::testing::HasSubstr;

TEST(GlmModel, ExecutesTheSpecificationsExamples) {
  ATTUNE_NEED_SHARED(models, "data/fmri/bids/stats_models");
  const GambleDataset dataset;
  const TemporaryFolder folder;
  std::size_t executed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(models)) {
    const std::string name = entry.path().stem().string();
    const ProgramResult result =
        run_attune("glm --model " + entry.path().string() + " --dataset " + dataset.root().string() + " --atlas " +
                       dataset.atlas().string() + " --same-space --out-dir " + name + " --out " + name + ".tsv",
                   folder.path());
    EXPECT_EQ(result.code, 0) << name << ": " << result.err;
    EXPECT_TRUE(std::filesystem::exists(folder / name / "measures.tsv")) << name;
    EXPECT_THAT(read_text(folder / (name + ".tsv")), HasSubstr("\tresponsive\t")) << name;
    ++executed;
  }
  EXPECT_EQ(executed, 3U);
}

TEST(GlmModel, RefusesWhatTheModelSaysItself) {
  const TemporaryFolder folder;
  const auto refused = [&](const std::string& line, const std::string& part) {
    const ProgramResult result = run_attune("glm --model m_smdl.json " + line, folder.path());
    EXPECT_EQ(result.code, 2) << line << result.err;
    EXPECT_THAT(result.err, HasSubstr(part)) << line;
  };
  refused("--out-dir o", "--dataset");
  refused("--dataset .", "--out-dir");
  refused("--dataset . --out-dir o --contrast 'a = b'", "--contrast stands beside --model");
  refused("--dataset . --out-dir o --hrf glover", "--hrf");
  refused("--dataset . --out-dir o --censor-fd 0.5", "censoring");
}

}  // namespace
}  // namespace attune::test
