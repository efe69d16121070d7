#include "attune/store/container.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

DataArray epochs_array() {
  DataArray array;
  array.name = "epochs";
  array.unit = "V";
  array.meaning = "potential of every kept trial";
  array.axes = {
      {"trial", "", {}, {1, 2}}, {"channel", "", {"Pz", "Fcz_\xc3\xa4"}, {}}, {"time", "s", {}, {-0.1, 0, 0.1}}};
  for (int i = 0; i < 12; ++i) array.values.push_back(i * 1e-6);
  array.values[7] = kMissing;
  return array;
}

Container epochs() {
  Container out;
  out.kind = "epochs";
  out.sampling_frequency = Hertz(10);
  out.attributes = {{"task", "rejection"}, {"participant_id", "sub-01"}, {"note", ""}};
  out.arrays = {epochs_array()};
  Table trials;
  trials.add("trial", Column::Integers{1, 2});
  trials.add("reason", Column::Text{"", "peak/peak \xc2\xb5V"});
  trials.add("a/b", Column::Numbers{0.1, kMissing});
  trials.add("a_b", Column::Text{"01", "n/a"});
  out.tables.emplace_back("trials", trials);
  return out;
}

std::string error_of(const std::filesystem::path& path) {
  try {
    read_container(path);
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::input);
    return e.what();
  }
  return "no error";
}

TEST(Container, ReadsBackAsItWasWritten) {
  const test::TemporaryFolder folder;
  const Container written = epochs();
  write_container(folder / "a.h5", written, Overwrite::refuse);
  const Container read = read_container(folder / "a.h5");
  EXPECT_EQ(read.kind, "epochs");
  EXPECT_EQ(read.sampling_frequency->value(), 10);
  EXPECT_EQ(read.attributes, written.attributes);
  EXPECT_EQ(read.attribute("task"), "rejection");
  EXPECT_EQ(read.attribute("other"), std::nullopt);
  const DataArray& array = read.array("epochs");
  EXPECT_EQ(array.unit, "V");
  EXPECT_EQ(array.meaning, "potential of every kept trial");
  ASSERT_EQ(array.axes.size(), 3u);
  EXPECT_EQ(array.axes[0].name, "trial");
  EXPECT_THAT(array.axes[0].values, ElementsAre(1, 2));
  EXPECT_THAT(array.axes[1].labels, ElementsAre("Pz", "Fcz_\xc3\xa4"));
  EXPECT_EQ(array.axes[2].unit, "s");
  EXPECT_THAT(array.axes[2].values, ElementsAre(-0.1, 0, 0.1));
  ASSERT_EQ(array.values.size(), 12u);
  for (std::size_t i = 0; i < 12; ++i) {
    if (i == 7)
      EXPECT_TRUE(std::isnan(array.values[i]));
    else
      EXPECT_EQ(std::bit_cast<std::uint64_t>(array.values[i]),
                std::bit_cast<std::uint64_t>(written.arrays[0].values[i]));
  }
  EXPECT_EQ(array.slab(1)[0], array.values[6]);
  EXPECT_EQ(array.slab(1).size(), 6u);
}

TEST(Container, KeepsTheTablesWithTheirTypesAndNames) {
  const test::TemporaryFolder folder;
  write_container(folder / "a.h5", epochs(), Overwrite::refuse);
  const Container read = read_container(folder / "a.h5");
  const Table& trials = read.table("trials");
  EXPECT_THAT(trials.names(), ElementsAre("trial", "reason", "a/b", "a_b"));
  EXPECT_THAT(trials.text("reason"), ElementsAre("n/a", "peak/peak \xc2\xb5V"));
  EXPECT_THAT(trials.text("a/b"), ElementsAre("0.1", "n/a"));
  EXPECT_THAT(trials.text("a_b"), ElementsAre("01", "n/a"));
  EXPECT_TRUE(std::holds_alternative<Column::Integers>(trials.column("trial").values));
}

TEST(Container, HoldsLabelsAndValuesOnOneAxis) {
  const test::TemporaryFolder folder;
  Container map;
  map.kind = "map";
  map.arrays = {{"t", "1", "", {{"band", "Hz", {"theta", "alpha"}, {6, 10}}}, {1, 2}, false}};
  write_container(folder / "m.h5", map, Overwrite::refuse);
  const Axis axis = read_container(folder / "m.h5").array("t").axes[0];
  EXPECT_THAT(axis.labels, ElementsAre("theta", "alpha"));
  EXPECT_THAT(axis.values, ElementsAre(6, 10));
}

