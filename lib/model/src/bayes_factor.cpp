#include "attune/model/bayes_factor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>

#include "attune/base/error.hpp"
#include "jzs_columns.hpp"
#include "log_integral.hpp"

namespace attune::model {
namespace {

constexpr std::size_t kMostModels = 512;
constexpr Eigen::Index kFew = 3;  // sizes of effects that are integrated to the last digits
constexpr double kLooser = 100.0;

/// A bit per term of the formula.
using Mask = std::uint64_t;

constexpr Mask bit(std::size_t term) { return Mask{1} << term; }

bool contains(const Term& outer, const Term& inner) {
  return outer.size() > inner.size() && std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

// Terms of the formula that a term needs, and those that need it.
struct Margins {
  std::vector<Mask> below, above;
  explicit Margins(const std::vector<Term>& terms) : below(terms.size(), 0), above(terms.size(), 0) {
    for (std::size_t i = 0; i < terms.size(); ++i)
      for (std::size_t j = 0; j < terms.size(); ++j)
        if (contains(terms[i], terms[j])) {
          below[i] |= bit(j);
          above[j] |= bit(i);
        }
  }
};

// Terms are sorted by degree: the margins of a term come before it.
std::vector<Mask> models_of(const Margins& margins) {
  std::vector<Mask> out{0};
  for (std::size_t term = 0; term < margins.below.size(); ++term) {
    const std::size_t before = out.size();
    for (std::size_t i = 0; i < before; ++i)
      if ((out[i] & margins.below[term]) == margins.below[term]) out.push_back(out[i] | bit(term));
    if (out.size() > kMostModels)
      throw usage_error(fmt::format("the terms make more than {} models to compare; leave terms out", kMostModels));
  }
  std::sort(out.begin(), out.end());
  return out;
}

double log_sum(const std::vector<double>& logs) {
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0.0;
  for (const double value : logs) sum += std::exp(value - most);
  return most + std::log(sum);
}

void check(const Formula& formula, const BayesOptions& options) {
  if (!formula.intercept) throw usage_error("Bayes factors need a model with an intercept");
  if (formula.terms.empty()) throw usage_error("a Bayes factor needs a term beside the intercept");
  for (const double r : {options.fixed, options.random, options.slope})
    if (!(r >= 1e-3 && r <= 1e3)) throw usage_error(fmt::format("prior width {} is not between 0.001 and 1000", r));
}

struct Evidence {
  double log_bf = 0.0, error = 0.0;
};

std::map<Mask, Evidence> evidence_of(const JzsColumns& columns, std::vector<Mask> masks, const BayesOptions& options) {
  std::vector<Evidence> found(masks.size());
  parallel::for_each(masks.size(), options.threads, [&](std::size_t i) {
    std::vector<bool> in(columns.terms());
    for (std::size_t term = 0; term < in.size(); ++term) in[term] = (masks[i] & bit(term)) != 0;
    JzsLikelihood likelihood = columns.likelihood(in);
    const double tolerance = likelihood.coordinates() > kFew ? kLooser * options.tolerance : options.tolerance;
    const LogIntegral integral =
        log_integral([&](const Eigen::VectorXd& log_g) { return likelihood(log_g); }, likelihood.coordinates(),
                     {.tolerance = tolerance, .most_evaluations = options.most_evaluations});
    found[i] = {integral.log_value, integral.error};
  });
  std::map<Mask, Evidence> out;
  const Evidence none = found[0];  // masks begin with 0
  for (std::size_t i = 0; i < masks.size(); ++i)
    out[masks[i]] = {found[i].log_bf - none.log_bf, i == 0 ? 0.0 : found[i].error + none.error};
  return out;
}

BayesTerm term_of(std::size_t term, const Margins& margins, const std::vector<Mask>& models,
                  const std::map<Mask, Evidence>& evidence) {
  BayesTerm out;
  std::vector<double> with, without;
  for (const Mask model : models) {
    if ((model & bit(term)) == 0 || (model & margins.above[term]) != 0) continue;
    const Evidence &one = evidence.at(model), &other = evidence.at(model & ~bit(term));
    with.push_back(one.log_bf);
    without.push_back(other.log_bf);
    out.error = std::max({out.error, one.error, other.error});
  }
  const Mask full = models.back();
  const Evidence &one = evidence.at(full), &other = evidence.at(full & ~bit(term));
  out.log_bf_inclusion = log_sum(with) - log_sum(without);
  out.log_bf_top = one.log_bf - other.log_bf;
  out.error = std::max({out.error, one.error, other.error});
  return out;
}

}  // namespace

BayesResult bayes_factors(const Formula& formula, const Frame& frame, const BayesOptions& options) {
  check(formula, options);
  const Margins margins(formula.terms);
  const std::vector<Mask> models = models_of(margins);
  const JzsColumns columns(formula, frame, options);
  std::vector<Mask> all = models;
  for (std::size_t term = 0; term < formula.terms.size(); ++term) {
    const Mask top = models.back() & ~bit(term);
    if (std::find(all.begin(), all.end(), top) == all.end()) all.push_back(top);
  }
  const std::map<Mask, Evidence> evidence = evidence_of(columns, all, options);
  BayesResult out;
  for (std::size_t term = 0; term < formula.terms.size(); ++term) {
    BayesTerm entry = term_of(term, margins, models, evidence);
    entry.term = name_of(formula, formula.terms[term]);
    entry.r = columns.has_number(term) ? options.slope : options.fixed;
    out.terms.push_back(std::move(entry));
  }
  for (const Mask model : models) {
    std::vector<std::string> names;
    for (std::size_t term = 0; term < formula.terms.size(); ++term)
      if ((model & bit(term)) != 0) names.push_back(name_of(formula, formula.terms[term]));
    const Evidence& found = evidence.at(model);
    out.models.push_back(
        {names.empty() ? "(none)" : fmt::format("{}", fmt::join(names, " + ")), found.log_bf, found.error});
  }
  return out;
}

}  // namespace attune::model
