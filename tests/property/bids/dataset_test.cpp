#include "attune/bids/dataset.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "temporary_folder.hpp"

namespace attune::bids {
namespace {

// One folder with many participants takes seconds to make, not to read.
TEST(DatasetOfAThousand, OpensOneParticipantByReadingThreeFolders) {
  const test::TemporaryFolder folder;
  constexpr int kParticipants = 1000;
  for (int i = 1; i <= kParticipants; ++i) {
    const std::string sub = fmt::format("sub-{:04}", i);
    std::filesystem::create_directories(folder / sub / "func");
    for (const char* end : {"bold.nii.gz", "bold.json", "events.tsv"})
      std::ofstream(folder / sub / "func" / fmt::format("{}_task-r_{}", sub, end)) << "{}";
  }
  const auto start = std::chrono::steady_clock::now();
  const Dataset dataset(folder.path());
  Query query;
  query.participant = "0500";
  query.extensions = {".nii.gz"};
  dataset.metadata(dataset.find_one(query));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  EXPECT_EQ(dataset.folders_read(), 3u);
  EXPECT_EQ(dataset.participants().size(), 1000u);
  EXPECT_EQ(dataset.folders_read(), 3u);
}

}  // namespace
}  // namespace attune::bids
