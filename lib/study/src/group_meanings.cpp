#include "group_meanings.hpp"

#include <algorithm>

#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"

namespace attune::study {
namespace {

/// Adds columns; of a column that is there already and means something else, both meanings are kept.
void add(std::vector<ColumnMeaning>& all, const std::vector<ColumnMeaning>& more, const char* kind) {
  for (const ColumnMeaning& meaning : more) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const ColumnMeaning& m) { return m.column == meaning.column; });
    if (known == all.end())
      all.push_back(meaning);
    else if (known->meaning != meaning.meaning)
      known->meaning += std::string("; ") + kind + ": " + meaning.meaning;
  }
}

}  // namespace

std::vector<ColumnMeaning> result_meanings() {
  std::vector<ColumnMeaning> all{{"name", "test of the study", ""},
                                 {"status", "confirmatory: as in plan.lock.json; exploratory: not, or no lock", ""},
                                 {"kind", "compare or correlate", ""},
                                 {"primary", "true for the tests the study was made for", ""},
                                 {"value", "measure compared, or measures related (x ~ y | given)", ""},
                                 {"unit", "of what is compared; 1 for correlations", ""},
                                 {"by", "what makes the two groups", ""},
                                 {"excluded", "participants left out of this test", ""},
                                 {"excluded_reasons", "why, with counts", ""},
                                 {"no_answer_because", "why the test has no answer", ""}};
  const auto own = static_cast<std::ptrdiff_t>(all.size());
  std::vector<ColumnMeaning> tests = stats::comparison_meanings();
  add(tests, stats::correlation_meanings(), "correlate");
  for (const ColumnMeaning& meaning : tests)
    if (std::none_of(all.begin(), all.begin() + own, [&](const auto& m) { return m.column == meaning.column; }))
      all.push_back(meaning);
  return all;
}

std::vector<ColumnMeaning> claim_meanings() {
  return {
      {"name", "the claim's file", ""},
      {"status", "confirmatory: it and its test as in plan.lock.json; exploratory: not, or no lock", ""},
      {"claim", "what is claimed", ""},
      {"source", "who claims it", ""},
      {"test", "test of the study that decides it", ""},
      {"estimand", "what is estimated", ""},
      {"direction", "side of zero on which the estimate lies if the claim is right; none: a claim of no effect", ""},
      {"sesoi", "smallest effect of interest, in the unit or in standard deviations (d)", ""},
      {"at_least", "claimed size, without sign", "see unit"},
      {"estimate", "what was found: difference of means, Hodges-Lehmann shift or correlation", "see unit"},
      {"ci_low", "lower end of its 95 % confidence interval", "see unit"},
      {"ci_high", "upper end", "see unit"},
      {"unit", "of claimed size, estimate and interval", ""},
      {"p", "two-sided p of the test, exact where it has an exact one", ""},
      {"bf10", "Bayes factor for a difference (or correlation) against none", ""},
      {"verdict", "supported, equivalent to none, inconclusive or contradicted", ""},
      {"reason", "why", ""},
      {"effect", "simulated studies: the planted effect that decides it", ""}};
}

std::vector<ColumnMeaning> count_meanings(const Study& study) {
  std::vector<ColumnMeaning> all{{"reason", "why participants were left out; one may have several reasons", ""}};
  for (const std::string& level : study.group.levels) all.push_back({level, "participants of this group", ""});
  all.push_back({"without_group", "participants without a group", ""});
  all.push_back({"total", "participants", ""});
  all.push_back({"fisher_p", "two-sided p of Fisher's exact test: is the share the same in both groups?", ""});
  return all;
}

}  // namespace attune::study
