#include "attune/stats/kappa.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/stats/proportion.hpp"
#include "record_fields.hpp"

namespace attune::stats {
namespace {

Eigen::MatrixXd weights_of(Eigen::Index k, KappaWeights weights) {
  Eigen::MatrixXd out = Eigen::MatrixXd::Identity(k, k);
  if (weights == KappaWeights::none || k == 1) return out;
  for (Eigen::Index i = 0; i < k; ++i)
    for (Eigen::Index j = 0; j < k; ++j) {
      const double apart = static_cast<double>(std::abs(i - j)) / static_cast<double>(k - 1);
      out(i, j) = 1.0 - (weights == KappaWeights::linear ? apart : apart * apart);
    }
  return out;
}

bool by_size(const std::string& a, const std::string& b) { return *parse_double(a) < *parse_double(b); }

std::string name_of(KappaWeights weights) {
  return weights == KappaWeights::linear ? "linear" : weights == KappaWeights::quadratic ? "quadratic" : "none";
}

}  // namespace

Kappa cohens_kappa(const Eigen::Ref<const Eigen::MatrixXd>& counts, KappaWeights weights, double confidence) {
  check_confidence(confidence);
  const double n = counts.sum();
  if (!(n > 0.0)) throw analysis_error("nobody has both ratings");
  const Eigen::MatrixXd p = counts / n, w = weights_of(counts.rows(), weights);
  const Eigen::VectorXd rows = p.rowwise().sum(), columns = p.colwise().sum();
  const Eigen::MatrixXd chance = rows * columns.transpose();
  Kappa out;
  out.n = std::llround(n);
  out.weights = weights;
  out.confidence = confidence;
  out.observed = w.cwiseProduct(p).sum();
  out.expected = w.cwiseProduct(chance).sum();
  const double room = 1.0 - out.expected;
  if (!(room > 1e-12))
    throw analysis_error("both raters gave everyone the same category; chance agrees as well and kappa has no value");
  out.value = (out.observed - out.expected) / room;
  // Mean weight of each category of one rater over the categories of the other.
  const Eigen::VectorXd of_rows = w * columns, of_columns = w.transpose() * rows;
  const Eigen::MatrixXd sums = of_rows.replicate(1, w.cols()) + of_columns.transpose().replicate(w.rows(), 1);
  const double centre = out.observed * out.expected - 2.0 * out.expected + out.observed;
  const double spread =
      (p.array() * (w.array() * room - sums.array() * (1.0 - out.observed)).square()).sum() - centre * centre;
  const double spread_null = (chance.array() * (w - sums).array().square()).sum() - out.expected * out.expected;
  out.se = std::sqrt(std::max(0.0, spread) / n) / (room * room);
  out.se_null = std::sqrt(std::max(0.0, spread_null) / n) / room;
  out.z = out.value / out.se_null;
  out.p = normal_two_sided(out.z);
  const double half = normal_quantile(0.5 * (1.0 + confidence)) * out.se;
  out.interval = {out.value - half, std::min(1.0, out.value + half)};
  constexpr std::int64_t kFew = 50;
  if (out.n < kFew)
    out.warnings.push_back(fmt::format(
        "kappa of {} people: below {} its interval is too narrow (in simulations at 30 it covered 89 instead of 95 %)",
        out.n, kFew));
  return out;
}

bool are_numbers(const std::vector<std::string>& categories) {
  return std::all_of(categories.begin(), categories.end(), [](const std::string& c) { return parse_double(c); });
}

RatedCategories take_categories(const Table& table, const std::string& first, const std::string& second,
                                const std::vector<std::string>& order) {
  const std::vector<std::string> a = table.text(first), b = table.text(second);
  const std::vector<std::string> reasons =
      table.has("excluded") ? table.text("excluded") : std::vector<std::string>(table.rows(), "n/a");
  RatedCategories out;
  std::vector<std::size_t> used;
  std::set<std::string> seen;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (reasons[row] != "n/a") {
      out.exclusions.add("excluded: " + reasons[row]);
    } else if (a[row] == "n/a" || b[row] == "n/a") {
      out.exclusions.add((a[row] == "n/a" ? first : second) + " missing");
    } else {
      used.push_back(row);
      seen.insert({a[row], b[row]});
    }
  }
  out.categories = order.empty() ? std::vector<std::string>(seen.begin(), seen.end()) : order;
  if (order.empty() && are_numbers(out.categories)) std::sort(out.categories.begin(), out.categories.end(), by_size);
  const auto place = [&](std::size_t row, const std::string& column, const std::string& cell) {
    const auto at = std::find(out.categories.begin(), out.categories.end(), cell);
    if (at == out.categories.end())
      table.throw_at(row, column,
                     fmt::format("{} is not in --order{}", in_quotes(cell), suggestion(cell, out.categories)));
    return at - out.categories.begin();
  };
  const auto k = static_cast<Eigen::Index>(out.categories.size());
  out.counts = Eigen::MatrixXd::Zero(k, k);
  for (const std::size_t row : used) ++out.counts(place(row, first, a[row]), place(row, second, b[row]));
  return out;
}

Record to_record(const Kappa& c) {
  return {{"n", c.n},
          {"categories", c.categories},
          {"weights", name_of(c.weights)},
          {"observed", c.observed},
          {"expected", c.expected},
          {"kappa", c.value},
          {"se", c.se},
          {"ci_low", c.interval.low},
          {"ci_high", c.interval.high},
          {"se_null", c.se_null},
          {"z", c.z},
          {"p", c.p},
          {"confidence", c.confidence}};
}

std::vector<ColumnMeaning> kappa_meanings() {
  std::vector<ColumnMeaning> out{{"n", "people with both ratings", ""},
                                 {"categories", "in their order", ""},
                                 {"weights", "none, linear or quadratic", ""},
                                 {"observed", "share of agreement, weighted", ""},
                                 {"expected", "share that chance would give", ""},
                                 {"kappa", "Cohen's kappa, weighted", ""},
                                 {"se", "its standard error (Fleiss, Cohen and Everitt)", ""},
                                 {"ci_low", "lower end of its interval", ""},
                                 {"ci_high", "upper end of its interval, at most 1", ""},
                                 {"se_null", "standard error where the raters are independent", ""},
                                 {"z", "kappa / se_null", ""},
                                 {"p", "its two-sided p", ""},
                                 {"confidence", "of the interval", ""}};
  append(out, exclusion_meanings("rows"));
  return out;
}

}  // namespace attune::stats
