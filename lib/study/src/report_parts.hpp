#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/report/figure.hpp"
#include "attune/report/markup.hpp"
#include "attune/study/study_file.hpp"
#include "attune/table/table.hpp"
#include "plan_lock.hpp"
#include "unit_record.hpp"

namespace attune::study {

/// Everything a report is made from.
struct Finished {
  std::filesystem::path folder;
  Study study;
  Table values, results, claims, counts, exclusions;
  Table waveforms;                  ///< EEG studies
  Table checks;                     ///< what may make the groups differ otherwise, and other guards
  PlanLock lock;                    ///< the plan that was locked before the groups were read
  std::vector<UnitRecord> records;  ///< of the runs whose numbers the group level read
  std::vector<UnitRecord> unused;   ///< of runs that lie beside them, but were not asked for
  std::vector<std::filesystem::path> inputs;
};
/// Reads what a finished group level left. A folder without one, a study file that changed since and a table that is
/// not as it was written are input errors that say what to run.
Finished read_finished(const std::filesystem::path& folder);

/// A row of a result table, by column; a column the table lacks is missing.
struct Row {
  const Table& table;
  std::size_t row;
  std::string text(const std::string& name) const {
    return table.has(name) ? table.column(name).cell(row) : std::string("n/a");
  }
  double number(const std::string& name) const {
    return parse_double(text(name)).value_or(std::numeric_limits<double>::quiet_NaN());
  }
};

/// A figure with its file's name, its caption and the table that holds its numbers.
struct DrawnFigure {
  std::string file;  ///< relative to the folder
  std::string svg;
  std::string caption;
  std::string numbers;  ///< relative to the folder
};
std::vector<DrawnFigure> draw_figures(const Finished& finished);

/// Sentences on one test: what was found, what speaks for a difference (or relation) and what against. Names of groups
/// are those of the result's row.
struct Evidence {
  std::string found, in_favour, against;
};
Evidence evidence_of(const Study& study, const Row& result);
/// True for tests of ranks, whose estimate is a shift and whose effect size is the rank-biserial correlation.
bool is_rank_test(const Row& result);
/// The p a verdict rests on: exact where the test has an exact one.
double best_p(const Row& result);
/// "x ~ y | z" as words, with the labels of measures.
std::string related_text(const Study& study, const std::string& value);
/// "name (label)", or the name alone where the label only says it again.
std::string label_of(const Study& study, const std::string& value);
/// The smallest effect of interest of a test as its study says it; empty without one.
std::string sesoi_of(const Study& study, const std::string& test);
/// "95 % confidence interval [a, b]", or "interval not available".
std::string interval_text(const Row& row, const std::string& low, const std::string& high);
/// "[a, b]", or "not available".
std::string ends_text(const Row& row, const std::string& low, const std::string& high);
/// A number with its unit, which do not part at the end of a line, and with the decimals that suit `scale`.
std::string quantity(double value, const std::string& unit, double scale);
/// Width of an interval; NaN where it is not available.
double width_of(const Row& row, const std::string& low, const std::string& high);
/// -200 as "−200", for words.
std::string signed_text(double value);
/// With a capital and a full stop.
std::string sentence(std::string words);
/// "percent" as "%", "uV" as "µV"; others as they are.
std::string unit_text(const std::string& unit);

/// Sentences for a claim's card: the estimate and why it got its verdict. `estimate` says what was estimated where the
/// claim itself does not.
std::string claim_sentence(const Row& claim, const std::string& estimate = "Estimate");
/// The verdicts and what they mean, as `judge_claim` gives them.
std::vector<std::pair<std::string, std::string>> verdict_meanings();

/// "a, b and c".
std::string listed(const std::vector<std::string>& words, const std::string& last = " and ");
/// How the participants were grouped, the data measured and the hypotheses tested, from what ran.
std::string people_methods(const Study& study);
std::string fmri_methods(const Study& study, const std::vector<UnitRecord>& records);
std::string eeg_methods(const Study& study);
std::string physio_methods(const Study& study);
std::string test_methods(const Study& study);
std::string claim_methods(const Study& study);
std::vector<std::string> methods_of(const Finished& finished);
/// The papers behind the methods that ran, "Welch 1947; Hedges 1981".
std::string papers_of(const Study& study);

report::Markup lead_part(const Finished& finished);
report::Markup claims_part(const Finished& finished);
report::Markup figures_part(const std::vector<DrawnFigure>& figures);
/// Heart, skin and breath of every run, as they were measured; nothing without physiology.
report::Markup bodies_part(const Finished& finished);
report::Markup tests_part(const Finished& finished);
report::Markup exclusions_part(const Finished& finished);
/// What was checked beside the tests: flags first, then every check.
report::Markup checks_part(const Finished& finished);
/// Whether the plan was locked, what deviates from it and why, what was planned and not run.
report::Markup plan_part(const Finished& finished);
report::Markup methods_part(const Finished& finished);
report::Markup record_part(const Finished& finished);

/// A line that can be opened to show more.
report::Markup details(const std::string& summary, const report::Markup& content);
/// "Tables: " and links to them.
report::Markup sources(const std::vector<std::string>& files);

}  // namespace attune::study
