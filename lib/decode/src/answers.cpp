#include "attune/decode/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace attune::decode {
namespace {

const double kNone = std::nan("");

void add_onset(Record& record, const std::string& name, const OnsetEstimate& estimate) {
  record.emplace_back(name + "_ms", estimate.onset.value);
  record.emplace_back(name + "_low_ms", estimate.low);
  record.emplace_back(name + "_high_ms", estimate.high);
  record.emplace_back(name + "_missing", estimate.missing);
  record.emplace_back(name + "_reason", estimate.onset.reason.empty() ? "n/a" : estimate.onset.reason);
}

Record record_of(const Decoding& decoding, const GroupCurve& group) {
  const auto significant = std::count_if(group.test.statistic.begin(), group.test.statistic.end(),
                                         [&](double s) { return s > group.test.threshold; });
  Record record{{"group", group.name},
                {"people", static_cast<std::int64_t>(group.people)},
                {"excluded_people", static_cast<std::int64_t>(group.excluded)},
                {"score", name_of(decoding.score)},
                {"test", std::string("classes permuted")},
                {"arrangements", group.test.arrangements},
                {"peak_score", group.mean[group.peak]},
                {"peak_low", group.low[group.peak]},
                {"peak_high", group.high[group.peak]},
                {"peak_ms", decoding.times.at(static_cast<Eigen::Index>(group.peak)).count()},
                {"p_adjusted", *std::min_element(group.test.p_adjusted.begin(), group.test.p_adjusted.end())},
                {"significant_times", static_cast<std::int64_t>(significant)}};
  add_onset(record, "significant_onset", group.significant);
  add_onset(record, "fraction_onset", group.fraction);
  return record;
}

Record record_of(const Decoding& decoding, const OnsetDifference& difference) {
  Record record{{"group", decoding.groups[0].name + " - " + decoding.groups[1].name},
                {"people", static_cast<std::int64_t>(decoding.groups[0].people + decoding.groups[1].people)},
                {"score", name_of(decoding.score)},
                {"test", std::string("groups permuted")},
                {"arrangements", difference.arrangements},
                {"p_onset", difference.p}};
  add_onset(record, "fraction_onset", difference.difference);
  return record;
}

/// Columns of the table of curves.
struct CurveColumns {
  Column::Text group, participant, excluded;
  Column::Numbers time, score, low, high, statistic, p, p_adjusted;
  Column::Integers first, second;
};

double at(const std::vector<double>& values, std::size_t t) { return t < values.size() ? values[t] : kNone; }

void add_test(CurveColumns& columns, const AboveChance& test, std::size_t t) {
  columns.statistic.push_back(at(test.statistic, t));
  columns.p.push_back(at(test.p, t));
  columns.p_adjusted.push_back(at(test.p_adjusted, t));
}

void add_group(CurveColumns& columns, const Decoding& decoding, const GroupCurve& group) {
  std::array<std::int64_t, 2> trials{};
  for (const PersonCurve& person : decoding.people)
    if (person.group == group.name && person.excluded.empty())
      for (std::size_t k = 0; k < 2; ++k) trials[k] += static_cast<std::int64_t>(person.trials[k]);
  for (std::size_t t = 0; t < group.mean.size(); ++t) {
    columns.group.push_back(group.name);
    columns.participant.emplace_back("n/a");
    columns.excluded.emplace_back("n/a");
    columns.time.push_back(decoding.times.at(static_cast<Eigen::Index>(t)).count());
    columns.score.push_back(group.mean[t]);
    columns.low.push_back(group.low[t]);
    columns.high.push_back(group.high[t]);
    add_test(columns, group.test, t);
    columns.first.push_back(trials[0]);
    columns.second.push_back(trials[1]);
  }
}

void add_person(CurveColumns& columns, const Decoding& decoding, const PersonCurve& person) {
  for (std::size_t t = 0; t < person.scores.size(); ++t) {
    columns.group.push_back(person.group);
    columns.participant.push_back(person.participant_id);
    columns.excluded.push_back(person.excluded.empty() ? "n/a" : person.excluded);
    columns.time.push_back(decoding.times.at(static_cast<Eigen::Index>(t)).count());
    columns.score.push_back(person.scores[t]);
    columns.low.push_back(kNone);
    columns.high.push_back(kNone);
    add_test(columns, person.test.value_or(AboveChance()), t);
    columns.first.push_back(static_cast<std::int64_t>(person.trials[0]));
    columns.second.push_back(static_cast<std::int64_t>(person.trials[1]));
  }
}

std::string score_meaning(const Decoding& decoding) {
  return fmt::format("{} of telling {} from {}, cross-validated by {}; 0.5 is chance",
                     decoding.score == Score::auc ? "area under the ROC curve" : "balanced accuracy",
                     decoding.conditions[1], decoding.conditions[0], name_of(decoding.by));
}

void add_onset_meanings(std::vector<ColumnMeaning>& meanings, const Decoding& decoding, const std::string& name,
                        const std::string& what) {
  const double percent = 100 * decoding.confidence;
  meanings.push_back({name + "_ms", what, "ms"});
  meanings.push_back({name + "_low_ms", fmt::format("lower end of its {:g} % bootstrap interval", percent), "ms"});
  meanings.push_back(
      {name + "_high_ms",
       fmt::format("upper end of its {:g} % bootstrap interval; n/a: lies among the draws without an onset", percent),
       "ms"});
  meanings.push_back({name + "_missing", "share of the bootstrap draws without an onset", ""});
  meanings.push_back({name + "_reason", "n/a, or why there is no onset", ""});
}

}  // namespace

