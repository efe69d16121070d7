#include "attune/stats/correlate_request.hpp"

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
  out.permutations = r.permutations;
  out.seed = r.seed;
  out.threads = r.threads;
  return out;
}

}  // namespace

void check_request(const CorrelateRequest& r) {
  if (r.method == "kendall" && !r.given.empty())
    throw usage_error("a partial Kendall correlation has no agreed test; use pearson or spearman with --given");
}

std::vector<std::string> columns_of(const CorrelateRequest& r) {
  std::vector<std::string> out{r.x, r.y};
  out.insert(out.end(), r.given.begin(), r.given.end());
  return out;
}

PairedColumns take_columns(const Table& table, const CorrelateRequest& r) {
  return take_columns(table, r.x, r.y, r.given, r.identifiers);
}

Answers answer_correlate(const PairedColumns& columns, const CorrelateRequest& r) {
  const Correlation result = correlate(columns.x, columns.y, columns.given, options_of(r));
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
