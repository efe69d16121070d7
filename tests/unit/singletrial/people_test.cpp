#include "attune/singletrial/people.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "attune/singletrial/groups.hpp"
#include "attune/singletrial/image.hpp"
#include "attune/singletrial/responses.hpp"
#include "attune/table/delimited.hpp"
#include "made_jitter.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

singletrial::JitterOptions p3() {
  singletrial::JitterOptions options;
  options.align.component = {"P3", {Milliseconds(250), Milliseconds(550)}, erp::Polarity::positive};
  options.bootstraps = 20;
  options.threads = {1};
  return options;
}

singletrial::Person person(const std::string& name, const std::string& group, double latency_ms, double jitter_ms,
                           std::uint64_t seed) {
  JitterPlan plan;
  plan.amplitude_uv = 24;
  plan.latency_ms = latency_ms;
  plan.jitter_ms = jitter_ms;
  MadeJitter made = made_jitter(plan, seed);
  made.trials.labels.participant_id = name;
  return singletrial::analyse(std::move(made.trials), group, p3());
}

double number(const Record& record, const std::string& name) {
  for (const auto& [key, value] : record)
    if (key == name) return std::get<double>(value);
  throw Error(Fault::internal, name);
}

TEST(SingleTrialPeople, AreShrunkTowardsTheirGroup) {
  std::vector<singletrial::Person> people;
  for (int i = 0; i < 4; ++i)
    people.push_back(person(fmt::format("sub-{}", i), "secure", 380 + 12 * i, 20, 7 + static_cast<std::uint64_t>(i)));
  const auto levels = singletrial::shrink(people);
  ASSERT_EQ(levels.size(), 1u);
  EXPECT_EQ(levels[0].people, 4u);
  for (const singletrial::Person& one : people) {
    const double raw = one.fit->latency_ms.value - levels[0].latency_ms;
    const double shrunk = one.latency_shrunk_ms - levels[0].latency_ms;
    EXPECT_LE(std::abs(shrunk), std::abs(raw));
    EXPECT_GE(shrunk * raw, 0);
    // Trials move with their person.
    EXPECT_NEAR(one.shrunk.latency_ms.mean(), one.latency_shrunk_ms, 3);
  }
}

TEST(SingleTrialPeople, FewerThanThreeShrinkNobody) {
  std::vector<singletrial::Person> people{person("sub-1", "", 400, 20, 3), person("sub-2", "", 420, 20, 4)};
  const auto levels = singletrial::shrink(people);
  EXPECT_TRUE(std::isnan(levels[0].latency_ms));
  EXPECT_EQ(people[0].latency_shrunk_ms, people[0].fit->latency_ms.value);
}

TEST(SingleTrialPeople, TooFewTrialsAreAReasonNotAnError) {
  JitterPlan plan;
  plan.trials = 5;
  std::vector<singletrial::Person> people{singletrial::analyse(made_jitter(plan, 1).trials, "", p3())};
  singletrial::shrink(people);
  EXPECT_THAT(people[0].excluded, HasSubstr("5 trials"));
  const Table table = singletrial::trial_table(people);
  EXPECT_EQ(table.rows(), 5u);
  EXPECT_EQ(table.text("latency_ms")[0], "n/a");
  EXPECT_THAT(table.text("censored")[0], HasSubstr("5 trials"));
  EXPECT_THAT(singletrial::warnings_of(people), testing::ElementsAre(HasSubstr("sub-01: condition a: 5 trials")));
}

TEST(SingleTrialPeople, WithAComponentBelowTheNoiseGetAWarning) {
  singletrial::Person one;
  one.trials.labels.participant_id = "sub-01";
  one.fit.emplace();
  one.fit->aligned_amplitude.value = -5e-6;
  one.fit->noise = 4e-6;
  EXPECT_TRUE(singletrial::warnings_of(std::span(&one, 1)).empty());
  one.fit->noise = 10e-6;
  EXPECT_THAT(singletrial::warnings_of(std::span(&one, 1)),
              testing::ElementsAre(HasSubstr("the component is 0.50 times the noise of a trial")));
}

