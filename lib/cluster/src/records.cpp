#include "attune/cluster/records.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace attune::cluster {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

const char* const kNoLatency =
    "where a cluster begins and ends is no estimate of an onset, an offset or a place (Sassenhagen & Draschkow 2019)";

std::string name_of(Statistic statistic) {
  return statistic == Statistic::welch ? "welch" : statistic == Statistic::pooled ? "student" : "one-sample";
}

std::string tails_of(const TestOptions& options) {
  if (options.alternative != stats::Alternative::two_sided) return stats::name_of(options.alternative);
  return options.two_sided == TwoSided::largest ? "two-sided, largest of either sign" : "two-sided, own sign doubled";
}

double time_of(const People& people, const Grid& grid, Eigen::Index point) {
  return people.times_ms[static_cast<std::size_t>(grid.time_of(point))];
}

double frequency_of(const People& people, const Grid& grid, Eigen::Index point) {
  return people.frequencies_hz[static_cast<std::size_t>(grid.frequency_of(point))];
}

const std::string& channel_of(const People& people, const Grid& grid, Eigen::Index point) {
  return people.channels[static_cast<std::size_t>(grid.channel_of(point))];
}

std::string reading_of(const TestedCluster& cluster, double alpha) {
  if (cluster.p > alpha) return "arrangements at random make clusters as large: no evidence of a difference";
  return fmt::format("evidence that the difference is not nothing; {}", kNoLatency);
}

Record record_of(const TestResult& result, const People& people, std::size_t number, double alpha) {
  const TestedCluster& cluster = result.clusters[number];
  std::vector<std::string> channels;
  double from = std::numeric_limits<double>::infinity(), to = -from;
  for (const Eigen::Index point : cluster.points) {
    const std::string& channel = channel_of(people, result.grid, point);
    if (channels.empty() || channels.back() != channel) channels.push_back(channel);
    from = std::min(from, time_of(people, result.grid, point));
    to = std::max(to, time_of(people, result.grid, point));
  }
  const auto peak = static_cast<std::size_t>(cluster.peak);
  Record out{{"cluster", static_cast<std::int64_t>(number + 1)},
             {"sign", std::string(cluster.sign > 0 ? "positive" : "negative")},
             {"mass", cluster.mass},
             {"p", cluster.p},
             {"points", static_cast<std::int64_t>(cluster.points.size())},
             {"channels", fmt::format("{}", fmt::join(channels, ","))},
             {"extent_from_ms", from},
             {"extent_to_ms", to},
             {"peak_channel", channel_of(people, result.grid, cluster.peak)},
             {"peak_ms", time_of(people, result.grid, cluster.peak)},
             {"peak_t", result.t[peak]},
             {"peak_difference", result.difference[peak]},
             {"unit", people.unit}};
  if (!people.frequencies_hz.empty()) {
    const auto by_frequency = [&](Eigen::Index a, Eigen::Index b) {
      return result.grid.frequency_of(a) < result.grid.frequency_of(b);
    };
    const auto [low, high] = std::minmax_element(cluster.points.begin(), cluster.points.end(), by_frequency);
    out.emplace_back("extent_from_hz", frequency_of(people, result.grid, *low));
    out.emplace_back("extent_to_hz", frequency_of(people, result.grid, *high));
    out.emplace_back("peak_hz", frequency_of(people, result.grid, cluster.peak));
  }
  out.emplace_back("reading", reading_of(cluster, alpha));
  return out;
}

// Of the test as a whole. Enhanced points have a p each, also those that are beyond alpha and in no cluster.
double smallest_p(const TestResult& result) {
  double out = result.clusters.empty() ? 1.0 : result.clusters.front().p;
  for (const double p : result.p)
    if (p < out) out = p;  // not NaN
  return out;
}

