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
  const Table table = parse_table("participant_id\tgroup\nsub-1\tA\nsub-2\tn/a\nsub-3\tA\nsub-3\tB\n", "p.tsv");
  EXPECT_EQ(singletrial::group_of(table, "group", "sub-1"), "A");
  EXPECT_EQ(singletrial::group_of(table, "group", "sub-2"), "");
  EXPECT_THAT([&] { singletrial::group_of(table, "group", "sub-9"); },
              ThrowsMessage<Error>(HasSubstr("there is no row for participant 'sub-9'")));
  EXPECT_THAT([&] { singletrial::group_of(table, "group", "sub-3"); },
              ThrowsMessage<Error>(HasSubstr("p.tsv:5: column 'participant_id': sub-3 has two rows")));
  EXPECT_THAT([&] { singletrial::parse_levels("A"); }, ThrowsMessage<Error>(HasSubstr("two different ones as A,B")));
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
  const report::Heatmap image = singletrial::trial_image(people, p3().align);
  ASSERT_EQ(image.curves.size(), 2u);
  EXPECT_TRUE(std::is_sorted(image.curves[1].x.begin(), image.curves[1].x.end()));
  EXPECT_EQ(image.values.size(), image.x.size() * image.y.size());
  EXPECT_THAT(report::draw(image), HasSubstr("<title"));
}

}  // namespace
}  // namespace attune::test