TEST(SingleTrialGroups, AlignedAndSmearedPartsAddUpToTheStimulusLockedDifference) {
  std::vector<singletrial::Person> people;
  for (int i = 0; i < 3; ++i) {
    people.push_back(person(fmt::format("sub-a{}", i), "A", 400, 60, 20 + static_cast<std::uint64_t>(i)));
    people.push_back(person(fmt::format("sub-b{}", i), "B", 400, 0, 30 + static_cast<std::uint64_t>(i)));
  }
  singletrial::shrink(people);
  const std::vector<Record> rows = singletrial::compare_levels(people, {"A", "B"});
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_GT(number(rows[1], "estimate"), 30);  // jitter
  EXPECT_NEAR(number(rows[2], "estimate") - number(rows[3], "estimate"), number(rows[4], "estimate"), 1e-9);
  EXPECT_NEAR(number(rows[2], "share_of_stimulus_locked") + number(rows[3], "share_of_stimulus_locked"), 1, 1e-9);
  EXPECT_GT(number(rows[3], "share_of_stimulus_locked"), 0.5);  // the amplitudes were the same
}

TEST(SingleTrialGroups, NeedTwoPeopleEach) {
  std::vector<singletrial::Person> people{person("sub-1", "A", 400, 0, 1), person("sub-2", "B", 400, 0, 2)};
  EXPECT_THAT(
      [&] {
        singletrial::compare_levels(people, {"A", "B"});
      },
      ThrowsMessage<Error>(HasSubstr("1 people with single-trial latencies in 'A'")));
}

TEST(SingleTrialGroups, ComeFromTheParticipantsTable) {
  const bids::Participants table = bids::parse_participants(
      "participant_id\tgroup\texcluded\n1\tA\tn/a\nsub-2\tn/a\tn/a\nsub-3\tA\tmoved\n", "p.tsv");
  Warnings warnings;
  EXPECT_EQ(singletrial::group_of(table, "group", "sub-1", warnings), "A");
  EXPECT_EQ(singletrial::group_of(table, "group", "sub-2", warnings), "");
  EXPECT_TRUE(warnings.empty());
  EXPECT_EQ(singletrial::group_of(table, "group", "sub-3", warnings), "");
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("sub-3: in no group, excluded: moved")));
  EXPECT_THAT([&] { singletrial::group_of(table, "group", "sub-9", warnings); },
              ThrowsMessage<Error>(HasSubstr("there is no row for participant 'sub-9'")));
  EXPECT_THAT(
      [&] {
        singletrial::require_levels(table, "group", {"A", "B"});
      },
      ThrowsMessage<Error>(HasSubstr("column 'group' has no 'B'")));
  EXPECT_THAT([&] { singletrial::parse_levels("A"); }, ThrowsMessage<Error>(HasSubstr("two different ones as A,B")));
}

TEST(SingleTrialFiles, OfOneParticipantAreOnePerson) {
  singletrial::SiteTrials first = made_jitter({}, 1).trials, second = made_jitter({}, 2).trials;
  first.labels.run = "1";
  second.labels.run = "2";
  Warnings warnings;
  const auto joined = singletrial::join_recordings({second, first}, warnings);
  ASSERT_EQ(joined.size(), 1u);
  EXPECT_EQ(joined[0].data.topRows(40), first.data);
  EXPECT_EQ(joined[0].data.bottomRows(40), second.data);
  EXPECT_EQ(joined[0].labels.run, "");
  EXPECT_EQ(joined[0].trial_labels[79].run, "2");
  EXPECT_EQ(joined[0].response_ms.size(), 80u);
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("the trials of 2 recordings are taken together")));
  EXPECT_THAT(
      [&] {
        singletrial::join_recordings({first, first}, warnings);
      },
      ThrowsMessage<Error>(HasSubstr("are given twice")));
  singletrial::SiteTrials later = second;
  later.times.first += 1;
  EXPECT_THAT(
      [&] {
        singletrial::join_recordings({first, later}, warnings);
      },
      ThrowsMessage<Error>(HasSubstr("are at other times")));
  second.labels.participant_id = "sub-02";
  EXPECT_EQ(singletrial::join_recordings({first, second}, warnings).size(), 2u);
}

TEST(SingleTrialResponses, AreTheFirstAfterTheEvent) {
  const Table events = parse_table(
      "onset\tduration\ttrial_type\tresponse_time\n2\t0\tgo\t0.3\n2.5\t0\trt\tn/a\n4\t0\tgo\tn/a\n9\t0\trt\tn/a\n",
      "events.tsv");
  JitterPlan plan;
  plan.trials = 8;
  singletrial::SiteTrials trials = made_jitter(plan, 1).trials;  // events at 0, 2, 4 ... s
  trials.response_ms.assign(8, std::nan(""));
  EXPECT_EQ(singletrial::add_responses(trials, singletrial::responses_of(events, "rt", "events.tsv"), Seconds(2)).found,
            2u);
  EXPECT_NEAR(trials.response_ms[1], 500, 1e-6);
  EXPECT_TRUE(std::isnan(trials.response_ms[2]));
  EXPECT_NEAR(trials.response_ms[4], 1000, 1e-6);  // of the event at 8 s
  trials.response_ms.assign(8, std::nan(""));
  EXPECT_EQ(singletrial::add_responses(trials, singletrial::responses_of(events, "", "events.tsv"), Seconds(2)).found,
            1u);
  EXPECT_NEAR(trials.response_ms[1], 300, 1e-6);
  EXPECT_THAT([&] { singletrial::responses_of(events, "rtt", "events.tsv"); },
              ThrowsMessage<Error>(HasSubstr("there is no event of type 'rtt'; did you mean 'rt'?")));
}

