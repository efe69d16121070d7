#include "attune/overlap/continuous.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "edf_file.hpp"
#include "temporary_folder.hpp"

namespace attune::overlap {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// An EDF+D of two seconds at 100 Hz, of which the second was recorded 10 s after the first began.
void write_with_gap(const std::filesystem::path& path) {
  test::EdfFile file;
  file.reserved = "EDF+D";
  file.signals = {test::edf_signal("Fz", std::vector<std::int32_t>(200, 1)),
                  test::edf_annotations({test::edf_entry("+0"), test::edf_entry("+10")})};
  file.write(path);
}

TEST(ReadContinuous, PutsTheTablesEventsBetweenTheGaps) {
  const test::TemporaryFolder folder;
  write_with_gap(folder / "x.edf");
  const Table events = parse_table("onset\tduration\ttrial_type\n0.5\t0\ta\n5\t0\ta\n10.25\t0\tb\n", "mine.tsv");
  const eeg::Recording recording = read_continuous(folder / "x.edf", true, events);
  ASSERT_EQ(recording.events.size(), 2u);
  EXPECT_DOUBLE_EQ(recording.events[0].sample, 50);
  EXPECT_DOUBLE_EQ(recording.events[1].sample, 125) << "a quarter of a second into the second segment";
  EXPECT_THAT(recording.warnings, Contains(HasSubstr("mine.tsv: 1 of 3 rows lie in a gap")));
}

TEST(ReadContinuous, TakesTheBidsEventsUnlessAloneOrGivenOthers) {
  const test::TemporaryFolder folder;
  write_with_gap(folder / "sub-01_task-x_eeg.edf");
  test::write_bytes(folder / "sub-01_task-x_events.tsv", "onset\tduration\ttrial_type\n10.5\t0\tbeside\n");
  const auto types = [&](bool alone, const std::optional<Table>& events) {
    std::vector<std::string> out;
    for (const eeg::Event& event : read_continuous(folder / "sub-01_task-x_eeg.edf", alone, events).events)
      out.push_back(event.type);
    return out;
  };
  EXPECT_THAT(types(false, std::nullopt), ::testing::ElementsAre("beside"));
  EXPECT_TRUE(types(true, std::nullopt).empty());
  EXPECT_THAT(types(false, parse_table("onset\tduration\ttrial_type\n0.1\t0\tmine\n", "mine.tsv")),
              ::testing::ElementsAre("mine"));
}

}  // namespace
}  // namespace attune::overlap
