// Averages that a laboratory exported as bare numbers, 64 channels by 1229 samples, read with a declared layout: the
// column of Pz against the table that holds that column of every participant.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "attune/base/files.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/table/delimited.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

constexpr int kChannels = 64, kPz = 31;  // counted from 1

std::string layout() {
  std::string names;
  for (int c = 1; c <= kChannels; ++c) names += fmt::format("{}\"E{}\"", c == 1 ? "" : ", ", c);
  return fmt::format(R"({{"separator": "blank", "sampling_frequency": 1024, "units": ["uV"], "columns": [{}]}})",
                     names);
}

TEST(ExportedAverages, ReadAsTheirLayoutSays) {
  ATTUNE_NEED_SHARED(averages, "data/eeg-physio/eeg/erp-averages/imacond3");
  ATTUNE_NEED_SHARED(sites, "data/eeg-physio/groups/imacond3/erp_Pz_Akquges_Hab.csv");
  const Table pz = read_table(sites);
  const auto people = pz.text("partCode"), phases = pz.text("phase"), faces = pz.text("cs");
  const test::TemporaryFolder folder;
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(averages)) {
    const std::string name = entry.path().filename().string();
    std::filesystem::copy_file(entry.path(), folder / name);
    std::filesystem::path declared = folder / name;
    write_text(declared.replace_extension(".layout.json"), layout(), Overwrite::refuse);
    const Recording recording = read_recording(folder / name);
    ASSERT_EQ(recording.data.rows(), kChannels) << name;
    ASSERT_EQ(recording.data.cols(), 1229) << name;
    for (std::size_t row = 0; row < people.size(); ++row) {
      if (!name.starts_with(people[row]) || phases[row] != "Akquges" || !name.ends_with(faces[row] + ".dat")) continue;
      for (const int sample : {0, 1, 204, 700, 1228})
        EXPECT_NEAR(1e6 * recording.data(kPz - 1, sample), pz.numbers(fmt::format("s{}", sample))[row], 1e-9) << name;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 6);
}

}  // namespace
}  // namespace attune::eeg
