#include "attune/plausible/judgement.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/stats/power.hpp"
#include "attune/stats/summary.hpp"

namespace attune::plausible {
namespace {

constexpr double kAlpha = 0.05;
constexpr double kWantedPower = 0.8;

/// The first answers of visual cortex to something seen: windows of C1 and P1 (Dan & Raz 2012, Biol Psychol 91).
constexpr double kFirstAnswerMs = 50, kC1EndMs = 80, kP1EndMs = 120;

std::string place_of(double ms) {
  if (ms < 0) return "before the event itself";
  if (ms < kFirstAnswerMs) return "before the first answer of visual cortex (C1, 50-80 ms)";
  if (ms < kC1EndMs) return "in the time of C1 (50-80 ms)";
  if (ms < kP1EndMs) return "in the time of P1 (80-120 ms)";
  return "";
}

/// What speaks against the earlier time, of which only what is seen has a C1 and P1. Before what is answered or awaited
/// brains are busy with it, and a component that itself lies as early is no argument against itself.
std::string place_of(const LatencyClaim& typical, double earlier_ms) {
  const bool seen = typical.event == Event::seen, heard = typical.event == Event::heard;
  const std::string place = seen || (heard && earlier_ms < 0) ? place_of(earlier_ms) : "";
  return place == place_of(typical.latency_ms) ? "" : place;
}

ImpliedLatency implied_latency(const LatencyClaim& typical, double size) {
  const double from = typical.component.window.from.count(), to = typical.component.window.to.count();
  const auto inside = [&](double ms) { return ms >= from && ms <= to; };
  ImpliedLatency implied;
  implied.earlier_ms = typical.latency_ms - size;
  implied.later_ms = typical.latency_ms + size;
  implied.earlier_in_window = inside(implied.earlier_ms);
  implied.later_in_window = inside(implied.later_ms);
  implied.largest_in_window_ms = to - from;
  implied.place = place_of(typical, implied.earlier_ms);
  return implied;
}

stats::PowerDesign design_of(const std::array<std::int64_t, 2>& n) {
  stats::PowerDesign design;
  design.ratio = static_cast<double>(n[1]) / static_cast<double>(n[0]);
  return design;
}

/// The 95 % interval lies below `size` where the estimate is too far below it: one side of a two-sided test.
double refutable(stats::PowerDesign design, double n_a, double d_below) {
  design.two_sided = false;
  design.alpha = kAlpha / 2;
  return stats::power_of(design, n_a, d_below);
}

Arithmetic work_out(const Card& card, const std::array<std::int64_t, 2>& n, double sd, const std::string& sd_source) {
  const auto a = static_cast<double>(n[0]), b = static_cast<double>(n[1]);
  const stats::PowerDesign design = design_of(n);
  Arithmetic out;
  out.n = n;
  out.between_sd = sd;
  out.between_sd_source = sd_source;
  out.implied_d = card.size / sd;
  out.overlap = 2 * stats::normal_upper(out.implied_d / 2);
  out.standard_error = sd * std::sqrt(1 / a + 1 / b);
  out.half_width = stats::student_t_quantile(1 - kAlpha / 2, a + b - 2) * out.standard_error;
  out.power = stats::power_of(design, a, out.implied_d);
  out.refutable = refutable(design, a, out.implied_d);
  out.smallest_sd = card.size / card.plausibility.largest_d;
  out.smallest_total_sd = card.size * std::sqrt(a * b / (a + b) / (a + b - 1));
  if (card.sesoi) {
    const double d = card.sesoi->standardised ? card.sesoi->size : card.sesoi->size / sd;
    out.sesoi = d * sd;
    out.power_sesoi = stats::power_of(design, a, d);
    out.refutable_at_sesoi = refutable(design, a, out.implied_d - d);
    out.n_for_sesoi = stats::solve_n(design, d, kWantedPower).whole_n;
  }
  if (card.plausibility.latency) out.latency = implied_latency(*card.plausibility.latency, card.size);
  return out;
}

std::string with_unit(double value, const std::string& unit) { return fmt::format("{:.4g} {}", value, unit); }

/// The typical latency may be that of the later group or of the earlier one, so that only what speaks against both is a
/// reason; what speaks against one of them is a note.
void weigh_latency(Judgement& judged, std::vector<std::string>& notes) {
  const ImpliedLatency& latency = *judged.arithmetic.latency;
  const erp::Component& component = judged.card.plausibility.latency->component;
  const std::string window = fmt::format("{:g} to {:g} ms", component.window.from.count(), component.window.to.count());
  if (judged.card.size > latency.largest_in_window_ms) {
    judged.plausible = Plausible::impossible;
    judged.reasons.push_back(
        fmt::format("the window ({}) is {:g} ms long: no two latencies measured in it differ by {:g} ms", window,
                    latency.largest_in_window_ms, judged.card.size));
  }
  std::vector<std::string> earlier, later;
  if (!latency.earlier_in_window)
    earlier.push_back(fmt::format("the earlier group's latency would be {:g} ms, outside the component's window ({})",
                                  latency.earlier_ms, window));
  if (!latency.place.empty()) earlier.push_back(fmt::format("{:g} ms is {}", latency.earlier_ms, latency.place));
  if (!latency.later_in_window)
    later.push_back(fmt::format("the later group's latency would be {:g} ms, outside the component's window ({})",
                                latency.later_ms, window));
  std::vector<std::string>& to = earlier.empty() || later.empty() ? notes : judged.reasons;
  to.insert(to.end(), earlier.begin(), earlier.end());
  to.insert(to.end(), later.begin(), later.end());
  if (!notes.empty())
    notes.push_back(earlier.empty()
                        ? fmt::format("with the typical latency that of the later group, the earlier one's is {:g} ms",
                                      latency.earlier_ms)
                        : fmt::format("with the typical latency that of the earlier group, the later one's is {:g} ms",
                                      latency.later_ms));
}

void weigh(Judgement& judged) {
  const Card& card = judged.card;
  const Arithmetic& found = judged.arithmetic;
  std::vector<std::string> notes;
  if (found.latency) weigh_latency(judged, notes);
  if (found.implied_d > card.plausibility.largest_d)
    judged.reasons.push_back(
        fmt::format("{} is {:.3g} standard deviations between people (more than {:g}); it would take a spread of {}",
                    with_unit(card.size, card.unit), found.implied_d, card.plausibility.largest_d,
                    with_unit(found.smallest_sd, card.unit)));
  if (judged.plausible == Plausible::possible && !judged.reasons.empty()) judged.plausible = Plausible::implausible;
  if (judged.reasons.empty())
    judged.reasons.push_back(fmt::format("{} is {:.3g} standard deviations between people (at most {:g})",
                                         with_unit(card.size, card.unit), found.implied_d,
                                         card.plausibility.largest_d));
  judged.reasons.insert(judged.reasons.end(), notes.begin(), notes.end());
}

std::vector<std::string> unseen(const Card& card, bool data) {
  std::vector<std::string> out;
  out.push_back(
      card.source_status.empty()
          ? "whether the claim has a source was not said"
          : fmt::format("source_status ({}) is what the card says; no library was searched", card.source_status));
  if (card.plausibility.between_sd)
    out.push_back("the spread between people is what the card says" +
                  (card.plausibility.between_sd_source.empty() ? std::string(", without a source")
                                                               : ": " + card.plausibility.between_sd_source));
  if (const auto& latency = card.plausibility.latency)
    out.push_back(latency->event == Event::seen
                      ? std::string("the time of C1 and P1 is that of things seen")
                      : fmt::format("how early the brain can differ after this event ({}) was not looked at",
                                    name_of(latency->event)));
  if (!data) out.push_back("there were no data: the verdict rests on none");
  return out;
}

}  // namespace

std::string name_of(Plausible plausible) {
  switch (plausible) {
    case Plausible::possible:
      return "possible";
    case Plausible::implausible:
      return "implausible";
    case Plausible::impossible:
      return "impossible";
  }
  return "";
}

Judgement judge(const Card& card) {
  const Plausibility& known = card.plausibility;
  if (!known.n || !known.between_sd)
    throw usage_error(fmt::format("{}: plausibility has no {}; state it in the card or give a table of data",
                                  card.path.string(), known.n ? "between_sd" : "n"));
  Judgement judged;
  judged.card = card;
  judged.arithmetic = work_out(card, *known.n, *known.between_sd, known.between_sd_source);
  judged.verdict = {stats::Verdict::inconclusive, "there are no data"};
  weigh(judged);
  judged.not_seen = unseen(card, false);
  return judged;
}

Judgement judge(const Card& card, std::span<const double> a, std::span<const double> b,
                const std::array<std::string, 2>& levels) {
  Evidence evidence;
  stats::CompareOptions options;
  options.levels = levels;
  options.smallest_effect = card.sesoi;
  evidence.comparison = stats::compare_groups(a, b, options);
  const stats::Comparison& found = evidence.comparison;
  evidence.between_sd = stats::pooled_sd(stats::summarise(a), stats::summarise(b));
  evidence.implied_d = card.size / evidence.between_sd;
  const double error = std::sqrt(found.sd[0] * found.sd[0] / static_cast<double>(found.n[0]) +
                                 found.sd[1] * found.sd[1] / static_cast<double>(found.n[1]));
  const double reach = stats::student_t_quantile(1 - kAlpha, *found.df) * error;
  evidence.interval_90 = {found.estimate - reach, found.estimate + reach};
  evidence.t_size = ((card.positive ? found.estimate : -found.estimate) - card.size) / error;
  evidence.p_size = stats::student_t_lower(evidence.t_size, *found.df);
  evidence.size_rejected = evidence.p_size < kAlpha;

  Judgement judged;
  judged.card = card;
  const Plausibility& known = card.plausibility;
  judged.arithmetic = work_out(card, known.n.value_or(found.n), known.between_sd.value_or(evidence.between_sd),
                               known.between_sd ? known.between_sd_source : "the data");
  judged.verdict = stats::judge(found, stats::ClaimedEffect{card.positive, false, card.size, card.unit});
  judged.evidence = std::move(evidence);
  weigh(judged);
  judged.not_seen = unseen(card, true);
  return judged;
}

}  // namespace attune::plausible
