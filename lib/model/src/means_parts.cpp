#include "means_parts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/p_adjust.hpp"
#include "attune/stats/studentized_range.hpp"
#include "contrast_expression.hpp"
#include "model_record.hpp"

namespace attune::model {
namespace {

std::map<std::string, double> fixed_numbers(const ModelRequest& request) {
  std::map<std::string, double> out;
  for (const std::string& text : request.at) {
    const std::size_t equals = text.find('=');
    const auto value = equals == std::string::npos ? std::nullopt : parse_double(text.substr(equals + 1));
    if (!value || !std::isfinite(*value))
      throw usage_error(fmt::format("--at {}: expected column=number", in_quotes(text)));
    out[text.substr(0, equals)] = *value;
  }
  return out;
}

std::vector<double> adjusted(const std::vector<MarginalRow>& pairs, std::size_t means, const std::string& method) {
  std::vector<double> p;
  for (const MarginalRow& row : pairs) p.push_back(row.p);
  // Pairs that cannot be estimated are no tests.
  const auto count = static_cast<double>(std::count_if(p.begin(), p.end(), [](double v) { return !std::isnan(v); }));
  if (method == "sidak") {
    for (double& value : p) value = value < 1.0 ? -std::expm1(count * std::log1p(-value)) : value;
    return p;
  }
  if (method != "tukey") return stats::p_adjust(p, stats::parse_p_adjustment(method));
  for (std::size_t i = 0; i < p.size(); ++i)
    p[i] = stats::studentized_range_upper(std::abs(pairs[i].t) * std::numbers::sqrt2, static_cast<double>(means),
                                          pairs[i].df);
  return p;
}

// Pairs within every combination of the factors of `by`, each a family of its own.
void add_pairs(const std::vector<MarginalRow>& means, const FittedMeans& fit, const ModelRequest& request,
               Document& document) {
  const auto by = static_cast<std::ptrdiff_t>(request.by.size());
  std::vector<Record> rows;
  for (auto begin = means.begin(); begin != means.end();) {
    const auto end = std::find_if(begin, means.end(), [&](const MarginalRow& row) {
      return !std::equal(row.levels.begin(), row.levels.begin() + by, begin->levels.begin());
    });
    std::vector<MarginalRow> family(begin, end);
    for (MarginalRow& row : family) row.levels.erase(row.levels.begin(), row.levels.begin() + by);
    const std::vector<MarginalRow> pairs = pairwise(family, fit, request.confidence);
    const std::vector<double> p = adjusted(pairs, family.size(), request.adjust);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      Record record;
      for (std::size_t k = 0; k < request.by.size(); ++k) record.emplace_back(request.by[k], begin->levels[k]);
      const Record rest = to_record(pairs[i], {"contrast"});
      record.insert(record.end(), rest.begin(), rest.end());
      record.emplace_back("p_adjusted", p[i]);
      record.emplace_back("adjust", request.adjust);
      rows.push_back(std::move(record));
    }
    begin = end;
  }
  if (!rows.empty()) document.parts.emplace_back("pairs", std::move(rows));
}

std::string coefficients_text(const Eigen::VectorXd& coefficients, const std::vector<std::string>& cells) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (const double value = coefficients[static_cast<Eigen::Index>(i)]; value != 0.0)
      parts.push_back(fmt::format("{} {}", format_double(value), cells[i]));
  return fmt::format("{}", fmt::join(parts, ", "));
}

// All contrasts that were asked for are one family. Tukey's p is about all pairs of means, so Sidak's takes its place.
void add_contrasts(const std::vector<MarginalRow>& means, const FittedMeans& fit, const ModelRequest& request,
                   Document& document) {
  std::vector<std::string> cells;
  for (const MarginalRow& row : means) cells.push_back(fmt::format("{}", fmt::join(row.levels, ":")));
  std::vector<MarginalRow> contrasts;
  std::vector<Record> rows;
  for (const std::string& text : request.contrasts) {
    const ContrastExpression expression = parse_contrast(text, cells);
    contrasts.push_back(combination(expression.name, means, expression.coefficients, fit, request.confidence));
    if (std::isnan(contrasts.back().estimate))
      throw analysis_error(
          fmt::format("contrast {} cannot be estimated: it rests on a combination of levels without "
                      "rows",
                      in_quotes(expression.name)));
    rows.push_back(to_record(contrasts.back(), {"contrast"}));
    rows.back().insert(rows.back().begin() + 1, {"coefficients", coefficients_text(expression.coefficients, cells)});
  }
  const std::string adjust = request.adjust == "tukey" ? "sidak" : request.adjust;
  const std::vector<double> p = adjusted(contrasts, means.size(), adjust);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].emplace_back("p_adjusted", p[i]);
    rows[i].emplace_back("adjust", adjust);
  }
  document.parts.emplace_back("contrasts", std::move(rows));
}

