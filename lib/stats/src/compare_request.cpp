#include "attune/stats/compare_request.hpp"

#include <fmt/format.h>

#include "record_fields.hpp"

namespace attune::stats {
namespace {

CompareTest test_of(const CompareRequest& r) {
  if (r.test == "student") return CompareTest::student;
  if (r.test == "mann-whitney") return CompareTest::mann_whitney;
  if (r.test == "yuen") return CompareTest::yuen;
  if (r.test == "signed-rank") return CompareTest::signed_rank;
  return CompareTest::welch;
}

CompareOptions options_of(const CompareRequest& r) {
  CompareOptions out;
  out.levels = {r.levels[0], r.levels[1]};
  out.test = test_of(r);
  out.confidence = r.confidence;
  out.r_scale = r.r_scale;
  out.compat = parse_compat(r.compat);
  out.trim = r.trim;
  out.alternative = parse_alternative(r.alternative);
  out.sensitivity = r.sensitivity;
  out.permutations = r.permutations;
  out.bootstrap = r.bootstrap;
  out.seed = r.seed;
  out.threads = r.threads;
  if (r.sesoi) out.smallest_effect = parse_smallest_effect(*r.sesoi);
  return out;
}

}  // namespace

void check_request(const CompareRequest& r) {
  if (r.levels.size() != 2) throw usage_error("--levels names two levels, as secure,insecure");
  if (!r.paired.empty() && r.test == "mann-whitney")
    throw usage_error("--test mann-whitney is not for pairs; use signed-rank");
  if (r.paired.empty() && r.test == "signed-rank") throw usage_error("--test signed-rank needs --paired");
  if (!r.blocks.empty() && r.permutations == 0 && r.bootstrap == 0)
    throw usage_error("--blocks is for --permutations and --bootstrap; ask for one of them");
  if (r.blocks.empty() && r.exchange == "whole") throw usage_error("--exchange whole needs --blocks");
  if (r.trim != kTrim && r.test != "yuen") throw usage_error("--trim is for --test yuen");
  if (r.sensitivity && (r.test == "yuen" || r.test == "mann-whitney" || r.test == "signed-rank"))
    throw usage_error(fmt::format("--test {} has no Bayes factor; --sensitivity is for welch and student", r.test));
  check_bootstrap(r.bootstrap, r.confidence);
  (void)options_of(r);
}

std::vector<std::string> columns_of(const CompareRequest& r) { return {r.value, r.by, r.paired, r.blocks}; }

GroupSelection selection_of(const CompareRequest& r) {
  return {r.value, r.by, {r.levels[0], r.levels[1]}, r.paired, r.identifiers, r.blocks};
}

Answers answer_compare(const TwoSamples& samples, const CompareRequest& r) {
  CompareOptions options = options_of(r);
  if (!r.blocks.empty()) options.blocks = ExchangeBlocks{samples.blocks, parse_exchange(r.exchange)};
  const Comparison result =
      r.paired.empty() ? compare_groups(samples.a, samples.b, options) : compare_pairs(samples.a, samples.b, options);
  Record record = to_record(result);
  add_exclusions(record, samples.exclusions);
  Answers out{{std::move(record)}, samples.warnings};
  append(out.warnings, result.warnings);
  return out;
}

Answers run_compare(const Table& table, const CompareRequest& r) {
  check_request(r);
  return answer_compare(take_groups(table, selection_of(r)), r);
}

}  // namespace attune::stats
