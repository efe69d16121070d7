#include "log_integral.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "attune/base/error.hpp"
#include "nested_trapezoid.hpp"

namespace attune::model {
namespace {

constexpr Eigen::Index kMostPoints = 24;  // of one line's rule
constexpr Eigen::Index kFew = 3;          // coordinates of nested sums
constexpr double kBeyond = 5.0;           // what lies beyond the last refinements, in terms of them, at most as seen
constexpr double kRounding = 1e-12;       // what sums of a few hundred terms lose

// Points of the rule of every line, from 1, as characters: short texts are compared and copied fast.
using Level = std::string;

// f over the product of its densities along lines through the centre.
class Product {
 public:
  Product(const LogDensity& f, Eigen::Index coordinates) : f_(f) {
    centre_ = line_centre(counted(), coordinates);
    at_centre_ = value(centre_);
    log_mass_ = -static_cast<double>(coordinates - 1) * at_centre_;
    for (Eigen::Index k = 0; k < coordinates; ++k) {
      const ConditionalDensity density = conditional_density(counted(), centre_, k);
      log_mass_ += density.log_mass;
      rules_.emplace_back(density, centre_[k], kMostPoints);
      points_.emplace_back();
    }
  }

  double log_mass() const { return log_mass_; }
  std::size_t evaluations() const { return evaluations_; }
  int most(std::size_t line) const { return static_cast<int>(rules_[line].most()); }

  /// Mean of the ratio under the product of the rules.
  double mean(const Level& level) {
    std::vector<const Points*> points;
    for (std::size_t k = 0; k < level.size(); ++k) points.push_back(&points_of(k, level[k]));
    Eigen::VectorXd at(centre_.size());
    std::vector<Eigen::Index> node(level.size(), 0);
    double sum = 0.0;
    while (true) {
      double weight = 1.0, reference = -static_cast<double>(level.size() - 1) * at_centre_;
      for (std::size_t k = 0; k < level.size(); ++k) {
        at[static_cast<Eigen::Index>(k)] = points[k]->rule.nodes[node[k]];
        weight *= points[k]->rule.weights[node[k]];
        reference += points[k]->log_density[node[k]];
      }
      sum += weight * std::exp(value(at) - reference);
      // The last line turns fastest.
      std::size_t k = level.size();
      while (k > 0 && ++node[k - 1] == points[k - 1]->rule.nodes.size()) node[--k] = 0;
      if (k == 0) return sum;
    }
  }

 private:
  struct Points {
    GaussRule rule;
    Eigen::VectorXd log_density;  // at the nodes, along the line
  };

  double value(const Eigen::VectorXd& at) {
    ++evaluations_;
    return f_(at);
  }
  LogDensity counted() {
    return [this](const Eigen::VectorXd& at) { return value(at); };
  }

  const Points& points_of(std::size_t line, int count) {
    std::vector<Points>& known = points_[line];
    while (known.size() < static_cast<std::size_t>(count)) {
      Points next{rules_[line].rule(static_cast<Eigen::Index>(known.size() + 1)), {}};
      Eigen::VectorXd at = centre_;
      next.log_density.resize(next.rule.nodes.size());
      for (Eigen::Index i = 0; i < next.rule.nodes.size(); ++i) {
        at[static_cast<Eigen::Index>(line)] = next.rule.nodes[i];
        next.log_density[i] = value(at);
      }
      known.push_back(std::move(next));
    }
    return known[static_cast<std::size_t>(count) - 1];
  }

  const LogDensity& f_;
  std::size_t evaluations_ = 0;
  Eigen::VectorXd centre_;
  double at_centre_ = 0.0, log_mass_ = 0.0;
  std::vector<GaussRules> rules_;
  std::vector<std::vector<Points>> points_;  // per line and number of points
};

// Levels are taken in where the change they bring, or those beside them, is largest, once all below them are in. Along
// the lines themselves nothing changes, so that a level with one point somewhere says little by itself.
class SparseMean {
 public:
  SparseMean(Product& product, std::size_t lines, const LogIntegralOptions& options) : product_(product) {
    // Interactions of few lines are looked at whatever the single lines say.
    const int least = lines > 6 ? 3 : 4;
    open(Level(lines, '\x01'));
    while (!ahead_.empty()) {
      weigh();
      auto next = ahead_.end(), largest = ahead_.begin();
      error = 0.0;
      for (auto entry = ahead_.begin(); entry != ahead_.end(); ++entry) {
        error += entry->second;
        if (entry->second > largest->second) largest = entry;
        if (next == ahead_.end() && depth_of(entry->first) < least) next = entry;
      }
      if (next == ahead_.end() &&
          (error < options.tolerance * std::abs(total) || product.evaluations() > options.most_evaluations))
        return;
      take(next != ahead_.end() ? next : largest);
    }
    error = 0.0;
  }
  double total = 0.0;
  double error = 0.0;  // what the levels ahead may change

