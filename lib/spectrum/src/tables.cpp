#include <fmt/format.h>

#include "attune/spectrum/measure.hpp"

namespace attune::spectrum {

Table to_table(std::span<const Row> rows) {
  std::vector<Measure> measures;
  Column::Numbers low, high;
  for (const Row& row : rows) {
    measures.push_back(row.measure);
    low.push_back(row.low);
    high.push_back(row.high);
  }
  Table out = attune::to_table(measures);
  out.add("low", std::move(low));
  out.add("high", std::move(high));
  return out;
}

std::vector<ColumnMeaning> row_meanings(double confidence, std::string_view units) {
  std::vector<ColumnMeaning> out =
      measure_meanings("standard error of value, in its unit: jackknife over blocks of neighbouring segments or trials",
                       std::string(units));
  const std::string interval = fmt::format("{:g} % confidence interval by the jackknife: ", 100 * confidence);
  out.push_back({"low", interval + "lower end", ""});
  out.push_back({"high", interval + "upper end", ""});
  return out;
}

Spectra spectra_of(const Signals& signals, std::vector<Power> conditions) {
  for (Power& power : conditions) power.blocks.clear();
  return {signals.labels, signals.channels, signals.positions, std::move(conditions)};
}

Table to_table(std::span<const Spectra> files, bool csd) {
  Column::Text participant, session, task, run, condition, channel;
  Column::Numbers frequency, density;
  Column::Integers n;
  const auto or_missing = [](const std::string& text) { return text.empty() ? std::string("n/a") : text; };
  for (const Spectra& file : files)
    for (const Power& power : file.conditions)
      for (std::size_t c = 0; c < file.channels.size(); ++c)
        for (Eigen::Index k = 0; k < power.frequencies.size(); ++k) {
          participant.push_back(or_missing(file.labels.participant_id));
          session.push_back(or_missing(file.labels.session));
          task.push_back(or_missing(file.labels.task));
          run.push_back(or_missing(file.labels.run));
          condition.push_back(or_missing(power.condition));
          channel.push_back(file.channels[c]);
          frequency.push_back(power.frequencies(k));
          density.push_back(1e12 * power.density(static_cast<Eigen::Index>(c), k));
          n.push_back(power.segments);
        }
  Table out;
  out.add("participant_id", std::move(participant));
  out.add("session", std::move(session));
  out.add("task", std::move(task));
  out.add("run", std::move(run));
  out.add("condition", std::move(condition));
  out.add("channel", std::move(channel));
  out.add("frequency_hz", std::move(frequency));
  out.add(csd ? "density_uv2_m4_hz" : "density_uv2_hz", std::move(density));
  out.add("n", std::move(n));
  return out;
}

std::vector<ColumnMeaning> spectra_meanings(bool csd) {
  return {{"frequency_hz", "frequency", "Hz"},
          {csd ? "density_uv2_m4_hz" : "density_uv2_hz", "one-sided power density, mean over the segments",
           csd ? "uV^2/m^4/Hz" : "uV^2/Hz"},
          {"n", "segments", ""}};
}

Warnings left_out(const Signals& signals, std::span<const Power> spectra) {
  Warnings out;
  for (const Power& power : spectra)
    if (power.not_finite + power.rejected > 0)
      out.push_back(fmt::format(
          "{}{}: {} of {} segments are left out: {} have values that are not finite, {} exceed "
          "the peak-to-peak limit",
          describe(signals.source), power.condition.empty() ? "" : ": condition " + in_quotes(power.condition),
          power.not_finite + power.rejected, power.segments + power.not_finite + power.rejected, power.not_finite,
          power.rejected));
  return out;
}

std::vector<std::string> power_paragraphs() {
  return {
      "Segments lie inside stretches without a boundary, gap or end of a state; of each the mean is taken off. welch: "
      "one taper and overlapping segments; multitaper: Slepian tapers that keep 90 % of their energy within the "
      "bandwidth. The density (uV^2/Hz) is one-sided, and its integral over all frequencies is the variance of the "
      "weighted segments.",
      "Measures of every band: power (uV^2, the integral of the density between the band's ends, which are "
      "interpolated), density (power divided by the band's width), log_power (natural logarithm), relative_power "
      "(share of the power in --total), centre (centre of gravity), peak_frequency and peak_height (the highest peak "
      "that stands out from the 1/f line, interpolated; n/a where there is none). Without a band: exponent and offset "
      "of the 1/f line, log10 density = offset - exponent log10 frequency, fitted to --fit-range outside peaks.",
      "asymmetry is ln(right) - ln(left) of the power of a pair, averaged over the segments first: positive is more "
      "power on the right. Alpha power is taken to go against activity. It depends on the reference: --step "
      "reference:channels=average or --csd say which.",
      "The column quality is the standard error by the jackknife over up to 20 blocks of neighbouring segments or "
      "trials, low and high the confidence interval (Student's t; of power, density and share on the logarithm's "
      "scale). Below 5 segments or trials there is none.",
      "Sets of bands: adult is delta 1-4, theta 4-8, alpha 8-13, beta 13-30 Hz; infant (5 months to 4 years) is theta "
      "3-6, alpha 6-9 Hz (Marshall, Bar-Haim & Fox 2002, Clin Neurophysiol 113:1199-1208).",
  };
}

}  // namespace attune::spectrum
