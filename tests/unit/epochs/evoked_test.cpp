#include "attune/eeg/evoked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/store/container.hpp"
#include "attune/table/delimited.hpp"
#include "made_recording.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::made_event;

Epochs three_trials() {
  Eigen::MatrixXd data(2, 60);
  for (Eigen::Index s = 0; s < 60; ++s)
    data.col(s) << 1e-6 * static_cast<double>(s * s % 17), -2e-6 * static_cast<double>(s % 7);
  Recording recording = test::made_recording(data, 250);
  recording.path = "sub-01_task-x_eeg.vhdr";
  recording.events = {made_event(10, "a"), made_event(25, "b"), made_event(30, "a"), made_event(2, "a")};
  EpochOptions options;
  options.conditions = conditions_of_types(std::vector<std::string>{"a", "b", "c"});
  options.allow_empty = true;
  options.from = Milliseconds(-12);
  options.to = Milliseconds(20);
  options.baseline = Span{Milliseconds(-12), Milliseconds(0)};
  options.bad_channels = {"C1"};
  return epoch(recording, options);
}

TEST(Average, IsTheMeanWithItsStandardError) {
  const Epochs epochs = three_trials();
  const std::vector<Evoked> evoked = average(epochs);
  ASSERT_EQ(evoked.size(), 3u);
  const double x = epochs.data[0](0, 4), y = epochs.data[1](0, 4);
  EXPECT_DOUBLE_EQ(evoked[0].average(0, 4), (x + y) / 2);
  // Two values: SD is |x - y| / sqrt 2, so its share of sqrt 2 is |x - y| / 2.
  EXPECT_NEAR(evoked[0].standard_error(0, 4), std::abs(x - y) / 2, 1e-20);
  EXPECT_EQ(evoked[0].trials, 2);
  EXPECT_EQ(evoked[1].trials, 1);
  EXPECT_TRUE(std::isnan(evoked[1].standard_error(0, 4)));
}

TEST(Average, IsMissingWithoutTrialsAndOnBadChannels) {
  const std::vector<Evoked> evoked = average(three_trials());
  EXPECT_EQ(evoked[2].trials, 0);
  EXPECT_TRUE(evoked[2].average.array().isNaN().all());
  EXPECT_TRUE(evoked[0].average.row(1).array().isNaN().all());
}

TEST(EvokedTable, ReadsBack) {
  const std::vector<Evoked> evoked = average(three_trials());
  const Table table = parse_table(to_tsv(to_table(evoked)), "evoked.tsv");
  const std::vector<Evoked> back = evoked_from_table(table);
  ASSERT_EQ(back.size(), evoked.size());
  for (std::size_t i = 0; i < back.size(); ++i) {
    EXPECT_EQ(back[i].labels, evoked[i].labels);
    EXPECT_EQ(back[i].condition, evoked[i].condition);
    EXPECT_EQ(back[i].trials, evoked[i].trials);
    EXPECT_EQ(back[i].times, evoked[i].times);
    EXPECT_EQ(back[i].channels, evoked[i].channels);
    if (evoked[i].trials > 0) {
      EXPECT_TRUE(back[i].average.row(0).isApprox(evoked[i].average.row(0), 1e-15));
    }
  }
  const auto meanings = evoked_meanings(evoked[0].baseline);
  ASSERT_EQ(meanings.size(), table.columns().size());
  EXPECT_THAT(meanings[7].meaning, testing::HasSubstr("[-12, 0) ms"));
}

// Times of averages made elsewhere: at 1024 Hz none at the event; at 250 Hz half a step and a hair below half a step
// off.
TEST(Evoked, KeepsTimesBesideTheEventInEitherFile) {
  const test::TemporaryFolder folder;
  for (const auto& [rate, first_ms] :
       {std::pair(1024.0, -199.0234375), std::pair(250.0, -2.0), std::pair(250.0, -202.00000151),
        std::pair(500.0, 100.9), std::pair(512.0, 0.3)}) {
    Evoked made{{"sub-01", "", "", ""}, "a", 7, axis_at(Hertz(rate), first_ms * rate / 1000, 300), {"Pz"}, {}, {}, {}};
    made.average = made.standard_error = Eigen::RowVectorXd::LinSpaced(300, -1e-5, 2e-5);
    EXPECT_NE(made.times.offset, 0);
    EXPECT_NEAR(made.times.at(0).count(), first_ms, 1e-6 * 1000 / rate);
    write_evoked(folder / "evoked.h5", std::vector{made}, Overwrite::allow);
    write_table(folder / "evoked.tsv", to_table(std::vector{made}), Overwrite::allow);
    for (const char* name : {"evoked.h5", "evoked.tsv"}) {
      const Evoked back = read_evoked(folder / name).at(0);
      EXPECT_EQ(back.times, made.times) << name << " " << first_ms;
      EXPECT_EQ(back.times.at(299), made.times.at(299));
    }
    EXPECT_EQ(read_evoked(folder / "evoked.h5").at(0).average, made.average);
  }
}

