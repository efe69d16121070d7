#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/stats/many_requests.hpp"
#include "many_parts.hpp"
#include "record_fields.hpp"

namespace attune::stats {

std::vector<std::string> columns_of(const CorrelateRequest& request, const std::vector<std::string>& xs,
                                    const ManyRequest& many) {
  std::vector<std::string> out = columns_of(request);
  out.insert(out.end(), xs.begin(), xs.end());
  out.insert(out.end(), many.each.begin(), many.each.end());
  return out;
}

void check_many(const CorrelateRequest& request, const std::vector<std::string>& xs, const ManyRequest& many) {
  CorrelateRequest r = request;
  r.x = xs.empty() ? "" : xs.front();
  check_request(r);
  check_request(many, xs.size() > 1);
  for (const std::string& name : many.each)
    if (name == r.y || std::find(xs.begin(), xs.end(), name) != xs.end())
      throw usage_error(
          fmt::format("--each {} is also correlated; name columns that tell measures apart", in_quotes(name)));
  check_corrected_p(many, r.blocks, r.permutations);
  check_places(many, xs.size() > 1, correlation_meanings());
  if (many.adjust == kMaxT) throw usage_error("--adjust max-t is for attune compare; choose holm, hochberg, bh or by");
}

Answers run_many(const Table& table, const CorrelateRequest& request, const std::vector<std::string>& xs,
                 const ManyRequest& many, const CalledWith& called) {
  check_many(request, xs, many);
  CorrelateRequest r = request;
  r.x = xs.front();
  if (many.each.empty() && xs.size() == 1 && !many.corrects()) return run_correlate(table, r);
  const std::vector<Question> questions = questions_of(table, many.each, xs);
  Answers out = answer_each(questions, r.threads, [&](const Question& question) {
    CorrelateRequest one = r;
    one.x = question.field;
    one.threads = {1};
    return answer_correlate(take_columns(question.rows, one), one);
  });
  if (many.corrects()) add_adjusted(out.records, many);
  warn_of_families(out, questions, many, 1.0 - r.confidence,
                   {called.table, r.y, r.x, person_column(table, r.identifiers), called.where, {}});
  return out;
}

}  // namespace attune::stats
