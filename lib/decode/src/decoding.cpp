#include "attune/decode/decoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/decode/cross_validation.hpp"
#include "attune/stats/bootstrap.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/summary.hpp"

namespace attune::decode {
namespace {

constexpr int kFolds = 5, kPermutations = 500, kPermutationsOfEach = 25;
// Parts of the seed.
constexpr std::uint64_t kPermuting = 11, kPeople = 12, kTrials = 13;

/// What is known of a group before its test.
struct Members {
  std::string name;
  std::vector<int> rows;   ///< of the people
  Eigen::MatrixXd scores;  ///< those not excluded, people x times
  std::vector<int> kept;   ///< their rows
};

std::vector<Members> members_of(const Decoding& decoding, std::span<const std::string> levels) {
  std::vector<Members> out;
  for (const std::string& level : levels) {
    Members members{level, {}, {}, {}};
    for (std::size_t p = 0; p < decoding.people.size(); ++p) {
      if (decoding.people[p].group != level) continue;
      members.rows.push_back(static_cast<int>(p));
      if (decoding.people[p].excluded.empty()) members.kept.push_back(static_cast<int>(p));
    }
    if (members.rows.empty()) throw analysis_error(fmt::format("nobody is in group {}", in_quotes(level)));
    if (members.kept.empty())
      throw analysis_error(fmt::format("everybody of group {} is excluded; {}", in_quotes(level),
                                       decoding.people[static_cast<std::size_t>(members.rows.front())].excluded));
    members.scores.resize(static_cast<Eigen::Index>(members.kept.size()), decoding.times.samples);
    for (std::size_t i = 0; i < members.kept.size(); ++i) {
      const std::vector<double>& scores = decoding.people[static_cast<std::size_t>(members.kept[i])].scores;
      members.scores.row(static_cast<Eigen::Index>(i)) =
          Eigen::Map<const Eigen::RowVectorXd>(scores.data(), static_cast<Eigen::Index>(scores.size()));
    }
    out.push_back(std::move(members));
  }
  return out;
}

/// Each person by itself.
void decode_people(const PeopleTrials& trials, const DecodingOptions& options, int folds, int permutations,
                   Decoding& out) {
  std::size_t decoded = 0;
  for (std::size_t p = 0; p < trials.people.size(); ++p) {
    PersonCurve& curve = out.people[p];
    curve.scores.assign(static_cast<std::size_t>(trials.times.samples), std::nan(""));
    std::optional<Problem> problem;
    try {
      problem = within_person(trials.people[p], folds, options.repeats, options.seed);
    } catch (const Error& error) {
      if (error.fault() != Fault::analysis) throw;
      curve.excluded = error.what();
      continue;
    }
    const Eigen::RowVectorXd scores =
        score_curves(*problem, own_places(*problem), options.score, options.threads).row(0);
    curve.scores.assign(scores.begin(), scores.end());
    const parallel::Seed seed = seed_of(trials.people[p], parallel::derive(options.seed, kPermuting));
    const std::vector<std::vector<int>> itself{{0}};
    curve.permuted = drawn_curves(
                         *problem, static_cast<std::size_t>(permutations),
                         [&](std::size_t item) { return permuted(*problem, seed, item); }, itself, options.score,
                         options.threads, trials.people.size() == 1 ? options.progress : parallel::Progress())
                         .front();
    curve.test = against_draws(curve.scores, curve.permuted, options.alpha);
    if (options.generalise) {
      const Eigen::MatrixXd own = generalisation(*problem, options.score, options.threads);
      out.generalisation = decoded == 0 ? own : Eigen::MatrixXd(out.generalisation + own);
    }
    ++decoded;
    if (options.progress && trials.people.size() > 1) options.progress(p + 1, trials.people.size());
  }
  if (options.generalise && decoded > 0) out.generalisation /= static_cast<double>(decoded);
}

void add_interval(GroupCurve& curve, const Eigen::MatrixXd& scores, double confidence) {
  const auto n = static_cast<double>(scores.rows());
  for (Eigen::Index t = 0; t < scores.cols(); ++t) {
    const std::vector<double> values(scores.col(t).begin(), scores.col(t).end());
    const stats::Summary summary = stats::summarise(values);
    const double half = scores.rows() < 2
                            ? std::nan("")
                            : stats::student_t_quantile(0.5 + confidence / 2, n - 1) * summary.sd() / std::sqrt(n);
    curve.mean.push_back(summary.mean);
    curve.low.push_back(summary.mean - half);
    curve.high.push_back(summary.mean + half);
  }
  curve.peak = static_cast<std::size_t>(std::max_element(curve.mean.begin(), curve.mean.end()) - curve.mean.begin());
}

/// Onsets of trials drawn anew, for one person.
DrawnOnsets draw_trials(const PersonTrials& person, const GroupCurve& curve, const eeg::TimeAxis& times, int folds,
                        const DecodingOptions& options) {
  const Problem problem = within_person(person, folds, options.repeats, options.seed);
  const parallel::Seed seed = parallel::derive(options.seed, kTrials);
  const std::vector<std::vector<int>> itself{{0}};
  const Eigen::MatrixXd drawn = drawn_curves(
                                    problem, static_cast<std::size_t>(options.bootstraps),
                                    [&](std::size_t item) { return redrawn(problem, seed, item); }, itself,
                                    options.score, options.threads, options.progress)
                                    .front();
  DrawnOnsets onsets;
  for (Eigen::Index i = 0; i < drawn.rows(); ++i) {
    const Eigen::RowVectorXd row = drawn.row(i);
    const std::vector<double> scores(row.begin(), row.end());
    onsets.significant.push_back(run_onset(scores, curve.test.threshold, times, options.onset).value);
    onsets.fraction.push_back(fraction_onset(scores, kChance, times, options.onset).value);
  }
  return onsets;
}

void add_onsets(GroupCurve& curve, const eeg::TimeAxis& times, DrawnOnsets drawn, const DecodingOptions& options) {
  const bool decodable = std::any_of(curve.test.p_adjusted.begin(), curve.test.p_adjusted.end(),
                                     [&](double p) { return p < options.alpha; });
  const erp::Reading none{std::nan(""), "no time is above chance"};
  curve.significant =
      estimate(decodable ? run_onset(curve.test.statistic, curve.test.threshold, times, options.onset) : none,
               std::move(drawn.significant), options.confidence);
  curve.fraction = estimate(decodable ? fraction_onset(curve.mean, kChance, times, options.onset) : none,
                            std::move(drawn.fraction), options.confidence);
}

/// Null distributions of the groups' mean curves, by participant.
std::vector<Eigen::MatrixXd> permuted_groups(const Problem& problem, const std::vector<Members>& groups,
                                             int permutations, const DecodingOptions& options) {
  std::vector<std::vector<int>> rows;
  for (const Members& members : groups) rows.push_back(members.kept);
  const parallel::Seed seed = parallel::derive(options.seed, kPermuting);
  return drawn_curves(
      problem, static_cast<std::size_t>(permutations), [&](std::size_t item) { return permuted(problem, seed, item); },
      rows, options.score, options.threads, options.progress);
}

/// All people together.
void decode_together(const Problem& problem, const DecodingOptions& options, Decoding& out) {
  const Eigen::MatrixXd scores = score_curves(problem, own_places(problem), options.score, options.threads);
  for (std::size_t p = 0; p < out.people.size(); ++p) {
    const Eigen::RowVectorXd row = scores.row(static_cast<Eigen::Index>(p));
    out.people[p].scores.assign(row.begin(), row.end());
  }
  if (options.generalise) out.generalisation = generalisation(problem, options.score, options.threads);
}

/// How often the classes are permuted: as asked for, else enough to test a group.
int permutations_for(const Decoding& decoding, const std::vector<std::string>& names, const DecodingOptions& options) {
  if (options.permutations) return *options.permutations;
  const auto alone = [&](const std::string& name) {
    return std::count_if(decoding.people.begin(), decoding.people.end(),
                         [&](const PersonCurve& person) { return person.group == name; }) == 1;
  };
  const bool many = options.by == By::participant || std::any_of(names.begin(), names.end(), alone);
  return many ? kPermutations : kPermutationsOfEach;
}

/// The test of a group by trial: of picks among its people's curves, or of its one person.
AboveChance test_of(const Members& group, const Decoding& decoding, const DecodingOptions& options) {
  if (group.kept.size() == 1) return *decoding.people[static_cast<std::size_t>(group.kept.front())].test;
  std::vector<Eigen::MatrixXd> permuted;
  for (const int person : group.kept) permuted.push_back(decoding.people[static_cast<std::size_t>(person)].permuted);
  return pick_permuted(group.scores, permuted, {options.draws, options.alpha, options.seed, options.threads});
}

/// Onsets of people drawn anew or, of one person, of its trials; none where no draws were asked for.
DrawnOnsets draw_onsets(const PeopleTrials& trials, const Members& group, const GroupCurve& curve,
                        const PeopleDraws& draws, const Decoding& decoding, const DecodingOptions& options) {
  if (options.bootstraps == 0) return {};
  if (group.kept.size() > 1)
    return draw_people(group.scores, kChance, curve.test.threshold, decoding.times, options.onset, draws);
  if (options.by == By::participant) return {};  // one person's score has nothing to be drawn from
  return draw_trials(trials.people[static_cast<std::size_t>(group.kept.front())], curve, decoding.times, decoding.folds,
                     options);
}

/// Every group's curve, test and onsets, and the difference of two.
void add_groups(const PeopleTrials& trials, const std::vector<Members>& members,
                const std::vector<Eigen::MatrixXd>& nulls, const DecodingOptions& options, Decoding& out) {
  std::vector<DrawnOnsets> drawn;
  for (std::size_t g = 0; g < members.size(); ++g) {
    const Members& group = members[g];
    GroupCurve curve;
    curve.name = group.name;
    curve.people = group.kept.size();
    curve.excluded = group.rows.size() - group.kept.size();
    add_interval(curve, group.scores, options.confidence);
    curve.test = nulls.empty() ? test_of(group, out, options) : against_draws(curve.mean, nulls[g], options.alpha);
    const PeopleDraws draws{options.bootstraps, options.confidence, parallel::derive(options.seed, kPeople + (g << 8U)),
                            options.threads};
    drawn.push_back(draw_onsets(trials, group, curve, draws, out, options));
    add_onsets(curve, out.times, drawn.back(), options);
    out.groups.push_back(std::move(curve));
  }
  if (members.size() != 2) return;
  if (members[0].kept.size() < 2 || members[1].kept.size() < 2) return;
  for (const GroupCurve& group : out.groups)
    if (std::isnan(group.fraction.onset.value)) return;
  out.difference = compare_onsets(
      members[0].scores, members[1].scores, {drawn[0], drawn[1]}, kChance, out.times, options.onset, options.draws,
      {options.bootstraps, options.confidence, parallel::derive(options.seed, kPeople), options.threads});
}

void check(const DecodingOptions& options, const PeopleTrials& trials) {
  stats::check_bootstrap(options.bootstraps, options.confidence, "percentile");
  if (!(options.alpha > 0 && options.alpha < 1))
    throw usage_error(fmt::format("alpha is {}; expected a number between 0 and 1, as 0.05", options.alpha));
  if (!(options.onset.fraction > 0 && options.onset.fraction < 1))
    throw usage_error(
        fmt::format("the fraction of the peak is {:g}, expected a number between 0 and 1", options.onset.fraction));
  if (trials.times.samples < options.onset.run)
    throw usage_error(
        fmt::format("{} times are too few for onsets of {} in a row", trials.times.samples, options.onset.run));
}

}  // namespace

std::string name_of(By by) { return by == By::trial ? "trial" : "participant"; }

By parse_by(std::string_view text) {
  for (const By by : {By::trial, By::participant})
    if (name_of(by) == text) return by;
  throw usage_error(fmt::format("cross-validation by {} is not known; expected trial or participant", in_quotes(text)));
}

Decoding decode(const PeopleTrials& trials, std::span<const std::string> groups, std::span<const std::string> levels,
                const DecodingOptions& options) {
  check(options, trials);
  const bool by_trial = options.by == By::trial;
  Decoding out{trials.times,
               trials.conditions,
               trials.channels,
               options.by,
               options.score,
               options.confidence,
               options.onset.fraction,
               options.folds.value_or(by_trial ? kFolds : 0),
               {},
               {},
               {},
               {},
               trials.warnings};
  for (std::size_t p = 0; p < trials.people.size(); ++p)
    out.people.push_back(
        {trials.people[p].participant_id, groups.empty() ? "all" : groups[p], trials.people[p].count, {}, {}, {}, ""});
  std::vector<std::string> names(levels.begin(), levels.end());
  if (groups.empty()) names = {"all"};
  const int permutations = permutations_for(out, names, options);
  if (by_trial) {
    decode_people(trials, options, out.folds, permutations, out);
    const std::vector<Members> members = members_of(out, names);
    add_groups(trials, members, {}, options, out);
  } else {
    const Problem problem = between_people(trials, out.folds, options.seed);
    decode_together(problem, options, out);
    const std::vector<Members> members = members_of(out, names);
    add_groups(trials, members, permuted_groups(problem, members, permutations, options), options, out);
  }
  return out;
}

}  // namespace attune::decode