TEST(Container, MayHaveNoTrialsAtAll) {
  const test::TemporaryFolder folder;
  Container none;
  none.kind = "epochs";
  none.arrays = {{"epochs", "V", "", {{"trial", "", {}, {}}, {"channel", "", {"Pz"}, {}}}, {}, false}};
  Table trials;
  trials.add("trial", Column::Integers{});
  trials.add("reason", Column::Text{});
  none.tables.emplace_back("trials", trials);
  write_container(folder / "n.h5", none, Overwrite::refuse);
  const Container read = read_container(folder / "n.h5");
  EXPECT_EQ(read.array("epochs").axes[0].size(), 0u);
  EXPECT_TRUE(read.array("epochs").values.empty());
  EXPECT_EQ(read.table("trials").rows(), 0u);
}

TEST(Container, StoresSinglePrecisionWhereAsked) {
  const test::TemporaryFolder folder;
  Container series;
  series.kind = "series";
  series.arrays = {{"bold", "1", "", {{"volume", "", {}, {0, 1}}}, {0.1, 16777217.0}, true}};
  write_container(folder / "s.h5", series, Overwrite::refuse);
  const DataArray array = read_container(folder / "s.h5").array("bold");
  EXPECT_TRUE(array.single_precision);
  EXPECT_EQ(array.values[0], static_cast<double>(0.1f));
  EXPECT_EQ(array.values[1], 16777216.0);
}

Container large() {
  Container out;
  out.kind = "series";
  Axis time{"time", "s", {}, {}}, region{"region", "", {}, {}};
  for (int i = 0; i < 700; ++i) time.values.push_back(2.0 * i);
  for (int i = 0; i < 301; ++i) region.labels.push_back("region_" + std::to_string(i));
  DataArray array{"series", "1", "region means", {time, region}, {}, false};
  for (int i = 0; i < 700 * 301; ++i) array.values.push_back(std::sin(i * 0.37) * 1000);
  out.arrays.push_back(std::move(array));
  return out;
}

TEST(Container, GivesTheSameBytesEachTime) {
  const test::TemporaryFolder folder;
  write_container(folder / "1.h5", large(), Overwrite::refuse);
  write_container(folder / "2.h5", large(), Overwrite::refuse);
  EXPECT_EQ(read_text(folder / "1.h5"), read_text(folder / "2.h5"));
  EXPECT_EQ(read_container(folder / "1.h5").arrays[0].values, large().arrays[0].values);
}

TEST(Container, IsReadByH5dumpWithItsUnitsNamesAndValues) {
  const test::TemporaryFolder folder;
  if (test::run_shell("command -v h5dump").code != 0) GTEST_SKIP() << "h5dump is not installed (hdf5-tools)";
  write_container(folder / "a.h5", epochs(), Overwrite::refuse);
  const test::ProgramResult values = test::run_shell("h5dump -d /epochs/values a.h5", folder.path());
  EXPECT_EQ(values.code, 0) << values.err;
  EXPECT_THAT(values.out, HasSubstr("( 2, 2, 3 )"));
  EXPECT_THAT(values.out, HasSubstr("(0,0,0): 0, 1e-06, 2e-06"));
  EXPECT_THAT(values.out, HasSubstr("nan"));
  EXPECT_THAT(values.out, HasSubstr("\"units\""));
  EXPECT_THAT(values.out, HasSubstr("(0): \"V\""));
  EXPECT_THAT(values.out, HasSubstr("DIMENSION_LIST"));
  const test::ProgramResult names = test::run_shell("h5dump -d /epochs/channel a.h5", folder.path());
  EXPECT_THAT(names.out, HasSubstr("\"Pz"));
  EXPECT_THAT(names.out, HasSubstr("DIMENSION_SCALE"));
  const test::ProgramResult times = test::run_shell("h5dump -d /epochs/time a.h5", folder.path());
  EXPECT_THAT(times.out, HasSubstr("(0): -0.1, 0, 0.1"));
  const test::ProgramResult rate = test::run_shell("h5dump -a sampling_frequency_hz a.h5", folder.path());
  EXPECT_THAT(rate.out, HasSubstr("(0): 10"));
  const test::ProgramResult trials = test::run_shell("h5dump -d /tables/trials/reason a.h5", folder.path());
  EXPECT_THAT(trials.out, HasSubstr("n/a"));
}