 private:
  using Changes = std::map<Level, double>;

  static int depth_of(const Level& level) {
    int depth = 0;
    for (const char points : level) depth += points - 1;
    return depth;
  }

  // What a level ahead may change: as much as it did itself, or the levels with one point less in one line and one more
  // in another.
  void weigh() {
    for (const Level& level : unweighed_) {
      const auto ahead = ahead_.find(level);
      if (ahead != ahead_.end()) ahead->second = std::max(ahead->second, beside(level));
    }
    unweighed_.clear();
  }

  // Calls `use` with every level that has one step less in one direction and one more in another.
  template <class Use>
  static void for_neighbours(const Level& level, const Use& use) {
    Level other = level;
    for (std::size_t j = 0; j < level.size(); ++j) {
      if (level[j] == 1) continue;
      --other[j];
      for (std::size_t k = 0; k < level.size(); ++k) {
        if (k == j) continue;
        ++other[k];
        use(other);
        --other[k];
      }
      ++other[j];
    }
  }

  double beside(const Level& level) {
    double out = 0.0;
    for_neighbours(level, [&](const Level& other) {
      const auto known = changes_.find(other);
      if (known != changes_.end()) out = std::max(out, std::abs(known->second));
    });
    return out;
  }

  void take(Changes::iterator entry) {
    const Level level = entry->first;
    ahead_.erase(entry);
    taken_.insert(level);
    for (std::size_t k = 0; k < level.size(); ++k) {
      Level next = level;
      if (++next[k] <= product_.most(k) && all_below_are_taken(next)) open(next);
    }
  }

  bool all_below_are_taken(const Level& level) const {
    for (std::size_t k = 0; k < level.size(); ++k) {
      if (level[k] == 1) continue;
      Level below = level;
      --below[k];
      if (!taken_.contains(below)) return false;
    }
    return true;
  }

  void open(const Level& level) {
    const double change = change_of(level, 0);
    total += change;
    changes_.emplace(level, change);
    ahead_.emplace(level, std::abs(change));
    unweighed_.push_back(level);
    // Levels beside this one may now weigh more.
    for_neighbours(level, [&](const Level& other) {
      if (ahead_.contains(other)) unweighed_.push_back(other);
    });
  }

  // The mean less those of all levels one below in any of the lines, by inclusion and exclusion.
  double change_of(const Level& level, std::size_t line) {
    if (line == level.size()) return mean_of(level);
    if (level[line] == 1) return change_of(level, line + 1);
    Level below = level;
    --below[line];
    return change_of(level, line + 1) - change_of(below, line + 1);
  }

  double mean_of(const Level& level) {
    const auto known = means_.find(level);
    if (known != means_.end()) return known->second;
    return means_.emplace(level, product_.mean(level)).first->second;
  }

  Product& product_;
  std::unordered_map<Level, double> changes_;  // of every level that was looked at
  Changes ahead_;                              // what may change by levels whose neighbours are not all looked at
  std::vector<Level> unweighed_;
  std::unordered_set<Level> taken_;
  std::unordered_map<Level, double> means_;
};

}  // namespace

LogIntegral log_integral(const LogDensity& f, Eigen::Index coordinates, const LogIntegralOptions& options) {
  if (coordinates == 0) return {f(Eigen::VectorXd()), 0.0, 1};
  if (coordinates == 1) return {conditional_density(f, Eigen::VectorXd::Constant(1, -1.0), 0).log_mass, kRounding, 1};
  if (coordinates <= kFew && !options.sparse) return nested_trapezoid(f, coordinates, options.tolerance);
  Product product(f, coordinates);
  const SparseMean mean(product, static_cast<std::size_t>(coordinates), options);
  if (!(mean.total > 0.0))
    throw analysis_error("the evidence has no single peak over the sizes of the effects; it cannot be integrated");
  return {product.log_mass() + std::log(mean.total), kBeyond * mean.error / mean.total + kRounding,
          product.evaluations()};
}

}  // namespace attune::model
