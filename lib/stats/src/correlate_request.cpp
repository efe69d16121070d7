#include "attune/stats/correlate_request.hpp"

#include <fmt/format.h>

#include "record_fields.hpp"

namespace attune::stats {
namespace {

CorrelationMethod method_of(const CorrelateRequest& r) {
  if (r.method == "spearman") return CorrelationMethod::spearman;
  if (r.method == "kendall") return CorrelationMethod::kendall;
  return CorrelationMethod::pearson;
}

CorrelateOptions options_of(const CorrelateRequest& r) {
  CorrelateOptions out;
  out.method = method_of(r);
  out.confidence = r.confidence;
  out.prior_width = r.r_scale;
  out.alternative = parse_alternative(r.alternative);
  out.smallest_effect = r.sesoi;
  out.sensitivity = r.sensitivity;
  out.exchange = parse_exchange(r.exchange);
  out.permutations = r.permutations;
  out.bootstrap = r.bootstrap;
  out.seed = r.seed;
  out.threads = r.threads;
  return out;
}

}  // namespace

void check_request(const CorrelateRequest& r) {
  if (r.method == "kendall" && !r.given.empty())
    throw usage_error("a partial Kendall correlation has no agreed test; use pearson or spearman with --given");
  if (!r.blocks.empty() && r.permutations == 0 && r.bootstrap == 0)
    throw usage_error("--blocks is for --permutations and --bootstrap; ask for one of them");
  if (r.blocks.empty() && r.exchange == "whole") throw usage_error("--exchange whole needs --blocks");
  if (!r.strata.empty() && r.bootstrap == 0) throw usage_error("--strata is for --bootstrap");
  if (r.sensitivity && r.method != "pearson")
    throw usage_error(fmt::format("--method {} has no Bayes factor; --sensitivity is for pearson", r.method));
  if (r.sesoi && !(*r.sesoi > 0.0 && *r.sesoi < 1.0))
    throw usage_error(fmt::format("--sesoi is {}; expected a correlation above 0 and below 1", *r.sesoi));
  check_bootstrap(r.bootstrap, r.confidence);
}

std::vector<std::string> columns_of(const CorrelateRequest& r) {
  std::vector<std::string> out{r.x, r.y, r.blocks, r.strata};
  out.insert(out.end(), r.given.begin(), r.given.end());
  return out;
}

PairedColumns take_columns(const Table& table, const CorrelateRequest& r) {
  return take_columns(table, r.x, r.y, r.given, r.identifiers, {r.blocks, r.strata});
}

Answers answer_correlate(const PairedColumns& columns, const CorrelateRequest& r) {
  CorrelateOptions options = options_of(r);
  options.labels = {columns.block, columns.member, columns.stratum};
  const Correlation result = correlate(columns.x, columns.y, columns.given, options);
  Record record = to_record(result);
  add_exclusions(record, columns.exclusions);
  Answers out{{std::move(record)}, columns.warnings};
  append(out.warnings, result.warnings);
  return out;
}

Answers run_correlate(const Table& table, const CorrelateRequest& r) {
  check_request(r);
  return answer_correlate(take_columns(table, r), r);
}

}  // namespace attune::stats
