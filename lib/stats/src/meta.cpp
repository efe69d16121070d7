#include "attune/stats/meta.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "attune/stats/f_distribution.hpp"
#include "meta_fit.hpp"

namespace attune::stats {
namespace {

struct Prepared {
  MetaDesign design;
  Eigen::VectorXd means;           // of the design's columns before they were centred; 0 for the intercept
  std::vector<std::size_t> order;  // row of the design -> study
};

// Studies sorted by all they are described with, so that their order cannot change a bit.
std::vector<std::size_t> sorted_order(const Studies& studies) {
  std::vector<std::size_t> order(studies.effects.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) { return std::tuple(studies.effects[i], studies.variances[i]); };
    if (key(a) != key(b)) return key(a) < key(b);
    for (const Moderator& moderator : studies.moderators)
      for (const auto& column : moderator.columns)
        if (column[a] != column[b]) return column[a] < column[b];
    return false;
  });
  return order;
}

void check_rank(const MetaDesign& design, const Eigen::VectorXd& means, const std::vector<std::string>& terms) {
  constexpr double kConstant = 1e-12;  // of the mean: rounding of the centring
  Eigen::MatrixXd scaled = design.columns;
  for (Eigen::Index c = 1; c < scaled.cols(); ++c) {
    const double norm = scaled.col(c).norm();
    if (norm <= kConstant * std::abs(means[c]) * std::sqrt(static_cast<double>(scaled.rows())))
      throw analysis_error(fmt::format("moderator {} is {} in all {} studies; a moderator has to vary",
                                       terms[static_cast<std::size_t>(c)], means[c], scaled.rows()));
    scaled.col(c) /= norm;
  }
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(scaled);
  qr.setThreshold(1e-10);
  if (qr.rank() < scaled.cols())
    throw analysis_error(fmt::format("the moderators determine one another (rank {} of {} coefficients); leave one out",
                                     qr.rank(), scaled.cols()));
}

std::vector<std::string> terms_of(const Studies& studies) {
  std::vector<std::string> out{"intercept"};
  for (const Moderator& moderator : studies.moderators)
    out.insert(out.end(), moderator.terms.begin(), moderator.terms.end());
  return out;
}

Prepared prepare(const Studies& studies) {
  const std::vector<std::string> terms = terms_of(studies);
  const std::size_t k = studies.effects.size();
  if (k == 0) throw analysis_error("there are no studies");
  if (k == 1)
    throw analysis_error(
        "there is one study: heterogeneity, the variance between studies and a summary of several effects are not "
        "defined; at least 2 are needed");
  if (k <= terms.size())
    throw analysis_error(
        fmt::format("there are {} studies for {} coefficients: residual heterogeneity is not defined; at least {} are "
                    "needed",
                    k, terms.size(), terms.size() + 1));
  Prepared out;
  out.order = sorted_order(studies);
  const auto rows = static_cast<Eigen::Index>(k);
  out.design.effects.resize(rows);
  out.design.variances.resize(rows);
  out.design.columns = Eigen::MatrixXd::Ones(rows, static_cast<Eigen::Index>(terms.size()));
  for (std::size_t i = 0; i < k; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    out.design.effects[row] = studies.effects[out.order[i]];
    out.design.variances[row] = studies.variances[out.order[i]];
    Eigen::Index c = 1;
    for (const Moderator& moderator : studies.moderators)
      for (const auto& column : moderator.columns) out.design.columns(row, c++) = column[out.order[i]];
  }
  out.means = out.design.columns.colwise().mean().transpose();
  out.means[0] = 0.0;
  out.design.columns.rowwise() -= out.means.transpose();
  check_rank(out.design, out.means, terms);
  return out;
}

double tau2_of(const MetaDesign& design, const MetaOptions& options) {
  if (options.method == MetaMethod::fixed) return 0.0;
  if (options.method == MetaMethod::dersimonian_laird) return tau2_of_moments(design);
  return options.scoring_stop ? tau2_of_scoring(design, *options.scoring_stop) : tau2_of_reml(design);
}