TEST(Container, RefusesAnExistingFileWithoutForce) {
  const test::TemporaryFolder folder;
  write_container(folder / "a.h5", epochs(), Overwrite::refuse);
  try {
    write_container(folder / "a.h5", epochs(), Overwrite::refuse);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.fault(), Fault::output);
  }
  write_container(folder / "a.h5", large(), Overwrite::allow);
  EXPECT_EQ(read_container(folder / "a.h5").kind, "series");
}

TEST(Container, LeavesNothingBehindWhenItsShapeIsWrong) {
  const test::TemporaryFolder folder;
  Container wrong = epochs();
  wrong.arrays[0].values.pop_back();
  EXPECT_THROW(write_container(folder / "a.h5", wrong, Overwrite::refuse), Error);
  wrong = epochs();
  wrong.arrays[0].axes[0].labels = {"only one"};
  EXPECT_THROW(write_container(folder / "a.h5", wrong, Overwrite::refuse), Error);
  wrong = epochs();
  wrong.arrays.push_back(wrong.arrays[0]);
  EXPECT_THROW(write_container(folder / "a.h5", wrong, Overwrite::refuse), Error);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Container, IsRefusedWhenAnyByteDiffers) {
  const test::TemporaryFolder folder;
  write_container(folder / "a.h5", epochs(), Overwrite::refuse);
  const std::string good = read_text(folder / "a.h5");
  for (std::size_t at = 512; at < good.size(); at += 97) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    std::ofstream(folder / "b.h5", std::ios::binary) << bad;
    EXPECT_THAT(error_of(folder / "b.h5"), HasSubstr("SHA-256"));
  }
}

TEST(Container, IsRefusedWhenTruncated) {
  const test::TemporaryFolder folder;
  write_container(folder / "a.h5", epochs(), Overwrite::refuse);
  const std::string good = read_text(folder / "a.h5");
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{10}, std::size_t{30}, std::size_t{512}, good.size() - 1}) {
    write_text(folder / "b.h5", good.substr(0, length), Overwrite::allow);
    const std::string error = error_of(folder / "b.h5");
    EXPECT_THAT(error, HasSubstr("b.h5")) << length;
    EXPECT_THAT(error, ::testing::Not(HasSubstr("no error")));
  }
}

TEST(Container, SaysWhatAnotherFileIs) {
  const test::TemporaryFolder folder;
  write_text(folder / "t.tsv", "a\tb\n", Overwrite::refuse);
  EXPECT_THAT(error_of(folder / "t.tsv"), HasSubstr("expected an HDF5 container"));
  EXPECT_THAT(error_of(folder / "none.h5"), HasSubstr("no such file"));
  EXPECT_FALSE(is_container(folder / "t.tsv"));
  EXPECT_FALSE(is_container(folder / "none.h5"));
  EXPECT_FALSE(is_container(folder.path()));
  write_container(folder / "a.h5", epochs(), Overwrite::refuse);
  EXPECT_TRUE(is_container(folder / "a.h5"));
}

TEST(Container, NamesTheNearestArrayWhenOneIsUnknown) {
  const Container container = epochs();
  EXPECT_THROW(container.array("epoch"), Error);
  try {
    container.array("epoch");
  } catch (const Error& e) {
    EXPECT_THAT(e.what(), HasSubstr("did you mean 'epochs'?"));
  }
  EXPECT_THROW(container.table("trail"), Error);
}

TEST(Container, IsSummarisedWithoutItsValues) {
  const test::TemporaryFolder folder;
  write_container(folder / "a.h5", epochs(), Overwrite::refuse);
  const Table table = to_table(std::vector<Record>{summarise(folder / "a.h5")});
  EXPECT_EQ(table.text("array_epochs")[0], "2 trial x 2 channel x 3 time in V");
  EXPECT_EQ(table.text("table_trials")[0], "2 rows: trial reason a/b a_b");
  EXPECT_EQ(table.text("sampling_frequency_hz")[0], "10");
}

}  // namespace
}  // namespace attune::store
