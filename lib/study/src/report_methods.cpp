#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/version.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

/// Some test is like this.
template <class Condition>
bool any_test(const Study& study, const Condition& condition) {
  return std::any_of(study.tests.begin(), study.tests.end(), condition);
}

bool has_method(const Study& study, const char* method) {
  return any_test(study, [&](const StudyTest& test) { return test.method == method; });
}

bool permutes_residuals(const StudyTest& test) { return test.permutations > 0 && !test.given.empty(); }

std::string group_words(const GroupRule& group) {
  if (group.levels.empty()) return "The participants form one group. ";
  const std::string origin = fmt::format("the column {} of {}", group.column, group.from);
  if (group.rule == "as-is")
    return fmt::format("The groups {} are those of {}; participants of other groups were left out. ",
                       listed(group.levels), origin);
  const bool three = group.rule == "aai-three-way";
  return fmt::format(
      "Adult Attachment Interviews (AAI, {}) were reduced to {}; unresolved interviews (U) went by their secondary "
      "classification, and those without one, or that cannot be classified, have no group. The groups of the study are "
      "{}. ",
      origin, three ? "secure (F), dismissing (Ds) and preoccupied (E)" : "secure (F) and insecure (Ds, E)",
      listed(group.levels));
}

/// What the quantities of exclusion rules are.
std::string quantity_words(const std::vector<ExclusionRule>& rules) {
  const std::vector<std::pair<const char*, const char*>> known{
      {"mean_fd", "mean_fd is the mean framewise displacement of a run in mm, without its first volume"},
      {"censored_share", "censored_share is the share of a run's volumes that the model left out"},
      {"coverage", "coverage is the share of a measured region's voxels that were used"},
      {"trials", "trials is the number of trials kept in a measured condition"},
      {"artefact_share", "artefact_share is the share of a measured condition that was missing, flat or corrected"},
      {"kept_share", "kept_share is the share of the trials of a measured condition that were kept"}};
  std::string words;
  for (const auto& [name, meaning] : known)
    if (std::any_of(rules.begin(), rules.end(), [&](const ExclusionRule& rule) { return rule.quantity == name; }))
      words += (words.empty() ? "Here " : "; ") + std::string(meaning);
  return words;
}

std::string comparison_words(const Study& study) {
  std::string words;
  if (has_method(study, "welch")) words += "Means were compared with Welch's t test (unequal variances). ";
  if (has_method(study, "student")) words += "Means were compared with Student's t test (pooled variance). ";
  if (has_method(study, "mann-whitney"))
    words +=
        "Ranks were compared with the Mann-Whitney test: p is exact without ties and below 50 values a group, else "
        "from "
        "the normal approximation; the estimate is the Hodges-Lehmann shift, the effect size the rank-biserial "
        "correlation. ";
  if (has_method(study, "welch") || has_method(study, "student"))
    words +=
        "Hedges' g is the difference over the pooled standard deviation with the exact small-sample correction, its "
        "interval from the noncentral t; Bayes factors of differences are JZS with r = \u221a2/2. ";
  return words;
}

std::string correlation_words(const Study& study) {
  const bool permuted = any_test(study, permutes_residuals);
  std::string words;
  if (has_method(study, "pearson"))
    words += "Pearson's correlations have Fisher's interval and a Bayes factor with a stretched beta prior. ";
  if (has_method(study, "spearman"))
    words += "Spearman's correlations have the interval of Bonett and Wright and no Bayes factor. ";
  if (has_method(study, "kendall"))
    words +=
        "Kendall's tau-b has the interval of Fieller, Hartley and Pearson and no Bayes factor; p is exact without ties "
        "and below 50 pairs, else from the normal approximation. ";
  if (any_test(study, [](const StudyTest& test) { return !test.given.empty(); }))
    words += fmt::format("Partial correlations are those of the residuals{}. ",
                         permuted ? ", with a permutation p after Freedman and Lane (1983)" : "");
  return words;
}

std::string permutation_words(const Study& study) {
  std::set<std::int64_t> draws;
  for (const StudyTest& test : study.tests)
    if (test.permutations > 0) draws.insert(test.permutations);
  if (draws.empty()) return "No permutation test was asked for. ";
  std::vector<std::string> counts;
  for (const std::int64_t count : draws) counts.push_back(fmt::format("{}", count));
  return fmt::format(
      "Permutation p values rest on {} random arrangements, or on all where there are no more, and count the one that "
      "was observed. ",
      listed(counts, " or "));
}

std::string equivalence_words(const Study& study) {
  const auto named = [](const std::string& sesoi) { return !sesoi.empty(); };
  bool any = false, standardised = false;
  for (const StudyTest& test : study.tests) {
    any = any || named(test.sesoi);
    standardised = standardised || test.sesoi.ends_with("d");
  }
  for (const Claim& claim : study.claims) {
    any = any || named(claim.sesoi);
    standardised = standardised || claim.sesoi.ends_with("d");
  }
  if (!any) return "No smallest effect of interest was named, so that nothing was tested for equivalence. ";
  return std::string("Equivalence is two one-sided tests at 5 % against the smallest effect of interest") +
         (standardised ? " (d is the pooled standard deviation of the data). " : ". ");
}

}  // namespace