Record test_record(const TestResult& result, const People& people, const Question& question) {
  const bool groups = question.design.statistic != Statistic::one_sample;
  const TestOptions& options = question.options;
  Record out{{"condition", question.selection.condition}};
  if (question.selection.difference) out.emplace_back("difference", question.selection.difference->formula);
  if (groups) {
    out.emplace_back("by", question.grouping.by);
    out.emplace_back("levels", fmt::format("{}", fmt::join(question.grouping.levels, ",")));
  }
  out.emplace_back("test", name_of(question.design.statistic));
  out.emplace_back("tails", tails_of(options));
  out.emplace_back("method", std::string(options.enhance ? "tfce" : "mass"));
  out.emplace_back("n_a", static_cast<std::int64_t>(result.n_a));
  if (groups) out.emplace_back("n_b", static_cast<std::int64_t>(result.n_b));
  out.emplace_back("left_out", static_cast<std::int64_t>(people.left_out.size()));
  out.emplace_back("p", smallest_p(result));
  const auto is_positive = [](const TestedCluster& cluster) { return cluster.sign > 0; };
  const auto positive = std::count_if(result.clusters.begin(), result.clusters.end(), is_positive);
  out.emplace_back("positive_clusters", static_cast<std::int64_t>(positive));
  out.emplace_back("negative_clusters", static_cast<std::int64_t>(result.clusters.size()) - positive);
  out.emplace_back("arrangements", result.arrangements);
  out.emplace_back("enumerated", result.enumerated);
  if (options.enhance) {
    out.emplace_back("height_power", options.enhancement.height);
    out.emplace_back("extent_power", options.enhancement.extent);
    out.emplace_back("alpha", options.alpha);
  } else {
    out.emplace_back("forming_p", options.forming_p);
    out.emplace_back("critical_t", std::vector<double>{result.critical_low, result.critical_high});
    out.emplace_back("least_neighbours", static_cast<std::int64_t>(options.least_neighbours));
  }
  out.emplace_back("tested_points", static_cast<std::int64_t>(result.tested));
  out.emplace_back("incomplete_points", static_cast<std::int64_t>(result.incomplete));
  out.emplace_back("constant_points", static_cast<std::int64_t>(result.constant));
  out.emplace_back("adjacency", question.adjacency);
  out.emplace_back("reading", std::string(kNoLatency));
  return out;
}

// 1 + the place of the cluster that holds each point, or 0.
std::vector<int> clusters_of_points(const TestResult& result) {
  std::vector<int> out(static_cast<std::size_t>(result.grid.points()), 0);
  for (std::size_t i = 0; i < result.clusters.size(); ++i)
    for (const Eigen::Index point : result.clusters[i].points)
      out[static_cast<std::size_t>(point)] = static_cast<int>(i) + 1;
  return out;
}

}  // namespace

Document to_document(const TestResult& result, const People& people, const Question& question) {
  Document out;
  out.parts.push_back({"test", {test_record(result, people, question)}});
  std::vector<Record> clusters, left_out;
  for (std::size_t i = 0; i < result.clusters.size(); ++i)
    clusters.push_back(record_of(result, people, i, question.options.alpha));
  for (const LeftOut& person : people.left_out)
    left_out.push_back({{"participant_id", person.participant_id}, {"reason", person.reason}});
  out.parts.push_back({"clusters", std::move(clusters)});
  out.parts.push_back({"left_out", std::move(left_out)});
  return out;
}

Table point_table(const TestResult& result, const People& people) {
  Column::Text channel;
  Column::Numbers frequency, time, difference, t, df, p;
  Column::Integers cluster;
  const std::vector<int> numbers = clusters_of_points(result);
  for (Eigen::Index point = 0; point < result.grid.points(); ++point) {
    const auto at = static_cast<std::size_t>(point);
    channel.push_back(channel_of(people, result.grid, point));
    time.push_back(time_of(people, result.grid, point));
    if (!people.frequencies_hz.empty()) frequency.push_back(frequency_of(people, result.grid, point));
    difference.push_back(result.difference[at]);
    t.push_back(result.t[at]);
    df.push_back(result.df[at]);
    cluster.push_back(numbers[at]);
    if (!result.p.empty())
      p.push_back(result.p[at]);
    else
      p.push_back(numbers[at] > 0 ? result.clusters[static_cast<std::size_t>(numbers[at] - 1)].p : kNone);
  }
  Table out;
  out.add("channel", std::move(channel));
  if (!frequency.empty()) out.add("frequency_hz", std::move(frequency));
  out.add("time_ms", std::move(time));
  out.add("difference", std::move(difference));
  out.add("unit", Column::Text(static_cast<std::size_t>(result.grid.points()), people.unit));
  out.add("t", std::move(t));
  out.add("df", std::move(df));
  if (!result.enhanced.empty()) out.add("tfce", result.enhanced);
  out.add("cluster", std::move(cluster));
  out.add("p", std::move(p));
  return out;
}

}  // namespace attune::cluster