TEST(EvokedTable, RefusesGapsAndNamesTheLine) {
  const std::string header = "condition\tchannel\ttime_ms\tamplitude_uv\n";
  const auto refusal = [&](const std::string& rows) -> std::string {
    try {
      evoked_from_table(parse_table(header + rows, "evoked.tsv"));
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::input);
      return error.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal("a\tPz\t-4\t1\na\tPz\t0\t2\na\tPz\t4\t3\n"), "accepted");
  EXPECT_THAT(refusal("a\tPz\t-4\t1\na\tPz\t0\t2\na\tPz\t8\t3\n"), testing::HasSubstr("evoked.tsv:"));
  EXPECT_EQ(refusal("a\tPz\t-3\t1\na\tPz\t1\t2\n"), "accepted") << "the event need not lie on a sample";
  EXPECT_THAT(refusal("a\tPz\t-3\t1\na\tPz\t1.1\t2\na\tPz\t5\t2\n"), testing::HasSubstr("even times of 250 Hz"));
  EXPECT_THAT(refusal("a\tPz\t0\t1\n"), testing::HasSubstr("only time"));
  EXPECT_THAT(refusal("a\tPz\t0\t1\na\tPz\t4\t1\na\tCz\t4\t1\na\tCz\t8\t1\n"), testing::HasSubstr("differ"));
  EXPECT_THAT(refusal(""), testing::HasSubstr("no rows"));
}

TEST(EpochFiles, KeepTrialsWithTheirBits) {
  const test::TemporaryFolder folder;
  const Epochs epochs = three_trials();
  write_epochs(folder / "epochs.h5", epochs, Overwrite::refuse);
  const Epochs back = read_epochs(folder / "epochs.h5");
  EXPECT_EQ(back.labels, epochs.labels);
  EXPECT_EQ(back.times, epochs.times);
  EXPECT_EQ(back.channels, epochs.channels);
  EXPECT_EQ(back.bad_channels, epochs.bad_channels);
  EXPECT_EQ(back.conditions, epochs.conditions);
  ASSERT_TRUE(back.baseline.has_value());
  EXPECT_EQ(back.baseline->from, epochs.baseline->from);
  ASSERT_EQ(back.trials.size(), epochs.trials.size());
  for (std::size_t t = 0; t < back.trials.size(); ++t) {
    EXPECT_EQ(back.trials[t].reason, epochs.trials[t].reason);
    EXPECT_EQ(back.trials[t].kept, epochs.trials[t].kept);
    EXPECT_EQ(back.trials[t].sample, epochs.trials[t].sample);
  }
  ASSERT_EQ(back.data.size(), epochs.data.size());
  for (std::size_t t = 0; t < back.data.size(); ++t) EXPECT_TRUE(back.data[t].row(0) == epochs.data[t].row(0));
}

TEST(EpochFiles, KeepAveragesWithTheirBits) {
  const test::TemporaryFolder folder;
  const std::vector<Evoked> evoked = average(three_trials());
  write_evoked(folder / "evoked.h5", evoked, Overwrite::refuse);
  const std::vector<Evoked> back = read_evoked(folder / "evoked.h5");
  ASSERT_EQ(back.size(), evoked.size());
  EXPECT_TRUE(back[0].average.row(0) == evoked[0].average.row(0));
  EXPECT_TRUE(back[0].standard_error.row(0) == evoked[0].standard_error.row(0));
  EXPECT_EQ(back[0].trials, evoked[0].trials);
  EXPECT_EQ(back[0].baseline->to, evoked[0].baseline->to);
  EXPECT_THROW(read_epochs(folder / "evoked.h5"), Error);
}

TEST(EpochFiles, OfTrialsAreAveragedWhereAveragesAreWanted) {
  const test::TemporaryFolder folder;
  write_epochs(folder / "epochs.h5", three_trials(), Overwrite::refuse);
  EXPECT_TRUE(read_evoked(folder / "epochs.h5")[0].average.row(0) == average(three_trials())[0].average.row(0));
}

TEST(EpochFiles, RefuseAnotherContainer) {
  const test::TemporaryFolder folder;
  store::Container container;
  container.kind = "series";
  container.arrays.push_back({"series", "1", "numbers", {{"region", "", {"a"}, {}}}, {1.0}, false});
  store::write_container(folder / "series.h5", container, Overwrite::refuse);
  EXPECT_THROW(read_epoch_file(folder / "series.h5"), Error);
  container.kind = "epochs";
  store::write_container(folder / "epochs.h5", container, Overwrite::refuse);
  EXPECT_THROW(read_epoch_file(folder / "epochs.h5"), Error);
  EXPECT_THROW(read_epoch_file(folder / "missing.h5"), Error);
}

}  // namespace
}  // namespace attune::eeg
