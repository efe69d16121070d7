// What a certificate says, as records, tables and a figure.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/transfer/certificate.hpp"

namespace attune::transfer {
namespace {

constexpr double kMicrovolts = 1e6;

bool is_latency(const std::string& measure) { return erp::unit_of(erp::kind_of(measure)) == "ms"; }

std::vector<TransferCase> cases_of(const Certificate& certificate, const std::string& measure) {
  std::vector<TransferCase> out;
  std::copy_if(certificate.cases.begin(), certificate.cases.end(), std::back_inserter(out),
               [&](const TransferCase& one) { return one.measure == measure; });
  return out;
}

bool is_lost(const TransferCase& one) { return std::isnan(one.after) && !std::isnan(one.ideal); }

std::int64_t without_value(const std::vector<TransferCase>& cases) {
  return std::count_if(cases.begin(), cases.end(), is_lost);
}

bool has_no_ideal(const TransferCase& one) { return std::isnan(one.ideal); }

std::int64_t without_ideal(const std::vector<TransferCase>& cases) {
  return std::count_if(cases.begin(), cases.end(), has_no_ideal);
}

struct Spread {
  double mean = 0, low = 0, high = 0;
};
// Of the cases that have a value; NaN without one.
template <class Number>
Spread spread_of(const std::vector<TransferCase>& cases, Number number) {
  Spread out{0, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  double n = 0;
  for (const TransferCase& one : cases) {
    const double x = number(one);
    if (std::isnan(x)) continue;
    out.mean += x;
    out.low = std::min(out.low, x);
    out.high = std::max(out.high, x);
    n += 1;
  }
  const double none = std::numeric_limits<double>::quiet_NaN();
  return n > 0 ? Spread{out.mean / n, out.low, out.high} : Spread{none, none, none};
}

double largest(const Spread& spread) { return std::max(std::abs(spread.low), std::abs(spread.high)); }

// Why a latency does not pass; empty if it does.
Warnings failures_of(const Certificate& certificate, const std::string& measure) {
  const std::vector<TransferCase> cases = cases_of(certificate, measure);
  const auto reason = [&](auto is_such) { return std::find_if(cases.begin(), cases.end(), is_such)->reason; };
  const double limit = certificate.request.limit.count(), shift = largest_shift(certificate, measure);
  Warnings out;
  if (const std::int64_t lost = without_value(cases); lost > 0) {
    out.push_back(fmt::format("{} has no value after the steps in {} of {} cases: {}", measure, lost, cases.size(),
                              reason(is_lost)));
  } else if (!(shift <= limit)) {
    const double sampling = largest(spread_of(cases, [](const TransferCase& c) { return c.recorded - c.ideal; }));
    out.push_back(
        fmt::format("{} moves by up to {:.3f} ms; expected {} ms or less{}", measure, shift, limit,
                    sampling > limit ? fmt::format(" (sampling alone moves it by {:.3f} ms)", sampling) : ""));
  }
  if (const std::int64_t without = without_ideal(cases); without > 0)
    out.push_back(
        fmt::format("{} does not exist in {} of {} cases {}; they certify nothing: choose another window, "
                    "latency or width",
                    measure, without, cases.size(), reason(has_no_ideal)));
  return out;
}

Record latency_record(const Certificate& certificate, const std::string& measure) {
  const std::vector<TransferCase> cases = cases_of(certificate, measure);
  const Spread shift = spread_of(cases, [](const TransferCase& one) { return one.after - one.ideal; });
  const Spread sampling = spread_of(cases, [](const TransferCase& one) { return one.recorded - one.ideal; });
  return {{"measure", measure},
          {"unit", std::string("ms")},
          {"cases", static_cast<std::int64_t>(cases.size())},
          {"without_ideal", without_ideal(cases)},
          {"without_value", without_value(cases)},
          {"shift_mean_ms", shift.mean},
          {"shift_low_ms", shift.low},
          {"shift_high_ms", shift.high},
          {"largest_ms", largest(shift)},
          {"sampling_ms", largest(sampling)},
          {"passes", failures_of(certificate, measure).empty()}};
}

Record amplitude_record(const Certificate& certificate, const std::string& measure) {
  const std::vector<TransferCase> cases = cases_of(certificate, measure);
  const Spread ratio = spread_of(cases, [](const TransferCase& one) { return one.after / one.ideal; });
  return {{"measure", measure},
          {"unit", erp::unit_of(erp::kind_of(measure))},
          {"cases", static_cast<std::int64_t>(cases.size())},
          {"without_ideal", without_ideal(cases)},
          {"without_value", without_value(cases)},
          {"ratio_mean", ratio.mean},
          {"ratio_low", ratio.low},
          {"ratio_high", ratio.high}};
}

}  // namespace

double largest_shift(const Certificate& certificate, const std::string& measure) {
  const std::vector<TransferCase> cases = cases_of(certificate, measure);
  if (cases.empty() || without_value(cases) > 0) return std::numeric_limits<double>::quiet_NaN();
  return largest(spread_of(cases, [](const TransferCase& one) { return one.after - one.ideal; }));
}

Warnings failures(const Certificate& certificate) {
  Warnings out;
  for (const std::string& measure : certificate.request.measures) {
    if (!is_latency(measure)) continue;
    const Warnings failures = failures_of(certificate, measure);
    out.insert(out.end(), failures.begin(), failures.end());
  }
  return out;
}

std::optional<bool> passes(const Certificate& certificate) {
  const std::vector<std::string>& measures = certificate.request.measures;
  if (std::none_of(measures.begin(), measures.end(), is_latency)) return std::nullopt;
  return failures(certificate).empty();
}

Document to_document(const Certificate& certificate) {
  const CertificateRequest& request = certificate.request;
  std::vector<Record> measures;
  for (const std::string& measure : request.measures)
    measures.push_back(is_latency(measure) ? latency_record(certificate, measure)
                                           : amplitude_record(certificate, measure));
  const TransferForm& form = certificate.form;
  const Record shape{{"width_before_ms", form.width_before_ms},
                     {"width_after_ms", form.width_after_ms},
                     {"broadening_ms", form.width_after_ms - form.width_before_ms},
                     {"height_ratio", form.height_ratio},
                     {"undershoot_percent", form.undershoot_percent},
                     {"rate_hz", request.rate.value()},
                     {"rate_after_hz", form.rate_after.value()}};
  const std::optional<bool> pass = passes(certificate);
  Document out;
  out.parts = {{"measures", measures}, {"form", {shape}}};
  out.fields = {{"component", request.component},
                {"shape", request.shape},
                {"latency_ms", certificate.component.latency.count()},
                {"channel", request.channel},
                {"steps", certificate.steps},
                {"report", certificate.report},
                {"limit_ms", request.limit.count()},
                {"passes", pass ? FieldValue(*pass) : std::numeric_limits<double>::quiet_NaN()}};
  return out;
}

Table to_table(const Certificate& certificate) {
  Column::Text measures, units, reasons;
  Column::Numbers latencies, places, ideal, recorded, after;
  for (const TransferCase& one : certificate.cases) {
    measures.push_back(one.measure);
    units.push_back(erp::unit_of(erp::kind_of(one.measure)));
    latencies.push_back(one.latency_ms);
    places.push_back(one.subsample);
    ideal.push_back(one.ideal);
    recorded.push_back(one.recorded);
    after.push_back(one.after);
    reasons.push_back(one.reason.empty() ? "n/a" : one.reason);
  }
  Table table;
  table.add("measure", std::move(measures));
  table.add("component_latency_ms", std::move(latencies));
  table.add("event_between_samples", std::move(places));
  table.add("ideal", std::move(ideal));
  table.add("recorded", std::move(recorded));
  table.add("after", std::move(after));
  table.add("unit", std::move(units));
  table.add("reason", std::move(reasons));
  return table;
}

std::vector<ColumnMeaning> certificate_meanings() {
  return {{"measure", "what is measured", ""},
          {"unit", "of the measure", ""},
          {"cases", "places of the component: three latencies, eight places between two samples", "count"},
          {"without_ideal",
           "cases in which the component itself does not have the measure: left out of the shifts, and not passed",
           "count"},
          {"without_value", "cases in which the measure does not exist after the steps", "count"},
          {"shift_mean_ms", "after the steps less the component itself, mean over cases", "ms"},
          {"shift_low_ms", "the least", "ms"},
          {"shift_high_ms", "the most", "ms"},
          {"largest_ms", "the largest in absolute value", "ms"},
          {"sampling_ms", "the largest that sampling makes without any step", "ms"},
          {"passes",
           "true if every latency exists in all cases and moves by no more than the limit; missing without one", ""},
          {"ratio_mean", "after the steps over the component itself, mean over cases", ""},
          {"ratio_low", "the least", ""},
          {"ratio_high", "the most", ""},
          {"width_before_ms", "full width at half height of the component", "ms"},
          {"width_after_ms", "the same after the steps", "ms"},
          {"broadening_ms", "after less before", "ms"},
          {"height_ratio", "height after over before", ""},
          {"undershoot_percent", "largest excursion to the other side after the steps, of the height", "percent"},
          {"rate_hz", "sampling frequency of the recording", "Hz"},
          {"rate_after_hz", "after the steps", "Hz"},
          {"component", "window of the measures", ""},
          {"shape", "of the component", ""},
          {"latency_ms", "of the middle component", "ms"},
          {"channel", "where it is measured", ""},
          {"steps", "the chain", ""},
          {"report", "what each step did", ""},
          {"limit_ms", "largest shift that passes", "ms"},
          {"component_latency_ms", "of the component's top", "ms"},
          {"event_between_samples", "place of the event between two samples after the steps", "samples"},
          {"ideal", "the measure of the component itself", "see unit"},
          {"recorded", "of the recording before any step", "see unit"},
          {"after", "after the steps", "see unit"},
          {"reason", "why there is no value after the steps", ""}};
}

report::LinesFigure figure(const Certificate& certificate) {
  report::LinesFigure out;
  out.name = "transfer";
  out.title = passes(certificate).value_or(true) ? "The component before and after the steps"
                                                 : "The component before and after the steps: does not pass";
  out.description = fmt::format("A synthetic component at {:.1f} ms without noise, and what {} leave of it.",
                                certificate.component.latency.count(), fmt::join(certificate.steps, ", "));
  out.x_label = "time (ms)";
  out.y_label = "amplitude (uV)";
  out.x = certificate.times_ms;
  out.reference_y = 0.0;
  report::Line before, after;
  before.name = "component";
  after.name = "after the steps";
  for (const double volts : certificate.wave_before) before.y.push_back(kMicrovolts * volts);
  for (const double volts : certificate.wave_after) after.y.push_back(kMicrovolts * volts);
  out.lines = {before, after};
  const erp::Component window = erp::parse_component(certificate.request.component);
  out.spans = {{window.window.from.count(), window.window.to.count(), window.name}};
  return out;
}

}  // namespace attune::transfer
