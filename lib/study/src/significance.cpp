#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/number_text.hpp"
#include "attune/base/shell_word.hpp"
#include "attune/checks/variances.hpp"
#include "attune/stats/compare.hpp"
#include "attune/stats/samples.hpp"
#include "group_checks.hpp"

namespace attune::study {
namespace {

constexpr double kAlpha = 0.05;

double number_of(const Record& row, const std::string& name) {
  for (const auto& [field, value] : row)
    if (field == name)
      if (const double* number = std::get_if<double>(&value)) return *number;
  return std::numeric_limits<double>::quiet_NaN();
}

std::string text_of(const Record& row, const std::string& name) {
  for (const auto& [field, value] : row)
    if (field == name)
      if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

/// The p that a verdict rests on: exact where there is an exact one.
double p_of(const Record& row) {
  const double exact = number_of(row, "p_exact");
  return std::isnan(exact) ? number_of(row, "p") : exact;
}

const StudyMeasure* measure_of(const Study& study, const StudyTest& test) {
  for (const StudyMeasure& measure : study.measures)
    if (measure.name == test.value) return &measure;
  return nullptr;
}

/// The same groups and the same kind of number, at another place or in another condition.
bool one_family(const Study& study, const StudyTest& a, const StudyTest& b) {
  if (a.kind != StudyTest::Kind::compare || b.kind != StudyTest::Kind::compare) return false;
  if (a.by != b.by || a.levels != b.levels || a.value == b.value) return false;
  const StudyMeasure *x = measure_of(study, a), *y = measure_of(study, b);
  if (x == nullptr || y == nullptr || x->modality != y->modality || x->measure != y->measure) return false;
  const bool place = x->sites == y->sites && x->component == y->component;
  return place || x->condition == y->condition;
}

/// The difference of two measures per kept participant, compared between the groups: their interaction.
std::optional<stats::Comparison> interaction(const StudyTest& a, const StudyTest& b, const Table& values) {
  const std::vector<double> x = values.numbers(a.value), y = values.numbers(b.value);
  const std::vector<std::string> groups = values.text(a.by), excluded = values.text("excluded");
  std::array<std::vector<double>, 2> differences;
  for (std::size_t row = 0; row < values.rows(); ++row)
    for (std::size_t g = 0; g < 2; ++g)
      if (is_missing(excluded[row]) && groups[row] == a.levels[g] && std::isfinite(x[row] - y[row]))
        differences[g].push_back(x[row] - y[row]);
  try {
    stats::CompareOptions options;
    options.levels = {a.levels[0], a.levels[1]};
    return stats::compare_groups(differences[0], differences[1], options);
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    return std::nullopt;  // too few values: the command still says how to ask
  }
}

std::string command(const RunOptions& options, const StudyTest& a, const StudyTest& b) {
  return fmt::format("attune model {} --formula {} --within measure --id participant_id --where {} --where {}",
                     shell_word((options.output / "group/values_long.tsv").string()),
                     shell_word("value ~ " + a.by + " * measure"), shell_word("measure=" + a.value + "," + b.value),
                     shell_word(a.by + "=" + a.levels[0] + "," + a.levels[1]));
}

/// " (claims: one supported, other inconclusive)", where claims rest on the two tests.
std::string claims_on(const StudyTest& a, const StudyTest& b, const std::vector<Record>& claims) {
  std::string words;
  for (const Record& claim : claims)
    if (const std::string test = text_of(claim, "test"); test == a.name || test == b.name)
      words += fmt::format("{}{} {}", words.empty() ? " (claims: " : ", ", text_of(claim, "name"),
                           text_of(claim, "verdict"));
  return words.empty() ? "" : words + ")";
}

std::string words_for(const RunOptions& options, const StudyTest& a, const StudyTest& b, double p_a, double p_b,
                      const Table& values, const std::vector<Record>& claims) {
  const std::optional<stats::Comparison> found = interaction(a, b, values);
  const std::string answer =
      found ? fmt::format("the interaction, {} less {} in {} less {}, is {:.4g} [{:.4g}, {:.4g}], p = {:.3g}", a.value,
                          b.value, a.levels[0], a.levels[1], found->estimate, found->interval.low, found->interval.high,
                          found->p)
            : std::string("the interaction has no answer here");
  return fmt::format(
      "{} has p = {:.3g} and {} has p = {:.3g}{}: that one is significant and the other is not does not "
      "mean that they differ; {} ({})",
      a.name, p_a, b.name, p_b, claims_on(a, b, claims), answer, command(options, a, b));
}

/// Tests that pool the variances although they differ.
void check_spread(const Study& study, const Table& values, GroupChecks& all) {
  for (const StudyTest& test : study.tests) {
    if (test.kind != StudyTest::Kind::compare || test.method != "student") continue;
    stats::GroupSelection selection;
    selection.value = test.value;
    selection.by = test.by;
    selection.levels = {test.levels[0], test.levels[1]};
    const stats::TwoSamples samples = stats::take_groups(values, selection);
    const auto warning = checks::pooled_warning(samples.a, samples.b, selection.levels);
    if (!warning) continue;
    const std::string words = test.name + ": " + *warning;
    all.records.push_back(check_row("spread", test.by, test.name, "unequal", words));
    all.warnings.push_back(words);
  }
}

}  // namespace

GroupChecks compare_significance(const Study& study, const RunOptions& options, const Table& values,
                                 const Hypotheses& hypotheses) {
  GroupChecks all;
  for (std::size_t i = 0; i < study.tests.size(); ++i)
    for (std::size_t j = 0; j < study.tests.size(); ++j) {
      const StudyTest &a = study.tests[i], &b = study.tests[j];
      if (!one_family(study, a, b)) continue;
      const double p_a = p_of(hypotheses.results[i]), p_b = p_of(hypotheses.results[j]);
      if (!(p_a < kAlpha) || !(p_b >= kAlpha)) continue;
      const std::string words = words_for(options, a, b, p_a, p_b, values, hypotheses.claims);
      all.records.push_back(
          check_row("interaction", a.by, a.name + ", " + b.name, "significant here, not there", words));
      all.warnings.push_back(words);
    }
  check_spread(study, values, all);
  return all;
}

}  // namespace attune::study