TEST(SingleTrialResponses, BelongToOneTrialEach) {
  // Events at 0, 2, 4 ... s; the response at 5 s is within 4 s of the events at 2 and 4 s.
  const Table events = parse_table("onset\tduration\ttrial_type\n5\t0\trt\n8.5\t0\trt\n", "events.tsv");
  JitterPlan plan;
  plan.trials = 8;
  singletrial::SiteTrials trials = made_jitter(plan, 1).trials;
  trials.response_ms.assign(8, std::nan(""));
  trials.events_s = {8.2};  // of another condition, between the event at 8 s and the response
  const auto count =
      singletrial::add_responses(trials, singletrial::responses_of(events, "rt", "events.tsv"), Seconds(4));
  EXPECT_EQ(count.found, 1u);
  EXPECT_EQ(count.of_another, 3u);  // 2, 6 and 8 s
  EXPECT_TRUE(std::isnan(trials.response_ms[1]));
  EXPECT_NEAR(trials.response_ms[2], 1000, 1e-6);
  EXPECT_TRUE(std::isnan(trials.response_ms[4]));
  EXPECT_THAT(
      singletrial::respond(trials, singletrial::responses_of(events, "rt", "events.tsv"), Seconds(4), "events.tsv"),
      testing::ElementsAre(HasSubstr("3 trials of condition a have no response before the next event")));
}

TEST(SingleTrialResponses, OfSeveralEventsNearbyTheNearestCounts) {
  const Table events = parse_table(
      "onset\tduration\ttrial_type\tresponse_time\n1.99\t0\tgo\t0.2\n2.001\t0\tgo\t0.3\n2.04\t0\tgo\t0.4\n", "e.tsv");
  JitterPlan plan;
  plan.trials = 8;
  singletrial::SiteTrials trials = made_jitter(plan, 1).trials;
  trials.response_ms.assign(8, std::nan(""));
  EXPECT_EQ(singletrial::add_responses(trials, singletrial::responses_of(events, "", "e.tsv"), Seconds(2)).found, 1u);
  EXPECT_NEAR(trials.response_ms[1], 300, 1e-6);
  trials.response_ms.assign(8, std::nan(""));
  trials.events_s = {2.0012};  // another trial is nearer
  EXPECT_EQ(singletrial::add_responses(trials, singletrial::responses_of(events, "", "e.tsv"), Seconds(2)).found, 0u);
}

TEST(TrialImage, IsInTheOrderOfResponses) {
  std::vector<singletrial::Person> people{person("sub-1", "", 400, 20, 3)};
  singletrial::shrink(people);
  Warnings warnings;
  const report::Heatmap image = singletrial::trial_image(people, p3().align, warnings);
  EXPECT_TRUE(warnings.empty());
  ASSERT_EQ(image.curves.size(), 2u);
  EXPECT_TRUE(std::is_sorted(image.curves[1].x.begin(), image.curves[1].x.end()));
  EXPECT_EQ(image.values.size(), image.x.size() * image.y.size());
  const std::string drawn = report::draw(image);
  EXPECT_THAT(drawn, HasSubstr("<title"));
  // The second curve and its key are dashed, as are 0 and the event.
  const std::string dashed = "class=\"over odd\"";
  std::size_t count = 0;
  for (std::size_t at = drawn.find(dashed); at != std::string::npos; at = drawn.find(dashed, at + 1)) ++count;
  EXPECT_EQ(count, 4u);
  people.push_back(people[0]);
  people[1].trials.times.first += 1;
  EXPECT_EQ(singletrial::trial_image(people, p3().align, warnings).description, image.description);
  EXPECT_THAT(warnings, testing::ElementsAre(HasSubstr("sub-1: condition a: not in the figure")));
}

}  // namespace
}  // namespace attune::test
