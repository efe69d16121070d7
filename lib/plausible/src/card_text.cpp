#include <fmt/format.h>

#include <sstream>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/plausible/judgement.hpp"

namespace attune::plausible {
namespace {

constexpr std::size_t kWidth = 100, kIndent = 14;

/// Words that stay on one line; a unit, percent sign or short word stays with the number before it.
std::vector<std::string> unbroken(const std::string& text) {
  constexpr std::size_t kShort = 3;
  std::vector<std::string> out;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const bool after_number = !out.empty() && out.back().back() >= '0' && out.back().back() <= '9';
    if (after_number && word.size() <= kShort)
      out.back() += " " + word;
    else
      out.push_back(word);
  }
  return out;
}

/// A line with a label, broken between words.
std::string line(const std::string& label, const std::string& text) {
  std::string out = fmt::format("{:<{}}", label, kIndent);
  std::size_t column = kIndent;
  for (const std::string& word : unbroken(text)) {
    if (column > kIndent && column + 1 + word.size() > kWidth) {
      out += "\n" + std::string(kIndent, ' ');
      column = kIndent;
    }
    if (column > kIndent) out += " ", ++column;
    out += word;
    column += word.size();
  }
  return out + "\n";
}

std::string lines(const std::string& label, const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += line(out.empty() ? label : "", text);
  return out;
}

/// Never "100 %" of what is not certain.
std::string share(double probability) {
  if (probability > 0.9995) return "more than 99.9 %";
  if (probability < 0.0005) return "less than 0.1 %";
  return fmt::format("{:.1f} %", 100 * probability);
}

std::string about_claim(const Card& card) {
  std::string out = line("claim", card.claim);
  if (!card.quote.empty()) out += line("quote", "\"" + card.quote + "\"");
  const std::string status = card.source_status.empty() ? "" : fmt::format(" [{}]", card.source_status);
  out += line("source", (card.source.empty() ? std::string("not stated") : card.source) + status);
  if (!card.estimand.empty()) out += line("estimand", card.estimand);
  return out + line("claimed", fmt::format("{:g} {} or more, {}", card.size, card.unit,
                                           card.positive ? "above zero" : "below zero"));
}

std::string about_size(const Judgement& judged) {
  const Arithmetic& a = judged.arithmetic;
  const std::string& unit = judged.card.unit;
  std::string out = line("spread", fmt::format("SD between people {:.4g} {}{}", a.between_sd, unit,
                                               a.between_sd_source.empty() ? "" : " (" + a.between_sd_source + ")"));
  out += line("implied d",
              fmt::format("{:.3g}; two groups so far apart share {} of their area", a.implied_d, share(a.overlap)));
  out += line("", fmt::format("possible (d of {:g}) only with an SD of {:.4g} {} or more; and whoever is in which "
                              "group, all people together need one of {:.4g} {}",
                              judged.card.plausibility.largest_d, a.smallest_sd, unit, a.smallest_total_sd, unit));
  out += line("at this n", fmt::format("{} and {} people: standard error {:.3g} {}, 95 % interval +/- {:.3g} {}",
                                       a.n[0], a.n[1], a.standard_error, unit, a.half_width, unit));
  out += line("", fmt::format("finds the claimed size in {} of studies, contradicts it in {} if there is no difference",
                              share(a.power), share(a.refutable)));
  if (a.sesoi)
    out += line("", fmt::format("finds {:.4g} {} (the smallest effect of interest) in {}{}", *a.sesoi, unit,
                                share(*a.power_sesoi),
                                a.n_for_sesoi ? fmt::format("; {} and {} people would in 80 %", (*a.n_for_sesoi)[0],
                                                            (*a.n_for_sesoi)[1])
                                              : std::string()));
  return out;
}

std::string about_latency(const LatencyClaim& typical, const ImpliedLatency& implied) {
  const auto where = [](bool inside) { return inside ? "in the window" : "outside the window"; };
  std::string out = line(
      "component", fmt::format("{} at {:g} ms{}, window {:g} to {:g} ms", typical.component.name, typical.latency_ms,
                               typical.latency_source.empty() ? "" : " (" + typical.latency_source + ")",
                               typical.component.window.from.count(), typical.component.window.to.count()));
  out += line("implied",
              fmt::format("the earlier group at {:g} ms ({}{}), or the later one at {:g} ms ({})", implied.earlier_ms,
                          where(implied.earlier_in_window), implied.place.empty() ? "" : "; " + implied.place,
                          implied.later_ms, where(implied.later_in_window)));
  return out;
}

std::string about_data(const Judgement& judged) {
  const Evidence& found = *judged.evidence;
  const stats::Comparison& c = found.comparison;
  const std::string& unit = judged.card.unit;
  std::string out =
      line("data", fmt::format("{} - {} = {:.4g} {}, 95 % [{:.4g}, {:.4g}], 90 % [{:.4g}, {:.4g}]; {} and "
                               "{} people, SD {:.4g} {}",
                               c.levels[0], c.levels[1], c.estimate, unit, c.interval.low, c.interval.high,
                               found.interval_90.low, found.interval_90.high, c.n[0], c.n[1], found.between_sd, unit));
  out += line("", fmt::format("claimed size {}: p = {:.3g} that it is {:g} {} or more",
                              found.size_rejected ? "rejected" : "not rejected", found.p_size, judged.card.size, unit));
  if (c.equivalence)
    out += line("", fmt::format("smaller than the smallest effect of interest: {} (p = {:.3g})",
                                c.equivalence->p() < 0.05 ? "shown" : "not shown", c.equivalence->p()));
  return out;
}

}  // namespace

std::string card_text(const Judgement& judged) {
  std::string out = about_claim(judged.card) + about_size(judged);
  if (judged.arithmetic.latency) out += about_latency(*judged.card.plausibility.latency, *judged.arithmetic.latency);
  if (judged.evidence) out += about_data(judged);
  out += line("plausible", name_of(judged.plausible));
  out += lines("", judged.reasons);
  out += line("verdict", fmt::format("{}: {}", stats::name_of(judged.verdict.verdict), judged.verdict.reason));
  return out + lines("not seen", judged.not_seen);
}

}  // namespace attune::plausible
