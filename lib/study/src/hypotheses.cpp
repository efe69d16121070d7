#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/hash.hpp"
#include "attune/base/number_text.hpp"
#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/stats/samples.hpp"
#include "attune/stats/verdict.hpp"
#include "group_data.hpp"
#include "judged_claim.hpp"

namespace attune::study {
namespace {

/// Every test draws from a stream of its own, which its name decides: adding a test changes no other.
parallel::Seed seed_of(const Study& study, const std::string& test) {
  return parallel::derive({study.seed}, std::stoull(sha256_of(test).substr(0, 15), nullptr, 16));
}

stats::CompareOptions compare_options(const Study& study, const StudyTest& test, const std::string& sesoi,
                                      parallel::Threads threads) {
  stats::CompareOptions options;
  options.test = test.method == "welch"     ? stats::CompareTest::welch
                 : test.method == "student" ? stats::CompareTest::student
                                            : stats::CompareTest::mann_whitney;
  options.levels = {test.levels[0], test.levels[1]};
  if (!sesoi.empty()) options.smallest_effect = stats::parse_smallest_effect(sesoi);
  options.permutations = test.permutations;
  options.seed = seed_of(study, test.name);
  options.threads = threads;
  return options;
}

stats::CorrelateOptions correlate_options(const Study& study, const StudyTest& test, parallel::Threads threads) {
  stats::CorrelateOptions options;
  options.method = test.method == "pearson"    ? stats::CorrelationMethod::pearson
                   : test.method == "spearman" ? stats::CorrelationMethod::spearman
                                               : stats::CorrelationMethod::kendall;
  options.permutations = test.permutations;
  options.seed = seed_of(study, test.name);
  options.threads = threads;
  return options;
}

stats::TwoSamples samples_of(const StudyTest& test, const Table& values) {
  stats::GroupSelection selection;
  selection.value = test.value;
  selection.by = test.by;
  selection.levels = {test.levels[0], test.levels[1]};
  return stats::take_groups(values, selection);
}

stats::PairedColumns columns_of(const StudyTest& test, const Table& values) {
  std::vector<std::string> given;
  if (!test.given.empty()) given.push_back(test.given);
  return stats::take_columns(values, test.x, test.y, given);
}

Record start_of(const Study& study, const StudyTest& test) {
  const bool compares = test.kind == StudyTest::Kind::compare;
  Record row{
      {"name", test.name},
      {"kind", std::string(compares ? "compare" : "correlate")},
      {"primary", test.primary},
      {"value", compares ? test.value : test.x + " ~ " + test.y + (test.given.empty() ? "" : " | " + test.given)},
      {"unit", study.unit(test)}};
  if (compares) row.emplace_back("by", test.by);
  return row;
}

void pass_on(const Warnings& found, const StudyTest& test, Warnings& warnings) {
  for (const std::string& warning : found) warnings.push_back(test.name + ": " + warning);
}

/// Runs one test; an answer that does not exist is a row with its reason.
Record run_test(const Study& study, const StudyTest& test, const Table& values, parallel::Threads threads,
                Warnings& warnings) {
  Record row = start_of(study, test);
  stats::Exclusions left_out;
  std::string reason = "n/a";
  try {
    Record found;
    if (test.kind == StudyTest::Kind::compare) {
      const stats::TwoSamples samples = samples_of(test, values);
      left_out = samples.exclusions;
      pass_on(samples.warnings, test, warnings);
      const stats::Comparison comparison =
          stats::compare_groups(samples.a, samples.b, compare_options(study, test, test.sesoi, threads));
      pass_on(comparison.warnings, test, warnings);
      found = stats::to_record(comparison);
    } else {
      const stats::PairedColumns pairs = columns_of(test, values);
      left_out = pairs.exclusions;
      pass_on(pairs.warnings, test, warnings);
      const stats::Correlation correlation =
          stats::correlate(pairs.x, pairs.y, pairs.given, correlate_options(study, test, threads));
      pass_on(correlation.warnings, test, warnings);
      found = stats::to_record(correlation);
    }
    row.insert(row.end(), found.begin(), found.end());
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw with_context(error, "test " + test.name);
    reason = error.what();
    warnings.push_back(test.name + ": " + reason);
  }
  std::string reasons;
  for (const std::string& text : stats::describe(left_out)) reasons += (reasons.empty() ? "" : "; ") + text;
  row.emplace_back("excluded", left_out.total());
  row.emplace_back("excluded_reasons", reasons.empty() ? std::string("n/a") : reasons);
  row.emplace_back("no_answer_because", reason);
  return row;
}

JudgedClaim judge(const Study& study, const Claim& claim, const Table& values) {
  StudyTest test = study.test(claim.test);
  test.permutations = 0;  // the verdict rests on the test and the equivalence test
  try {
    if (test.kind == StudyTest::Kind::compare) {
      const std::string& sesoi = claim.sesoi.empty() ? test.sesoi : claim.sesoi;
      const stats::TwoSamples samples = samples_of(test, values);
      return judge_claim(claim, stats::compare_groups(samples.a, samples.b, compare_options(study, test, sesoi, {1})));
    }
    const stats::PairedColumns pairs = columns_of(test, values);
    return judge_claim(claim, stats::correlate(pairs.x, pairs.y, pairs.given, correlate_options(study, test, {1})));
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw with_context(error, "claim " + claim.name);
    JudgedClaim none;
    none.judgement.reason = error.what();
    return none;
  }
}

std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }

Record claim_row(const Study& study, const Claim& claim, const JudgedClaim& judged) {
  const StudyTest& test = study.test(claim.test);
  const std::string& sesoi = claim.sesoi.empty() ? test.sesoi : claim.sesoi;
  return {{"name", claim.name},
          {"claim", claim.claim},
          {"source", or_missing(claim.source)},
          {"test", claim.test},
          {"estimand", or_missing(claim.estimand)},
          {"direction", direction_of(claim)},
          {"sesoi", or_missing(sesoi)},
          {"at_least", claim.at_least ? format_double(*claim.at_least) : std::string("n/a")},
          {"estimate", judged.estimate},
          {"ci_low", judged.low},
          {"ci_high", judged.high},
          {"unit", or_missing(claim.unit.empty() ? study.unit(test) : claim.unit)},
          {"p", judged.p},
          {"bf10", judged.bf10},
          {"verdict", stats::name_of(judged.judgement.verdict)},
          {"reason", or_missing(judged.judgement.reason)},
          {"effect", or_missing(claim.effect)}};
}

}  // namespace

Hypotheses test_hypotheses(const Study& study, const Table& values, parallel::Threads threads) {
  Hypotheses all;
  for (const StudyTest& test : study.tests) all.results.push_back(run_test(study, test, values, threads, all.warnings));
  for (const Claim& claim : study.claims) all.claims.push_back(claim_row(study, claim, judge(study, claim, values)));
  return all;
}

}  // namespace attune::study