std::string listed(const std::vector<std::string>& words, const std::string& last) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) all += (i == 0 ? "" : i + 1 == words.size() ? last : ", ") + words[i];
  return all;
}

std::string signed_text(double value) {
  const std::string text = fmt::format("{:g}", value);
  return text.starts_with('-') ? "\u2212" + text.substr(1) : text;
}

std::string people_methods(const Study& study) {
  std::string words = group_words(study.group);
  for (const ScoreRule& score : study.scores)
    words += fmt::format(
        "{} is the {} score of {}: the mean of the items (1 to 7) after reversal, where at least 80 % were answered. ",
        score.name, score.rule, score.from);
  if (!study.covariates.empty())
    words += fmt::format("Columns of participants.tsv at hand for tests: {}. ", listed(study.covariates));
  std::vector<std::string> rules;
  for (const ExclusionRule& rule : study.exclusions) rules.push_back(rule.text);
  if (rules.empty()) return words + "No rule of the study left participants out. ";
  words +=
      fmt::format("Participants were left out where, in any run, region or condition, {}. ", listed(rules, " or "));
  return words + sentence(quantity_words(study.exclusions));
}

std::string test_methods(const Study& study) {
  if (study.tests.empty()) return "Nothing was tested.";
  std::string words = comparison_words(study) + correlation_words(study) + "Confidence intervals are of 95 %. ";
  if (any_test(study, [](const StudyTest& test) { return test.kind == StudyTest::Kind::compare; }))
    words += equivalence_words(study);
  return words + permutation_words(study) + "p values are two-sided and not corrected for the number of tests.";
}

std::string claim_methods(const Study& study) {
  if (study.claims.empty()) return {};
  const bool none =
      std::any_of(study.claims.begin(), study.claims.end(), [](const Claim& claim) { return claim.none; });
  const std::string words =
      "A claim whose test has no answer or no interval is inconclusive. Otherwise the first of these holds: it is "
      "contradicted if it has a size and the whole interval lies below that size; equivalent to none if both "
      "one-sided tests reject the smallest effect of interest; where zero is rejected at 5 %, contradicted if the "
      "estimate lies on the side opposite to the claim, supported if it lies on the claim's side and, for a claim "
      "of "
      "a size, the whole interval reaches that size; and inconclusive in every other case.";
  return none ? words +
                    " A claim of no effect is supported by equivalence alone, and contradicted where zero is rejected "
                    "without it."
              : words;
}

std::string papers_of(const Study& study) {
  const bool t_tests = has_method(study, "welch") || has_method(study, "student");
  const bool permuted = any_test(study, [](const StudyTest& test) { return test.permutations > 0; });
  const bool bounded = any_test(study, [](const StudyTest& test) { return !test.sesoi.empty(); });
  const std::vector<std::pair<bool, std::string>> papers{
      {study.group.rule != "as-is", "George, Kaplan & Main 1985 (interview)"},
      {!study.scores.empty(), "Fraley, Waller & Brennan 2000 (ECR-R)"},
      {study.eeg.has_value(), "Luck et al. 2021 (measurement error)"},
      {has_method(study, "welch"), "Welch 1947"},
      {t_tests, "Hedges 1981; Rouder et al. 2009 (Bayes factor)"},
      {has_method(study, "mann-whitney"), "Mann & Whitney 1947; Hodges & Lehmann 1963"},
      {has_method(study, "spearman"), "Bonett & Wright 2000"},
      {has_method(study, "kendall"), "Kendall 1938; Fieller, Hartley & Pearson 1957"},
      {bounded, "Schuirmann 1987 (equivalence)"},
      {permuted, "Phipson & Smyth 2010 (permutation)"},
      {any_test(study, permutes_residuals), "Freedman & Lane 1983 (permutation of partial correlations)"}};
  std::string words;
  for (const auto& [used, paper] : papers)
    if (used) words += (words.empty() ? "" : "; ") + paper;
  return words;
}

std::vector<std::string> methods_of(const Finished& finished) {
  const Study& study = finished.study;
  std::vector<std::string> paragraphs{people_methods(study)};
  if (study.fmri) paragraphs.push_back(fmri_methods(study, finished.records));
  if (study.eeg) paragraphs.push_back(eeg_methods(study));
  if (study.physio) paragraphs.push_back(physio_methods(study));
  paragraphs.push_back(test_methods(study));
  paragraphs.push_back(claim_methods(study));
  paragraphs.push_back(fmt::format("Everything was computed with attune {}; all random draws follow from the seed {}.",
                                   version(), study.seed));
  return paragraphs;
}

}  // namespace attune::study
