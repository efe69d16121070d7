#include "attune/checks/rigs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "attune/base/number_text.hpp"

namespace attune::checks {
namespace {

constexpr double kNotableShare = 0.10;  // of a group's participants on one rig

// Participants by group and rig, and their offsets.
struct Census {
  std::vector<std::string> groups, rigs;
  std::set<std::tuple<std::string, std::string, std::string>> seen;  // group, rig, participant
  std::map<std::string, std::vector<double>> offsets;                // by group
  std::size_t left_out = 0;
};

std::size_t index_of(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  names.push_back(name);
  return names.size() - 1;
}

Census census_of(const Table& table, const RigOptions& options) {
  Census out;
  const std::vector<std::string> people = table.text(options.participant), groups = table.text(options.group),
                                 rigs = table.text(options.rig);
  std::vector<double> offsets;
  if (options.offset_ms) offsets = table.numbers(*options.offset_ms);
  std::map<std::string, std::string> group_of;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (is_missing(groups[row]) || is_missing(rigs[row]) || is_missing(people[row])) {
      ++out.left_out;
      continue;
    }
    const auto [known, is_new] = group_of.try_emplace(people[row], groups[row]);
    if (known->second != groups[row])
      table.throw_at(row, options.group,
                     fmt::format("{} is in group {} here and in {} before", people[row], groups[row], known->second));
    index_of(out.groups, groups[row]);
    index_of(out.rigs, rigs[row]);
    out.seen.emplace(groups[row], rigs[row], people[row]);
    if (options.offset_ms && std::isfinite(offsets[row])) out.offsets[groups[row]].push_back(offsets[row]);
  }
  std::sort(out.groups.begin(), out.groups.end());
  std::sort(out.rigs.begin(), out.rigs.end());
  return out;
}

// Whether shared rigs connect all groups: only then does group + rig have a difference between any two of them.
bool connected(const Eigen::MatrixXi& counts) {
  std::vector<bool> reached(static_cast<std::size_t>(counts.rows()), false);
  std::vector<Eigen::Index> open = {0};
  reached[0] = true;
  while (!open.empty()) {
    const Eigen::Index group = open.back();
    open.pop_back();
    for (Eigen::Index other = 0; other < counts.rows(); ++other) {
      const bool share = (counts.row(group).array().min(counts.row(other).array()) > 0).any();
      if (share && !reached[static_cast<std::size_t>(other)]) {
        reached[static_cast<std::size_t>(other)] = true;
        open.push_back(other);
      }
    }
  }
  return std::find(reached.begin(), reached.end(), false) == reached.end();
}

double cramers_v(const Eigen::MatrixXi& counts) {
  const Eigen::ArrayXXd n = counts.cast<double>();
  const double total = n.sum();
  const Eigen::Index smaller = std::min(counts.rows(), counts.cols());
  if (smaller < 2) return 0;
  const Eigen::ArrayXXd expected = (n.rowwise().sum().matrix() * n.colwise().sum().matrix()).array() / total;
  const double chi_squared = ((n - expected).square() / expected).sum();
  return std::sqrt(chi_squared / (total * static_cast<double>(smaller - 1)));
}

std::string numbers_of(const RigCheck& check) {
  std::vector<std::string> groups;
  for (std::size_t g = 0; g < check.groups.size(); ++g) {
    std::vector<std::string> cells;
    for (std::size_t r = 0; r < check.rigs.size(); ++r)
      cells.push_back(fmt::format(
          "{} on {}", check.participants(static_cast<Eigen::Index>(g), static_cast<Eigen::Index>(r)), check.rigs[r]));
    groups.push_back(fmt::format("{}: {}", check.groups[g], fmt::join(cells, ", ")));
  }
  return fmt::format("{}", fmt::join(groups, "; "));
}

std::string offset_words(const RigCheck& check) {
  if (!check.offset_difference_ms) return "a rig's constant delay would pass for a difference in latency";
  return fmt::format("their mean trigger offsets differ by {:.2f} ms, which would pass for a difference in latency",
                     *check.offset_difference_ms);
}

void judge(RigCheck& check, const RigOptions& options) {
  check.confounded = !connected(check.participants);
  check.cramers_v = cramers_v(check.participants);
  const Eigen::ArrayXXd n = check.participants.cast<double>();
  const Eigen::ArrayXXd shares = n.colwise() / n.rowwise().sum();
  check.largest_share_difference = (shares.colwise().maxCoeff() - shares.colwise().minCoeff()).maxCoeff();
  if (check.confounded) {
    const std::string what =
        fmt::format("groups and rigs are confounded, no rig has both ({}): {}", numbers_of(check), offset_words(check));
    if (!options.allow)
      throw analysis_error(what + "; correct every event by its photodiode and say so, or compare within rigs");
    check.warnings.push_back(fmt::format("{}; allowed because: {}", what, *options.allow));
  } else if (check.largest_share_difference > kNotableShare) {
    check.warnings.push_back(
        fmt::format("groups and rigs are partly confounded ({}; Cramer's V {:.2f}): {}; put the rig into "
                    "the model or correct every event by its photodiode",
                    numbers_of(check), check.cramers_v, offset_words(check)));
  }
}

}  // namespace

