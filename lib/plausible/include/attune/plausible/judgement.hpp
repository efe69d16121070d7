#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "attune/plausible/card.hpp"
#include "attune/stats/claimed_effect.hpp"
#include "attune/stats/compare.hpp"

namespace attune::plausible {

/// Where a latency lies if the claimed difference is taken off the typical one, or added to it.
struct ImpliedLatency {
  double earlier_ms = 0, later_ms = 0;
  bool earlier_in_window = true, later_in_window = true;
  double largest_in_window_ms = 0;  ///< the window's length: no two latencies measured in it differ by more
  /// What the brain does at the earlier time, if that is too early for this component; else empty. C1 and P1 are of
  /// what is seen; before its event lies no answer to what is seen or heard.
  std::string place;
};

/// What the claimed size means beside the spread between people, before data are looked at. Both groups are taken as
/// normal with the same spread.
struct Arithmetic {
  std::array<std::int64_t, 2> n{};
  double between_sd = 0;
  std::string between_sd_source;
  std::optional<double> sesoi;        ///< in the unit
  double implied_d = 0;               ///< claimed size / between_sd
  double overlap = 0;                 ///< shared area of both distributions, 2 Phi(-d / 2)
  double standard_error = 0;          ///< of A - B at this n
  double half_width = 0;              ///< of its 95 % interval (Student)
  double power = 0;                   ///< of a two-sided test at 5 % if the claim is right (noncentral t)
  std::optional<double> power_sesoi;  ///< the same for the smallest effect of interest
  std::optional<std::array<std::int64_t, 2>> n_for_sesoi;  ///< that finds it with a power of 0.8
  /// Probability that the 95 % interval lies below the claimed size, if there is no difference or the smallest one of
  /// interest: how well this n can contradict the claim.
  double refutable = 0;
  std::optional<double> refutable_at_sesoi;
  double smallest_sd = 0;        ///< between people of a group, for the claimed size to be no more than `largest_d`
  double smallest_total_sd = 0;  ///< over the people of both groups together: not even equal people in each have less
  std::optional<ImpliedLatency> latency;
};

/// Whether the size can be, by arithmetic alone.
enum class Plausible { possible, implausible, impossible };
/// "possible", "implausible" or "impossible".
std::string name_of(Plausible plausible);

/// What data say of the claimed size.
struct Evidence {
  stats::Comparison comparison;  ///< Welch, with two one-sided tests where there is a smallest effect
  stats::Interval interval_90;
  double between_sd = 0;          ///< pooled, of these data
  double implied_d = 0;           ///< claimed size over it
  double t_size = 0, p_size = 1;  ///< H0: the difference, in the claim's direction, is the claimed size or more
  bool size_rejected = false;     ///< p_size < .05
};

struct Judgement {
  Card card;
  Arithmetic arithmetic;
  std::optional<Evidence> evidence;
  Plausible plausible = Plausible::possible;
  std::vector<std::string> reasons;   ///< of `plausible`, or for `possible` what was looked at; then notes
  stats::Judgement verdict;           ///< inconclusive without data
  std::vector<std::string> not_seen;  ///< what this judgement rests on and cannot see
};

/// Judges a card without data. A card without `n` or `between_sd` needs data: usage error.
///
/// Impossible: the window in which the latency is measured is shorter than the claimed difference. Implausible: the
/// claimed size is more than `largest_d` standard deviations between people, or neither reading of the typical latency
/// holds: as that of the later group, the earlier one's lies outside the component's window or, after something seen,
/// before 120 ms in the time of the first answers of visual cortex (C1, P1) where the component itself does not lie; as
/// that of the earlier group, the later one's lies outside the window. What speaks against one of them is a note.
Judgement judge(const Card& card);

/// The same with data: people's values in A and B. What the card does not say of n and spread is taken from them. The
/// verdict is that of `stats::judge` on the claimed effect: contradicted where the whole 95 % interval lies below the
/// claimed size. Errors as `stats::compare_groups`.
Judgement judge(const Card& card, std::span<const double> a, std::span<const double> b,
                const std::array<std::string, 2>& levels);

/// One record with a field for every number, absent where it does not apply; lists of reasons as lists.
Record to_record(const Judgement& judgement);
std::vector<ColumnMeaning> judgement_meanings();

/// The judgement as a page of plain text, lines of up to 100 characters.
std::string card_text(const Judgement& judgement);

}  // namespace attune::plausible