void check_options(const MetaOptions& options) {
  if (options.method == MetaMethod::fixed && options.test == MetaTest::knapp_hartung)
    throw usage_error("Knapp-Hartung is for random effects; use --test z with --method fixed");
  if (!(options.confidence > 0.5 && options.confidence < 1.0))
    throw usage_error(fmt::format("confidence is {}; expected above 0.5 and below 1", options.confidence));
  if (options.scoring_stop && !(*options.scoring_stop > 0.0 && options.method == MetaMethod::reml))
    throw usage_error("--scoring-stop is a number above 0 and goes with --method reml");
}

double critical(const std::optional<double>& df, double confidence) {
  const double tail = 0.5 * (1.0 - confidence);
  return df ? -student_t_quantile(tail, *df) : -normal_quantile(tail);
}

MetaEstimate estimate_of(double value, double variance, const MetaAnalysis& m) {
  MetaEstimate out;
  out.estimate = value;
  out.se = std::sqrt(variance);
  out.statistic = value / out.se;
  out.p = m.df ? student_t_two_sided(out.statistic, *m.df) : normal_two_sided(out.statistic);
  const double reach = critical(m.df, m.confidence) * out.se;
  out.interval = {value - reach, value + reach};
  return out;
}

ModeratorTest wald_test(const std::string& name, const Eigen::VectorXd& coefficients, const Eigen::MatrixXd& covariance,
                        const std::optional<double>& df) {
  ModeratorTest out;
  out.moderator = name;
  out.num_df = static_cast<double>(coefficients.size());
  out.den_df = df;
  const double chi_squared = coefficients.dot(covariance.ldlt().solve(coefficients));
  out.statistic = df ? chi_squared / out.num_df : chi_squared;
  out.p = df ? f_upper(out.statistic, out.num_df, *df) : chi_squared_upper(chi_squared, out.num_df);
  return out;
}

void add_moderators(MetaAnalysis& out, const Studies& studies, const Eigen::VectorXd& b, const Eigen::MatrixXd& c) {
  Eigen::Index first = 1;
  for (const Moderator& moderator : studies.moderators) {
    const auto count = static_cast<Eigen::Index>(moderator.terms.size());
    out.moderator_tests.push_back(
        wald_test(moderator.name, b.segment(first, count), c.block(first, first, count, count), out.df));
    first += count;
  }
  if (first > 1)
    out.all_moderators = wald_test("all", b.tail(first - 1), c.bottomRightCorner(first - 1, first - 1), out.df);
}

// The factor of Knapp & Hartung on the covariance: the weighted residual variance.
double scale_of(const MetaFit& fit, const MetaDesign& design, const MetaOptions& options) {
  if (options.test == MetaTest::z) return 1.0;
  constexpr double kRounding = 1e-14;
  if (fit.residuals.norm() <= kRounding * design.effects.norm())
    throw analysis_error(
        "the effects leave no residual: the standard error of Knapp and Hartung is 0 and its test is not defined; use "
        "--test z");
  return fit.q / design.residual_df();
}

void warn_if_narrower(MetaAnalysis& out, double scale) {
  if (!out.df || std::sqrt(scale) * critical(out.df, out.confidence) >= critical({}, out.confidence)) return;
  out.warnings.push_back(
      fmt::format("the effects vary less than their variances say (Knapp-Hartung factor {:.3g}): its interval is "
                  "narrower than that "
                  "of --test z; report both",
                  scale));
}

void add_heterogeneity(MetaAnalysis& out, const MetaDesign& design) {
  const MetaFit fixed = fit_at(design, 0.0);
  out.q = fixed.q;
  out.q_df = design.residual_df();
  out.q_p = chi_squared_upper(out.q, out.q_df);
  const double typical = out.q_df / fixed.trace;
  const double share = out.method == MetaMethod::fixed ? (out.q > 0.0 ? (out.q - out.q_df) / out.q : 0.0)
                                                       : out.tau2 / (out.tau2 + typical);
  out.i2 = 100.0 * std::max(0.0, share);
}

void add_prediction(MetaAnalysis& out, const MetaOptions& options) {
  if (out.method == MetaMethod::fixed) return;
  out.prediction_df = options.prediction == PredictionDf::test ? out.df : std::optional(out.q_df - 1.0);
  if (out.prediction_df && *out.prediction_df <= 0.0) {
    out.prediction_df.reset();
    return;
  }
  const double reach = critical(out.prediction_df, out.confidence) * std::hypot(out.overall.se, std::sqrt(out.tau2));
  out.prediction = Interval{out.overall.estimate - reach, out.overall.estimate + reach};
}