RigCheck check_rigs(const Table& participants, const RigOptions& options) {
  const Census census = census_of(participants, options);
  if (census.groups.size() < 2)
    throw analysis_error(fmt::format("column {} has {} groups with a rig, expected at least 2 to compare",
                                     options.group, census.groups.size()));
  RigCheck check;
  check.groups = census.groups;
  check.rigs = census.rigs;
  check.participants.setZero(static_cast<Eigen::Index>(check.groups.size()),
                             static_cast<Eigen::Index>(check.rigs.size()));
  for (const auto& [group, rig, participant] : census.seen)
    ++check.participants(std::find(check.groups.begin(), check.groups.end(), group) - check.groups.begin(),
                         std::find(check.rigs.begin(), check.rigs.end(), rig) - check.rigs.begin());
  if (census.offsets.size() > 1) {
    double smallest = std::numeric_limits<double>::infinity(), largest = -smallest;
    for (const auto& [group, offsets] : census.offsets) {
      double sum = 0;
      for (const double offset : offsets) sum += offset;
      smallest = std::min(smallest, sum / static_cast<double>(offsets.size()));
      largest = std::max(largest, sum / static_cast<double>(offsets.size()));
    }
    check.offset_difference_ms = largest - smallest;
  }
  if (census.left_out > 0)
    check.warnings.push_back(fmt::format("{} rows lack participant, group or rig and are left out", census.left_out));
  judge(check, options);
  return check;
}

std::vector<ColumnMeaning> rig_meanings() {
  return {{"participants", "of the group on the rig", ""},
          {"share", "of the group's participants", ""},
          {"cramers_v", "0: all rigs have the same mix of groups; 1: each rig has one group", ""},
          {"confounded", "no chain of shared rigs connects all groups", ""},
          {"offset_difference_ms", "largest difference of two groups' mean trigger offsets", "ms"}};
}

std::vector<Record> to_records(const RigCheck& check) {
  std::vector<Record> out;
  for (std::size_t g = 0; g < check.groups.size(); ++g) {
    const auto row = check.participants.row(static_cast<Eigen::Index>(g));
    for (std::size_t r = 0; r < check.rigs.size(); ++r) {
      const int count = row[static_cast<Eigen::Index>(r)];
      out.push_back({{"group", check.groups[g]},
                     {"rig", check.rigs[r]},
                     {"participants", static_cast<std::int64_t>(count)},
                     {"share", static_cast<double>(count) / static_cast<double>(row.sum())},
                     {"cramers_v", check.cramers_v},
                     {"confounded", check.confounded}});
      if (check.offset_difference_ms) out.back().emplace_back("offset_difference_ms", *check.offset_difference_ms);
    }
  }
  return out;
}

}  // namespace attune::checks
