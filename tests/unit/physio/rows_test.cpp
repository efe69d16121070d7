#include "attune/physio/rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"

namespace attune::physio {
namespace {

using testing::ElementsAre;

Table trials() {
  Table out;
  out.add("trial", Column::Integers{1, 2});
  out.add("kept", Column::Text{"yes", "no"});
  return out;
}

TEST(TrialLabels, StandBeforeTheTrialsAsTheNameSaysThem) {
  const Table table = with_labels(trials(), "study/sub-07_ses-2_task-probes_physio.tsv.gz");
  EXPECT_THAT(table.names(), ElementsAre("participant_id", "session", "task", "run", "trial", "kept"));
  EXPECT_THAT(table.text("participant_id"), ElementsAre("sub-07", "sub-07"));
  EXPECT_THAT(table.text("session"), ElementsAre("2", "2"));
  EXPECT_THAT(table.text("task"), ElementsAre("probes", "probes"));
  EXPECT_THAT(table.text("run"), ElementsAre("n/a", "n/a"));
  EXPECT_THAT(table.text("kept"), ElementsAre("yes", "no"));
  const std::vector<ColumnMeaning> meanings = label_meanings({{"trial", "number", ""}, {"kept", "counts", ""}});
  ASSERT_EQ(meanings.size(), table.names().size());
  for (std::size_t i = 0; i < meanings.size(); ++i) EXPECT_EQ(meanings[i].column, table.names()[i]);
}

TEST(TrialLabels, AreMissingWhereTheNameSaysNothing) {
  const Table table = with_labels(trials(), "emg.tsv");
  EXPECT_THAT(table.text("participant_id"), ElementsAre("n/a", "n/a"));
}

TEST(WindowRows, HaveTheirWindowsBesideThem) {
  const std::vector<Window> windows{{"calm", Seconds(0), Seconds(10), 1}, {"calm", Seconds(30), Seconds(40), 2}};
  std::vector<Measure> rows(4);
  const Table table = with_windows(rows, windows);
  EXPECT_THAT(table.numbers("from_s"), ElementsAre(0, 0, 30, 30));
  EXPECT_THAT(table.numbers("window"), ElementsAre(1, 1, 2, 2));
  rows.pop_back();
  EXPECT_THROW(with_windows(rows, windows), Error);
}

}  // namespace
}  // namespace attune::physio