void add_r2(MetaAnalysis& out, const MetaDesign& design, const MetaOptions& options) {
  if (!out.all_moderators || out.method == MetaMethod::fixed) return;
  MetaDesign plain = design;
  plain.columns = design.columns.leftCols(1);
  const double without = tau2_of(plain, options);
  if (without > 0.0) out.r2 = 100.0 * std::max(0.0, 1.0 - out.tau2 / without);
}

void add_studies(MetaAnalysis& out, const Prepared& prepared, const MetaFit& fit) {
  out.weights.resize(out.k);
  out.fitted.resize(out.k);
  const double total = fit.weights.sum();
  const Eigen::VectorXd fitted = prepared.design.columns * fit.coefficients;
  for (std::size_t i = 0; i < out.k; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    out.weights[prepared.order[i]] = 100.0 * fit.weights[row] / total;
    out.fitted[prepared.order[i]] = fitted[row];
  }
}

Studies without(const Studies& studies, std::size_t left_out) {
  const auto at = static_cast<std::ptrdiff_t>(left_out);
  Studies out = studies;
  out.names.erase(out.names.begin() + at);
  out.effects.erase(out.effects.begin() + at);
  out.variances.erase(out.variances.begin() + at);
  for (Moderator& moderator : out.moderators)
    for (auto& column : moderator.columns) column.erase(column.begin() + at);
  return out;
}

}  // namespace

std::string name_of(MetaMethod method) {
  if (method == MetaMethod::fixed) return "fixed";
  return method == MetaMethod::reml ? "reml" : "dl";
}

MetaMethod parse_meta_method(std::string_view text) {
  for (const MetaMethod method : {MetaMethod::fixed, MetaMethod::dersimonian_laird, MetaMethod::reml})
    if (text == name_of(method)) return method;
  throw usage_error(fmt::format("{} is no method; expected reml, dl or fixed", in_quotes(text)));
}

std::string name_of(MetaTest test) { return test == MetaTest::z ? "z" : "knapp-hartung"; }

MetaAnalysis analyse_studies(const Studies& studies, const MetaOptions& options) {
  check_options(options);
  const Prepared prepared = prepare(studies);
  const MetaDesign& design = prepared.design;
  MetaAnalysis out;
  out.method = options.method;
  out.test = options.test;
  out.confidence = options.confidence;
  out.k = studies.effects.size();
  if (options.test == MetaTest::knapp_hartung) out.df = design.residual_df();
  out.tau2 = tau2_of(design, options);
  const MetaFit fit = fit_at(design, out.tau2);
  const double scale = scale_of(fit, design, options);
  const Eigen::MatrixXd covariance = scale * fit.covariance;
  out.overall = estimate_of(fit.coefficients[0], covariance(0, 0), out);
  // Back from the centred columns: only the intercept changes.
  Eigen::MatrixXd back = Eigen::MatrixXd::Identity(covariance.rows(), covariance.cols());
  back.row(0) -= prepared.means.transpose();
  const Eigen::VectorXd b = back * fit.coefficients;
  const Eigen::MatrixXd c = back * covariance * back.transpose();
  const std::vector<std::string> terms = terms_of(studies);
  for (Eigen::Index i = 0; i < b.size(); ++i)
    out.coefficients.push_back({terms[static_cast<std::size_t>(i)], estimate_of(b[i], c(i, i), out)});
  add_moderators(out, studies, b, c);
  add_heterogeneity(out, design);
  add_prediction(out, options);
  add_r2(out, design, options);
  add_studies(out, prepared, fit);
  warn_if_narrower(out, scale);
  return out;
}

std::vector<LeftOut> leave_one_out(const Studies& studies, const MetaOptions& options) {
  std::vector<LeftOut> out;
  for (std::size_t i = 0; i < studies.effects.size(); ++i) {
    LeftOut& one = out.emplace_back();
    one.study = studies.names[i];
    try {
      one.analysis = analyse_studies(without(studies, i), options);
    } catch (const Error& error) {
      if (error.fault() != Fault::analysis) throw;
      one.problem = error.what();
    }
  }
  return out;
}

}  // namespace attune::stats
