#include "attune/singletrial/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "attune/base/hash.hpp"
#include "attune/stats/meta.hpp"

namespace attune::singletrial {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kLeastPeople = 3;
/// Rounds of expectation-maximisation for the distribution of jitter over people.
constexpr int kRounds = 200;

using Members = std::vector<Person*>;

/// The distribution over sizes that makes all persons' trials most likely.
Eigen::VectorXd size_distribution(const Members& members) {
  Eigen::VectorXd now = even_sizes(*members.front()->fit);
  for (int round = 0; round < kRounds; ++round) {
    Eigen::VectorXd next = Eigen::VectorXd::Zero(now.size());
    for (const Person* one : members) next += posterior_sizes(*one->fit, now);
    now = next / next.sum();
  }
  return now;
}

double mean_size(const JitterFit& fit, const Eigen::VectorXd& probability) {
  const Eigen::Map<const Eigen::VectorXd> sizes(fit.sizes_ms.data(), static_cast<Eigen::Index>(fit.sizes_ms.size()));
  return sizes.dot(probability);
}

/// Persons' means drawn to the group's.
void shrink_means(const Members& members, GroupLevel& level) {
  stats::Studies studies;
  for (const Person* one : members) {
    const Estimate& latency = one->fit->latency_ms;
    if (!(latency.standard_error > 0)) return;
    studies.names.push_back(one->trials.labels.participant_id);
    studies.effects.push_back(latency.value);
    studies.variances.push_back(latency.standard_error * latency.standard_error);
  }
  const stats::MetaAnalysis meta = stats::analyse_studies(studies);
  level.latency_ms = meta.overall.estimate;
  level.latency_error = meta.overall.se;
  level.between_sd_ms = std::sqrt(meta.tau2);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const double part = meta.tau2 / (meta.tau2 + studies.variances[i]);
    members[i]->latency_shrunk_ms = level.latency_ms + part * (studies.effects[i] - level.latency_ms);
  }
}

std::optional<stats::Correlation> correlation_of(const std::vector<double>& latency,
                                                 const std::vector<double>& response) {
  std::vector<double> x, y;
  for (std::size_t i = 0; i < latency.size(); ++i)
    if (std::isfinite(latency[i]) && std::isfinite(response[i])) x.push_back(latency[i]), y.push_back(response[i]);
  const auto varies = [](const std::vector<double>& v) {
    return std::any_of(v.begin(), v.end(), [&](double one) { return one != v.front(); });
  };
  if (static_cast<Eigen::Index>(x.size()) < kLeastTrials || !varies(x) || !varies(y)) return std::nullopt;
  return stats::correlate(x, y);
}

void relate(Person& person) {
  std::vector<double> woody(person.trials.response_ms.size(), kNone), shrunk = woody;
  for (std::size_t i = 0; i < woody.size(); ++i) {
    if (person.woody) woody[i] = person.woody->trials[i].latency_ms;
    if (person.excluded.empty()) shrunk[i] = person.shrunk.latency_ms(static_cast<Eigen::Index>(i));
  }
  person.woody_response = correlation_of(woody, person.trials.response_ms);
  person.shrunk_response = correlation_of(shrunk, person.trials.response_ms);
}

GroupLevel shrink_group(const Members& members, const std::string& group, const std::string& condition) {
  GroupLevel level{group, condition, 0, 0, kNone, kNone, kNone, kNone};
  Members measured;
  for (Person* one : members)
    if (one->excluded.empty()) measured.push_back(one);
  level.people = measured.size();
  level.without = members.size() - measured.size();
  if (measured.empty()) return level;
  for (Person* one : measured) one->latency_shrunk_ms = one->fit->latency_ms.value;
  Eigen::VectorXd before = even_sizes(*measured.front()->fit);
  if (measured.size() >= kLeastPeople) {
    before = size_distribution(measured);
    level.jitter_ms = mean_size(*measured.front()->fit, before);
    shrink_means(measured, level);
  }
  for (Person* one : measured) {
    const Eigen::VectorXd sizes = posterior_sizes(*one->fit, before);
    one->jitter_shrunk_ms = mean_size(*one->fit, sizes);
    one->shrunk = average_over(*one->fit, sizes);
    one->shrunk.latency_ms.array() += one->latency_shrunk_ms - one->fit->latency_ms.value;
  }
  return level;
}

/// Draws depend on whose trials they are, not on where they stand among the persons.
parallel::Seed seed_of(const SiteTrials& trials, parallel::Seed seed) {
  const eeg::Labels& labels = trials.labels;
  const std::string digest = sha256_of(
      fmt::format("{}|{}|{}|{}|{}", labels.participant_id, labels.session, labels.task, labels.run, trials.condition));
  std::uint64_t part = 0;
  std::from_chars(digest.data(), digest.data() + 16, part, 16);
  return parallel::derive(seed, part);
}

}  // namespace

Person analyse(SiteTrials trials, const std::string& group, const JitterOptions& asked) {
  JitterOptions options = asked;
  options.seed = seed_of(trials, asked.seed);
  Person person;
  person.trials = std::move(trials);
  person.group = group;
  person.latency_shrunk_ms = person.jitter_shrunk_ms = kNone;
  try {
    person.fit = fit_jitter(person.trials, options);
    person.excluded = person.fit->reason;
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    person.excluded = error.what();
    person.woody_problem = error.what();
    return person;
  }
  try {
    person.woody = align(person.trials, options.align);
  } catch (const Error& error) {
    if (error.fault() != Fault::analysis) throw;
    person.woody_problem = error.what();
  }
  return person;
}

std::vector<GroupLevel> shrink(std::vector<Person>& people) {
  std::vector<GroupLevel> out;
  const auto known = [&](const Person& one) {
    return std::any_of(out.begin(), out.end(), [&](const GroupLevel& level) {
      return level.group == one.group && level.condition == one.trials.condition;
    });
  };
  for (const Person& first : people) {
    if (known(first)) continue;
    Members members;
    for (Person& one : people)
      if (one.group == first.group && one.trials.condition == first.trials.condition) members.push_back(&one);
    out.push_back(shrink_group(members, first.group, first.trials.condition));
  }
  for (Person& one : people) relate(one);
  return out;
}

Warnings warnings_of(std::span<const Person> people) {
  Warnings out;
  for (const Person& one : people) {
    const std::string who = fmt::format("{}: condition {}", one.trials.labels.participant_id, one.trials.condition);
    if (!one.excluded.empty()) out.push_back(fmt::format("{}: {}", who, one.excluded));
    if (one.excluded.empty() && std::abs(one.fit->aligned_amplitude.value) < one.fit->noise)
      out.push_back(fmt::format(
          "{}: the component is {:.2f} times the noise of a trial; below 1 jitter is poorly known and its interval too "
          "short",
          who, std::abs(one.fit->aligned_amplitude.value) / one.fit->noise));
    if (!one.woody) {
      if (one.woody_problem != one.excluded) out.push_back(fmt::format("{}: {}", who, one.woody_problem));
      continue;
    }
    const auto censored = std::count_if(one.woody->trials.begin(), one.woody->trials.end(),
                                        [](const AlignedTrial& trial) { return !trial.censored.empty(); });
    if (4 * static_cast<std::size_t>(censored) > one.woody->trials.size())
      out.push_back(
          fmt::format("{}: {} of {} trials have no latency by alignment", who, censored, one.woody->trials.size()));
    if (!one.woody->settled)
      out.push_back(fmt::format("{}: alignment has not settled in {} rounds", who, one.woody->rounds));
  }
  return out;
}

}  // namespace attune::singletrial
