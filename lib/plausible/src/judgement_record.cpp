#include "attune/plausible/judgement.hpp"

namespace attune::plausible {
namespace {

void add_text(Record& out, const char* name, const std::string& text) {
  if (!text.empty()) out.emplace_back(name, text);
}

void add_number(Record& out, const char* name, const std::optional<double>& value) {
  if (value) out.emplace_back(name, *value);
}

std::vector<std::int64_t> listed(const std::array<std::int64_t, 2>& n) { return {n[0], n[1]}; }

void add_claim(Record& out, const Card& card) {
  out.emplace_back("name", card.name);
  out.emplace_back("claim", card.claim);
  add_text(out, "quote", card.quote);
  add_text(out, "source", card.source);
  add_text(out, "source_status", card.source_status);
  add_text(out, "estimand", card.estimand);
  out.emplace_back("unit", card.unit);
  out.emplace_back("direction", std::string(card.positive ? "positive" : "negative"));
  out.emplace_back("claimed", card.size);
}

void add_arithmetic(Record& out, const Arithmetic& found) {
  add_number(out, "sesoi", found.sesoi);
  out.emplace_back("n", listed(found.n));
  out.emplace_back("between_sd", found.between_sd);
  add_text(out, "between_sd_source", found.between_sd_source);
  out.emplace_back("implied_d", found.implied_d);
  out.emplace_back("overlap", found.overlap);
  out.emplace_back("standard_error", found.standard_error);
  out.emplace_back("half_width", found.half_width);
  out.emplace_back("power", found.power);
  add_number(out, "power_sesoi", found.power_sesoi);
  if (found.n_for_sesoi) out.emplace_back("n_for_sesoi", listed(*found.n_for_sesoi));
  out.emplace_back("refutable", found.refutable);
  add_number(out, "refutable_at_sesoi", found.refutable_at_sesoi);
  out.emplace_back("smallest_sd", found.smallest_sd);
  out.emplace_back("smallest_total_sd", found.smallest_total_sd);
}

void add_latency(Record& out, const LatencyClaim& typical, const ImpliedLatency& implied) {
  add_text(out, "component", typical.component.name);
  out.emplace_back("window_from_ms", typical.component.window.from.count());
  out.emplace_back("window_to_ms", typical.component.window.to.count());
  out.emplace_back("latency_ms", typical.latency_ms);
  add_text(out, "latency_source", typical.latency_source);
  out.emplace_back("event", name_of(typical.event));
  out.emplace_back("implied_earlier_ms", implied.earlier_ms);
  out.emplace_back("implied_later_ms", implied.later_ms);
  out.emplace_back("earlier_in_window", implied.earlier_in_window);
  out.emplace_back("later_in_window", implied.later_in_window);
  out.emplace_back("largest_in_window_ms", implied.largest_in_window_ms);
  add_text(out, "implied_place", implied.place);
}

void add_evidence(Record& out, const Evidence& found) {
  const stats::Comparison& c = found.comparison;
  out.emplace_back("levels", std::vector<std::string>(c.levels.begin(), c.levels.end()));
  out.emplace_back("data_n", listed(c.n));
  out.emplace_back("estimate", c.estimate);
  out.emplace_back("ci_low", c.interval.low);
  out.emplace_back("ci_high", c.interval.high);
  out.emplace_back("ci90_low", found.interval_90.low);
  out.emplace_back("ci90_high", found.interval_90.high);
  out.emplace_back("p", c.p);
  if (c.g) out.emplace_back("g", c.g->value);
  add_number(out, "bf10", c.bf10);
  out.emplace_back("data_between_sd", found.between_sd);
  out.emplace_back("data_implied_d", found.implied_d);
  if (c.equivalence) {
    out.emplace_back("p_lower", c.equivalence->p_lower);
    out.emplace_back("p_upper", c.equivalence->p_upper);
  }
  out.emplace_back("t_size", found.t_size);
  out.emplace_back("p_size", found.p_size);
  out.emplace_back("size_rejected", found.size_rejected);
}

}  // namespace

Record to_record(const Judgement& judged) {
  Record out;
  add_claim(out, judged.card);
  add_arithmetic(out, judged.arithmetic);
  if (judged.arithmetic.latency) add_latency(out, *judged.card.plausibility.latency, *judged.arithmetic.latency);
  if (judged.evidence) add_evidence(out, *judged.evidence);
  out.emplace_back("plausible", name_of(judged.plausible));
  out.emplace_back("plausible_reasons", judged.reasons);
  out.emplace_back("verdict", stats::name_of(judged.verdict.verdict));
  out.emplace_back("reason", judged.verdict.reason);
  out.emplace_back("not_seen", judged.not_seen);
  return out;
}

std::vector<ColumnMeaning> judgement_meanings() {
  return {
      {"name", "file of the claim, without ending", ""},
      {"claim", "the claim, as the card says it", ""},
      {"quote", "its words where it was made", ""},
      {"source", "who makes it, as the card says", ""},
      {"source_status", "found, not found or differs, as the card says", ""},
      {"estimand", "what is estimated", ""},
      {"unit", "of every size, spread and estimate", ""},
      {"direction", "side of zero of A - B if the claim is right", ""},
      {"claimed", "the size that is claimed, without sign", ""},
      {"sesoi", "smallest effect of interest", ""},
      {"n", "people of A and of B in the arithmetic", ""},
      {"between_sd", "SD between people of one group", ""},
      {"between_sd_source", "where that is from", ""},
      {"implied_d", "claimed / between_sd", ""},
      {"overlap", "shared area of two normal groups so far apart", ""},
      {"standard_error", "of A - B at that n and spread", ""},
      {"half_width", "of the 95 % interval of A - B", ""},
      {"power", "of a two-sided t at 5 % if the claim is right", ""},
      {"power_sesoi", "the same for the smallest effect of interest", ""},
      {"n_for_sesoi", "people of A and B that find the smallest effect with a power of 0.8", ""},
      {"refutable", "probability that the 95 % interval lies below the claimed size if there is no difference", ""},
      {"refutable_at_sesoi", "the same if the difference is the smallest of interest", ""},
      {"smallest_sd", "between people of a group for the claim to be no more than largest_d", ""},
      {"smallest_total_sd", "over both groups' people: less cannot hold the claimed difference of means", ""},
      {"component", "whose latency it is", ""},
      {"window_from_ms", "start of its window", "ms"},
      {"window_to_ms", "end of its window", "ms"},
      {"latency_ms", "its typical latency, as the card says", "ms"},
      {"latency_source", "where that is from", ""},
      {"event", "what the latency is counted from: seen, heard, response, awaited", ""},
      {"implied_earlier_ms", "typical latency less the claimed difference", "ms"},
      {"implied_later_ms", "typical latency and the claimed difference", "ms"},
      {"earlier_in_window", "the earlier latency lies in the window", ""},
      {"later_in_window", "the later latency lies in the window", ""},
      {"largest_in_window_ms", "length of the window: latencies measured in it differ by no more", "ms"},
      {"implied_place", "what the brain does at the earlier time, if that is too early for the component", ""},
      {"levels", "the groups of the data; the estimate is the first less the second", ""},
      {"data_n", "people of A and of B in the data", ""},
      {"estimate", "A - B in the data", ""},
      {"ci_low", "95 % interval of the estimate (Welch), lower end", ""},
      {"ci_high", "its upper end", ""},
      {"ci90_low", "90 % interval, lower end", ""},
      {"ci90_high", "its upper end", ""},
      {"p", "of no difference, two-sided (Welch)", ""},
      {"g", "Hedges' g", ""},
      {"bf10", "JZS Bayes factor of a difference against none", ""},
      {"data_between_sd", "pooled SD of the data", ""},
      {"data_implied_d", "claimed / data_between_sd", ""},
      {"p_lower", "H0: difference at or below -sesoi", ""},
      {"p_upper", "H0: difference at or above sesoi", ""},
      {"t_size", "(difference in the claim's direction - claimed) / standard error", ""},
      {"p_size", "H0: the difference is the claimed size or more", ""},
      {"size_rejected", "p_size < .05", ""},
      {"plausible", "possible, implausible or impossible, by arithmetic alone", ""},
      {"plausible_reasons", "why", ""},
      {"verdict", "supported, equivalent to none, inconclusive or contradicted, by the data", ""},
      {"reason", "why", ""},
      {"not_seen", "what the judgement rests on and cannot see", ""},
  };
}

}  // namespace attune::plausible