// Where the slope w0 + w1 m of one number differs from 0 at the confidence: (slope)^2 = t^2 variance is quadratic in
// the moderator m (Johnson & Neyman 1936; Bauer & Curran 2005, Multivariate Behav Res 40:373-400).
Record region(const MarginalRow& at_zero, const MarginalRow& at_one, const FittedMeans& fit, double confidence) {
  const auto kept = [&](const Eigen::VectorXd& weights) {
    Eigen::VectorXd out(static_cast<Eigen::Index>(fit.kept.size()));
    for (std::size_t k = 0; k < fit.kept.size(); ++k) out[static_cast<Eigen::Index>(k)] = weights[fit.kept[k]];
    return out;
  };
  const Eigen::VectorXd w0 = kept(at_zero.weights), w1 = kept(at_one.weights) - w0;
  const double b0 = at_zero.estimate, b1 = at_one.estimate - at_zero.estimate;
  const double t = std::isinf(at_zero.df) ? stats::normal_quantile((1.0 + confidence) / 2.0)
                                          : stats::student_t_quantile((1.0 + confidence) / 2.0, at_zero.df);
  const double a = b1 * b1 - t * t * w1.dot(fit.covariance * w1);
  const double b = 2.0 * (b0 * b1 - t * t * w0.dot(fit.covariance * w1));
  const double c = b0 * b0 - t * t * w0.dot(fit.covariance * w0);
  const double root = b * b - 4.0 * a * c;
  Record out{{"confidence", confidence}};
  if (root < 0.0) {
    out.emplace_back("differs", std::string(a > 0.0 ? "everywhere" : "nowhere"));
    return out;
  }
  // The stable form: no difference of nearly equal numbers.
  const double q = -0.5 * (b + std::copysign(std::sqrt(root), b));
  const double one = q / a, two = c / q;
  out.emplace_back("differs", std::string(a > 0.0 ? "outside" : "between"));
  out.emplace_back("moderator_low", std::min(one, two));
  out.emplace_back("moderator_high", std::max(one, two));
  return out;
}

void add_slopes(const Formula& formula, const Frame& frame, const FittedMeans& fit, const ModelRequest& request,
                Document& document) {
  std::map<std::string, double> at = fixed_numbers(request);
  std::vector<Record> rows;
  const auto add = [&](const std::map<std::string, double>& where, const std::string& label) {
    for (const MarginalRow& row :
         simple_slopes(formula, frame, fit, request.slopes, request.means, where, request.confidence)) {
      Record record{{"term", request.slopes}};
      if (!label.empty()) record.emplace_back("at", label);
      const Record rest = to_record(row, request.means);
      record.insert(record.end(), rest.begin(), rest.end());
      rows.push_back(std::move(record));
    }
  };
  if (request.moderator.empty()) {
    add(at, "");
    document.parts.emplace_back("slopes", std::move(rows));
    return;
  }
  const auto found = std::find_if(frame.variables.begin(), frame.variables.end(), [&](const FrameVariable& variable) {
    return variable.column == request.moderator && !variable.is_factor();
  });
  if (found == frame.variables.end())
    throw usage_error(fmt::format("--moderator {}: expected a number of the formula", in_quotes(request.moderator)));
  for (const double sds : {-1.0, 0.0, 1.0}) {
    at[request.moderator] = found->mean + sds * found->sd;
    add(at, fmt::format("{} = {}{}", request.moderator, format_double(at[request.moderator]),
                        sds == 0.0  ? " (mean)"
                        : sds < 0.0 ? " (mean - 1 SD)"
                                    : " (mean + 1 SD)"));
  }
  document.parts.emplace_back("slopes", std::move(rows));
  if (!request.means.empty()) return;
  at[request.moderator] = 0.0;
  const MarginalRow zero = simple_slopes(formula, frame, fit, request.slopes, {}, at, request.confidence).front();
  at[request.moderator] = 1.0;
  const MarginalRow one = simple_slopes(formula, frame, fit, request.slopes, {}, at, request.confidence).front();
  document.parts.emplace_back("region", std::vector<Record>{region(zero, one, fit, request.confidence)});
}

}  // namespace

void add_means(const Formula& formula, const Frame& frame, const FittedMeans& fit, const ModelRequest& request,
               Document& document) {
  if (!request.slopes.empty()) return add_slopes(formula, frame, fit, request, document);
  if (request.means.empty()) return;
  std::vector<std::string> factors = request.by;
  factors.insert(factors.end(), request.means.begin(), request.means.end());
  const std::vector<MarginalRow> means =
      marginal_means(formula, frame, fit, factors, fixed_numbers(request), request.confidence);
  std::vector<Record> rows;
  for (const MarginalRow& row : means) rows.push_back(to_record(row, factors));
  document.parts.emplace_back("means", std::move(rows));
  if (request.contrasts.empty())
    add_pairs(means, fit, request, document);
  else
    add_contrasts(means, fit, request, document);
}

}  // namespace attune::model
