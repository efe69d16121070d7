#include "attune/model/analysis.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/model/comparison.hpp"
#include "attune/model/robust.hpp"
#include "attune/model/welch_anova.hpp"
#include "bayes_parts.hpp"
#include "means_parts.hpp"
#include "model_record.hpp"

namespace attune::model {
namespace {

FrameOptions frame_options(const ModelRequest& request) {
  FrameOptions out;
  out.factors = request.factors;
  out.coding = parse_coding(request.coding);
  out.sidecar = request.sidecar_levels;
  for (const std::string& text : request.levels) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      throw usage_error(fmt::format("--levels {}: expected column=level,level,...", in_quotes(text)));
    std::vector<std::string>& levels = out.levels[text.substr(0, equals)];
    for (std::size_t begin = equals + 1; begin <= text.size();) {
      const std::size_t end = std::min(text.find(',', begin), text.size());
      levels.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    if (levels.size() < 2) throw usage_error(fmt::format("--levels {}: expected at least two levels", in_quotes(text)));
  }
  return out;
}

Formula whole_formula(const ModelRequest& request) {
  std::string text = request.formula;
  for (const std::string& covariate : request.covariates) text += fmt::format(" + `{}`", covariate);
  return parse_formula(text);
}

void check_welch(const ModelRequest& request, const Formula& formula) {
  if (formula.terms.size() != 1 || formula.terms[0].size() != 1 || !formula.intercept)
    throw usage_error("--errors welch is for one factor alone, as in y ~ group; with more terms take --errors hc3");
  if (!request.means.empty() || !request.slopes.empty() || request.bayes || !request.against.empty())
    throw usage_error("--errors welch gives its F test only; for means and comparisons take --errors hc3");
}

void check_options(const ModelRequest& request, const Formula& formula) {
  if (!(request.confidence > 0.5 && request.confidence < 1.0))
    throw usage_error(fmt::format("confidence is {}; expected above 0.5 and below 1", request.confidence));
  const bool mixed = !formula.random.empty();
  if (mixed && !request.within.empty())
    throw usage_error("--within is the classical analysis; leave it out, or the terms with a bar");
  if (request.errors != "classical" && (mixed || !request.within.empty()))
    throw usage_error(
        fmt::format("--errors {} is for linear models without --within and without a bar", request.errors));
  if ((request.errors == "cr2") != !request.cluster.empty())
    throw usage_error("--errors cr2 and --cluster COLUMN go together");
  if (!request.within.empty() && (!request.means.empty() || !request.slopes.empty()))
    throw usage_error("--means and --slopes need a linear or a mixed model; for repeated measures use (1 | id)");
  if (request.compat != "none" && request.within.empty())
    throw usage_error("--compat r is for Mauchly's test: give --within, or leave it out");
  if (!request.moderator.empty() && request.slopes.empty())
    throw usage_error("--moderator needs --slopes: the number whose slope it changes");
  if (request.means.empty() && (!request.by.empty() || !request.contrasts.empty()))
    throw usage_error("--by and --contrasts need --means: the factors whose means are compared");
  if (!request.within.empty() && (request.bayes || !request.against.empty()))
    throw usage_error("--bayes and --against need a formula with (1 | id) in place of --within");
  if (request.errors == "welch") check_welch(request, formula);
}

std::vector<Eigen::Index> clusters(const Table& table, const Frame& frame, const std::string& column) {
  const std::vector<std::string> cells = table.text(column);
  std::map<std::string, Eigen::Index> known;
  std::vector<Eigen::Index> out;
  for (const std::size_t row : frame.rows) {
    if (is_missing(cells[row])) table.throw_at(row, column, "is missing; every row needs its cluster");
    out.push_back(known.emplace(cells[row], static_cast<Eigen::Index>(known.size())).first->second);
  }
  return out;
}

RobustCovariance covariance_of(const Table& table, const Frame& frame, const Design& design, const LinearFit& fit,
                               const ModelRequest& request) {
  if (request.errors == "hc3") return hc3(fit, design.x);
  if (request.errors == "cr2") return cr2(fit, design.x, clusters(table, frame, request.cluster));
  return {fit.covariance(), Eigen::VectorXd::Constant(static_cast<Eigen::Index>(fit.kept.size()), fit.df)};
}

// Rows of one person are not independent: the errors of a plain linear model would be too small.
void check_people(const Table& table, const Frame& frame, const ModelRequest& request) {
  if (request.errors == "cr2") return;
  for (const std::string& column : request.identifiers) {
    if (!table.has(column)) continue;
    const std::vector<std::string> cells = table.text(column);
    std::map<std::string, std::size_t> seen;
    for (const std::size_t row : frame.rows) {
      if (is_missing(cells[row])) continue;
      const auto [first, is_new] = seen.emplace(cells[row], row);
      if (!is_new)
        table.throw_at(row, column,
                       fmt::format("{} is there already ({}); rows of one person are not independent: choose rows with "
                                   "--where, or use (1 | {}), --within or --errors cr2 --cluster {}",
                                   in_quotes(cells[row]), table.where(first->second), column, column));
    }
  }
}

void say_aliased(const Design& design, const LinearFit& fit, Warnings& warnings) {
  std::vector<std::string> names;
  for (std::size_t j = 0; j < design.names.size(); ++j)
    if (std::isnan(fit.coefficients[static_cast<Eigen::Index>(j)])) names.push_back(design.names[j]);
  if (!names.empty())
    warnings.push_back(fmt::format("{} cannot be told from the terms before and {} not estimated",
                                   fmt::join(names, ", "), names.size() == 1 ? "is" : "are"));
}

// Under other codings a partial sum of squares asks about one level, not about the factor.
void check_coding(const Frame& frame, const Design& design, const ModelRequest& request, Warnings& warnings) {
  const bool crossed =
      std::any_of(design.terms.begin(), design.terms.end(), [](const Term& term) { return term.size() > 1; });
  const bool reference = std::any_of(frame.variables.begin(), frame.variables.end(), [](const FrameVariable& variable) {
    return variable.is_factor() && variable.coding == Coding::treatment;
  });
  if (request.type == "3" && crossed && reference)
    warnings.push_back(
        "squares of type 3 beside an interaction ask about the reference level under treatment coding; "
        "take --coding sum, or --type 2");
}

std::vector<Record> coefficient_records(const Design& design, const LinearFit& fit, const RobustCovariance& robust,
                                        double confidence) {
  std::vector<Record> out(design.names.size());
  for (std::size_t j = 0; j < out.size(); ++j)
    out[j] = to_record(coefficient_row(design.names[j], std::nan(""), std::nan(""), std::nan(""), confidence));
  for (std::size_t k = 0; k < fit.kept.size(); ++k) {
    const auto at = static_cast<Eigen::Index>(k);
    const auto column = static_cast<std::size_t>(fit.kept[k]);
    out[column] = to_record(coefficient_row(design.names[column], fit.coefficients[fit.kept[k]],
                                            robust.covariance(at, at), robust.df[at], confidence));
  }
  return out;
}

// Both fits need the frame of their own formula.
void add_comparison(const Table& table, const Formula& formula, const Frame& frame, const ModelRequest& request,
                    ModelResult& out) {
  if (request.against.empty()) return;
  const Formula reduced = parse_formula(request.against);
  const ModelComparison found =
      compare_models(formula, frame, reduced, model_frame(table, reduced, frame_options(request)), request.ml);
  out.document.parts.emplace_back("comparison", to_records(found));
  if (std::isnan(found.p_mixture) && found.variances > 0)
    out.warnings.push_back(
        "the models differ by random variances, which cannot be below 0: p of the comparison is too large");
}

ModelResult run_welch(const Table& table, const Formula& formula, const ModelRequest& request) {
  const Frame frame = model_frame(table, formula, frame_options(request));
  check_people(table, frame, request);
  const FrameVariable& factor = frame.variables[formula.terms[0][0]];
  if (!factor.is_factor())
    throw usage_error(
        fmt::format("--errors welch is for one factor; {} has numbers (name it in --factors if they are "
                    "categories)",
                    in_quotes(factor.column)));
  ModelResult out;
  out.warnings = frame.warnings;
  out.document.parts.emplace_back("anova", std::vector<Record>{to_record(welch_anova(frame.response, factor))});
  out.document.fields = {{"model", std::string("linear")}, {"formula", formula.text}, {"errors", request.errors}};
  add_level_orders(out.document.fields, formula, frame);
  add_rows(out.document.fields, frame.rows.size(), frame.left_out);
  return out;
}

ModelResult run_linear(const Table& table, const Formula& formula, const ModelRequest& request) {
  const Frame frame = model_frame(table, formula, frame_options(request));
  check_people(table, frame, request);
  const Design design = design_matrix(formula, frame);
  const LinearFit fit = fit_linear(design.x, frame.response, formula.intercept);
  if (!(fit.df > 0.0))
    throw analysis_error(
        fmt::format("{} rows for {} coefficients leave nothing for the error", frame.rows.size(), fit.kept.size()));
  const RobustCovariance robust = covariance_of(table, frame, design, fit, request);
  ModelResult out;
  out.warnings = frame.warnings;
  say_aliased(design, fit, out.warnings);
  check_coding(frame, design, request, out.warnings);
  out.document.parts.emplace_back("coefficients", coefficient_records(design, fit, robust, request.confidence));
  std::vector<Record> rows;
  for (const AnovaRow& row : anova(design, fit, frame.response, parse_squares_type(request.type)))
    rows.push_back(to_record(row));
  Record residuals{{"term", std::string("Residuals")}, {"num_df", fit.df}, {"ss", fit.rss}};
  rows.push_back(std::move(residuals));
  out.document.parts.emplace_back("anova", std::move(rows));
  const FittedMeans fitted{fit.coefficients, robust.covariance, fit.kept,
                           [df = fit.df](const Eigen::VectorXd&) { return df; }, aliased_columns(design.x, fit.kept)};
  add_means(formula, frame, fitted, request, out.document);
  add_comparison(table, formula, frame, request, out);
  add_bayes(formula, frame, request, out.document);
  Record& whole = out.document.fields;
  whole = {{"model", std::string("linear")}, {"formula", formula.text},
           {"errors", request.errors},       {"sigma", fit.sigma()},
           {"residual_df", fit.df},          {"rss", fit.rss},
           {"r_squared", fit.r_squared()},   {"adjusted_r_squared", fit.adjusted_r_squared()}};
  add_level_orders(whole, formula, frame);
  add_rows(whole, frame.rows.size(), frame.left_out);
  return out;
}

ModelResult run_within(const Table& table, const Formula& formula, const ModelRequest& request) {
  const WithinAnova result = within_anova(table, formula,
                                          {.within = request.within,
                                           .id = request.id,
                                           .type = parse_squares_type(request.type),
                                           .observed = request.observed,
                                           .frame = frame_options(request),
                                           .compat = stats::parse_compat(request.compat)});
  ModelResult out;
  out.warnings = result.warnings;
  std::vector<Record> rows;
  for (const WithinRow& row : result.rows) rows.push_back(to_record(row, request.sphericity));
  out.document.parts.emplace_back("anova", std::move(rows));
  if (result.averaged_cells > 0)
    out.warnings.push_back(
        fmt::format("{} cells of a participant and a condition have more than one row; their mean "
                    "was taken",
                    result.averaged_cells));
  Record& whole = out.document.fields;
  whole = {{"model", std::string("within")},
           {"formula", formula.text},
           {"participants", static_cast<std::int64_t>(result.participants)},
           {"averaged_cells", static_cast<std::int64_t>(result.averaged_cells)}};
  stats::add_compat(whole, stats::parse_compat(request.compat));
  add_rows(whole, result.rows_used, result.left_out);
  return out;
}

ModelResult run_mixed(const Table& table, const Formula& formula, const ModelRequest& request) {
  const Frame frame = model_frame(table, formula, frame_options(request));
  MixedOptions options;
  options.reml = !request.ml;
  options.df = parse_df_method(request.df);
  options.confidence = request.confidence;
  const MixedFit fit = fit_mixed(formula, frame, options);
  ModelResult out;
  out.warnings = frame.warnings;
  out.warnings.insert(out.warnings.end(), fit.warnings.begin(), fit.warnings.end());
  std::vector<Record> coefficients, tests, random;
  for (const Coefficient& row : fit.coefficients) coefficients.push_back(to_record(row));
  for (const AnovaRow& row : fit.tests) tests.push_back(to_record(row));
  for (const RandomComponent& row : fit.random) random.push_back(to_record(row));
  out.document.parts = {
      {"coefficients", std::move(coefficients)}, {"anova", std::move(tests)}, {"random", std::move(random)}};
  Eigen::VectorXd estimates(static_cast<Eigen::Index>(fit.coefficients.size()));
  for (std::size_t j = 0; j < fit.coefficients.size(); ++j)
    estimates[static_cast<Eigen::Index>(j)] = fit.coefficients[j].estimate;
  add_means(formula, frame,
            {estimates, fit.covariance, fit.kept, fit.df, aliased_columns(design_matrix(formula, frame).x, fit.kept)},
            request, out.document);
  add_comparison(table, formula, frame, request, out);
  add_bayes(formula, frame, request, out.document);
  Record& whole = out.document.fields;
  whole = {{"model", std::string("mixed")},
           {"formula", formula.text},
           {"reml", fit.reml},
           {"criterion", fit.criterion},
           {"loglik", fit.loglik},
           {"aic", fit.aic},
           {"bic", fit.bic},
           {"sigma", fit.sigma},
           {"parameters", static_cast<std::int64_t>(fit.parameters)},
           {"singular", fit.singular}};
  std::vector<std::string> groups;
  for (const RandomGroup& group : fit.groups) groups.push_back(fmt::format("{}: {}", group.name, group.groups));
  whole.emplace_back("groups", groups);
  add_level_orders(whole, formula, frame);
  add_rows(whole, frame.rows.size(), frame.left_out);
  return out;
}

}  // namespace

ModelResult run_model(const Table& table, const ModelRequest& request) {
  const Formula formula = whole_formula(request);
  check_options(request, formula);
  if (!formula.random.empty()) return run_mixed(table, formula, request);
  if (!request.within.empty()) return run_within(table, formula, request);
  if (request.errors == "welch") return run_welch(table, formula, request);
  return run_linear(table, formula, request);
}

}  // namespace attune::model