std::vector<Record> summary(const Decoding& decoding) {
  std::vector<Record> records;
  for (const GroupCurve& group : decoding.groups) records.push_back(record_of(decoding, group));
  if (decoding.difference) records.push_back(record_of(decoding, *decoding.difference));
  return records;
}

std::vector<ColumnMeaning> summary_meanings(const Decoding& decoding) {
  std::vector<ColumnMeaning> meanings{
      {"group", "group, or the first minus the second", ""},
      {"people", "people who were decoded", "count"},
      {"excluded_people", "people with too few trials", "count"},
      {"score", "auc: area under the ROC curve; balanced_accuracy", ""},
      {"test", "what the p values rest on", ""},
      {"arrangements", "permutations, or picks of one permuted curve a person", "count"},
      {"peak_score", "largest " + score_meaning(decoding), ""},
      {"peak_low", "lower end of the t interval over people at that time", ""},
      {"peak_high", "upper end of it", ""},
      {"peak_ms", "when the score is largest", "ms"},
      {"p_adjusted", "smallest one-sided p over time, adjusted for all times by the largest statistic", ""},
      {"significant_times", "times with an adjusted p below alpha", "count"}};
  add_onset_meanings(meanings, decoding, "significant_onset",
                     "start of the first run of significant times; depends on power, no onset of processing");
  add_onset_meanings(
      meanings, decoding, "fraction_onset",
      fmt::format("where the mean curve, followed back from its peak, falls to {:g} of the peak above chance",
                  decoding.fraction));
  meanings.push_back({"p_onset", "two-sided p of the difference of fraction onsets, people permuted over groups", ""});
  return meanings;
}

Table curves(const Decoding& decoding) {
  CurveColumns columns;
  for (const GroupCurve& group : decoding.groups) add_group(columns, decoding, group);
  for (const PersonCurve& person : decoding.people) add_person(columns, decoding, person);
  Table table;
  table.add("group", std::move(columns.group));
  table.add("participant_id", std::move(columns.participant));
  table.add("time_ms", std::move(columns.time));
  table.add("score", std::move(columns.score));
  table.add("low", std::move(columns.low));
  table.add("high", std::move(columns.high));
  table.add("statistic", std::move(columns.statistic));
  table.add("p", std::move(columns.p));
  table.add("p_adjusted", std::move(columns.p_adjusted));
  table.add("n_first", std::move(columns.first));
  table.add("n_second", std::move(columns.second));
  table.add("excluded", std::move(columns.excluded));
  return table;
}

std::vector<ColumnMeaning> curve_meanings(const Decoding& decoding) {
  return {{"group", "group", ""},
          {"participant_id", "participant; n/a: the mean of the group", ""},
          {"time_ms", "time after the event", "ms"},
          {"score", score_meaning(decoding), ""},
          {"low", "lower end of the t interval over people, at each time by itself", ""},
          {"high", "upper end of it", ""},
          {"statistic", "what is tested: the score", ""},
          {"p", "one-sided p at this time by itself", ""},
          {"p_adjusted", "adjusted for all times by the largest statistic", ""},
          {"n_first", "trials of " + decoding.conditions[0], "count"},
          {"n_second", "trials of " + decoding.conditions[1], "count"},
          {"excluded", "n/a, or why there is no score", ""}};
}

Table generalisation_table(const Decoding& decoding) {
  Column::Numbers train, test, score;
  for (Eigen::Index from = 0; from < decoding.generalisation.rows(); ++from)
    for (Eigen::Index to = 0; to < decoding.generalisation.cols(); ++to) {
      train.push_back(decoding.times.at(from).count());
      test.push_back(decoding.times.at(to).count());
      score.push_back(decoding.generalisation(from, to));
    }
  Table table;
  table.add("train_ms", std::move(train));
  table.add("test_ms", std::move(test));
  table.add("score", std::move(score));
  return table;
}

std::vector<ColumnMeaning> generalisation_meanings(const Decoding& decoding) {
  return {{"train_ms", "time of training", "ms"},
          {"test_ms", "time of testing", "ms"},
          {"score", "mean over people: " + score_meaning(decoding), ""}};
}

}  // namespace attune::decode
