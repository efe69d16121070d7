#include "attune/model/anova.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/f_distribution.hpp"
#include "term_order.hpp"

namespace attune::model {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

bool contains(const Term& outer, const Term& inner) {
  return outer.size() > inner.size() && std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

// Term numbers as in `Design::term_of`: 0 is the intercept.
bool comes_before(const Design& design, SquaresType type, std::size_t other, std::size_t term) {
  switch (type) {
    case SquaresType::sequential:
      return other < term;
    case SquaresType::marginal:
      return other == 0 || (term > 0 && !contains(design.terms[other - 1], design.terms[term - 1]));
    case SquaresType::partial:
      break;
  }
  return true;
}

}  // namespace

Eigen::MatrixXd columns_before(const Design& design, SquaresType type, std::size_t term) {
  std::vector<Eigen::Index> columns;
  for (std::size_t other = 0; other <= design.terms.size(); ++other) {
    if (other == term || !comes_before(design, type, other, term)) continue;
    const auto more = design.columns_of(other);
    columns.insert(columns.end(), more.begin(), more.end());
  }
  return design.x(Eigen::all, columns);
}

Eigen::MatrixXd columns_of_term(const Design& design, std::size_t term) {
  return design.x(Eigen::all, design.columns_of(term));
}

SquaresType parse_squares_type(std::string_view name) {
  if (name == "1" || name == "I") return SquaresType::sequential;
  if (name == "2" || name == "II") return SquaresType::marginal;
  if (name == "3" || name == "III") return SquaresType::partial;
  throw usage_error(fmt::format("unknown type of squares {}; known: 1, 2, 3", in_quotes(name)));
}

std::vector<AnovaRow> anova(const Design& design, const LinearFit& fit, const Eigen::Ref<const Eigen::VectorXd>& y,
                            SquaresType type) {
  std::vector<AnovaRow> out;
  // The intercept explains the mean: without it, a large mean would cost the digits of the terms.
  const Eigen::VectorXd centred = fit.intercept ? Eigen::VectorXd(y.array() - y.mean()) : Eigen::VectorXd(y);
  const std::size_t first = fit.intercept && type == SquaresType::partial ? 0 : 1;
  for (std::size_t term = first; term <= design.terms.size(); ++term) {
    const ExtraSquares extra = extra_squares(columns_before(design, type, term), columns_of_term(design, term),
                                             term == 0 ? Eigen::VectorXd(y) : centred);
    AnovaRow row;
    row.term = term == 0 ? "(Intercept)" : design.term_names[term - 1];
    row.num_df = extra.df;
    row.den_df = fit.df;
    row.ss = extra.ss;
    row.f = extra.df > 0.0 && fit.df > 0.0 ? (extra.ss / extra.df) / (fit.rss / fit.df) : kMissing;
    row.p = std::isnan(row.f) ? kMissing : stats::f_upper(row.f, extra.df, fit.df);
    row.pes = extra.ss / (extra.ss + fit.rss);
    out.push_back(std::move(row));
  }
  return out;
}

Coefficient coefficient_row(const std::string& term, double estimate, double variance, double df, double confidence) {
  Coefficient out{term, estimate, kMissing, df, kMissing, kMissing, kMissing, kMissing};
  if (std::isnan(estimate) || !(df > 0.0)) return out;
  out.se = std::sqrt(variance);
  out.t = estimate / out.se;
  const bool normal = std::isinf(df);
  out.p = normal ? stats::normal_two_sided(out.t) : stats::student_t_two_sided(out.t, df);
  const double upper = (1.0 + confidence) / 2.0;
  const double reach = out.se * (normal ? stats::normal_quantile(upper) : stats::student_t_quantile(upper, df));
  out.ci_low = estimate - reach;
  out.ci_high = estimate + reach;
  return out;
}

}  // namespace attune::model
