#include <algorithm>
#include <optional>

#include "attune/cli/command.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/erp/measure.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> components, measures{"mean_amplitude"};
  std::optional<Milliseconds> from, to;
  std::string polarity, combine = "none", sme = "auto";
  erp::MeasureOptions options;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Measure amplitude and latency of event-related components, with their error.")
      .group("eeg")
      .describe(
          "Measures: mean_amplitude (mean of the samples in the window); peak_amplitude and peak_latency (largest "
          "sample; with --neighbourhood K a local peak, larger than its neighbours and than the mean of the K samples "
          "on either side); positive_area, negative_area, total_area, integral_area (trapezoids over exactly the "
          "window); fractional_area_latency (the time that divides the component's area at --fraction, solved between "
          "the samples); fractional_peak_onset and fractional_peak_offset (where the waveform, followed back or forth "
          "from the peak, crosses --fraction of it, interpolated). What cannot be measured is n/a with its reason: a "
          "peak on the window's edge, no area of the component's polarity, a window outside the data.")
      .describe(
          "The column quality is the standardized measurement error (SME). analytic: SD over trials (n - 1) of the "
          "single-trial value / sqrt(n), for mean_amplitude and integral_area alone; bootstrap: trials drawn anew with "
          "replacement, averaged and measured, for every measure. auto: analytic for epochs where the measure has it, "
          "none for averages.")
      .describe(
          "Give components as NAME:FROM:TO:POLARITY (ms; positive or negative), any number of them, and the measure "
          "column reads NAME.MEASURE; or one without a name by --from, --to and --polarity.")
      .example(
          "attune eeg data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --events rejection,acceptance --epochs "
          "epochs.h5 >counts.tsv && attune erp epochs.h5 --component n400:300:500:negative --channels CPz,Pz --combine "
          "mean --measure "
          "mean_amplitude,fractional_area_latency --sme bootstrap",
          "amplitude and latency of a negative component, each with its bootstrapped error")
      .reference(
          "Luck, Stewart, Simmons & Rhemtulla (2021). Standardized measurement error. Psychophysiology 58:e13793.")
      .reference(
          "Kiesel, Miller, Jolicoeur & Brisson (2008). Measurement of ERP latency differences. Psychophysiology 45.")
      .inputs("files", a.files, "epochs or averages of attune eeg (.h5, .tsv); - is a table of averages")
      .repeated("component", a.components, "NAME:FROM:TO:POLARITY, a component to measure")
      .option("from", a.from, "window start after the event, for one component without a name")
      .option("to", a.to, "window end")
      .choice("polarity", a.polarity, {"positive", "negative"}, "which way that component points")
      .option("measure", a.measures, "what to measure")
      .option("fraction", a.options.fraction, "part of the area or of the peak, between 0 and 1")
      .option("neighbourhood", a.options.neighbourhood, "samples on either side of a local peak; 0: absolute peak")
      .within(0, 100000)
      .option("channels", a.options.channels, "channels to measure (default: all)")
      .choice("combine", a.combine, {"none", "mean"}, "mean: measure the mean of the channels as one site")
      .option("site", a.options.site, "name of the combined site (default: the channels joined by +)")
      .choice("sme", a.sme, {"auto", "none", "analytic", "bootstrap"}, "how the error is estimated")
      .option("bootstraps", a.options.bootstraps, "number of bootstrap draws")
      .within(2, erp::kMostBootstraps)
      .output(a.out, "write the measures table");
}

std::vector<erp::Component> components_of(const Arguments& a, const std::vector<erp::Kind>& kinds) {
  std::vector<erp::Component> out;
  for (const std::string& text : a.components) out.push_back(erp::parse_component(text));
  if (!a.from && !a.to && a.polarity.empty() && !out.empty()) return out;
  if (!out.empty())
    throw usage_error("--component has its own window and polarity; leave --from, --to, --polarity out");
  if (!a.from || !a.to) throw usage_error("expected --component NAME:FROM:TO:POLARITY, or --from and --to");
  erp::Component component{"", {*a.from, *a.to}, erp::Polarity::positive};
  if (!a.polarity.empty()) component.polarity = erp::polarity_of(a.polarity);
  if (a.polarity.empty() && std::any_of(kinds.begin(), kinds.end(), erp::needs_polarity))
    throw usage_error("--polarity is required for peaks and latencies: positive or negative");
  return {component};
}

erp::Measures measure_file(const std::filesystem::path& path, erp::MeasureOptions options, const std::string& sme,
                           cli::Session& session) {
  options.source = path == "-" ? "standard input" : path.string();
  if (path == "-") return erp::measure(eeg::evoked_from_table(session.read_table(path)), options);
  session.input(path);
  const eeg::EpochFile file = eeg::read_epoch_file(path);
  if (const auto* averages = std::get_if<std::vector<eeg::Evoked>>(&file)) return erp::measure(*averages, options);
  if (sme == "auto") options.sme = erp::Sme::analytic;
  return erp::measure(std::get<eeg::Epochs>(file), options);
}

void run(const Arguments& a, cli::Session& session) {
  erp::MeasureOptions options = a.options;
  options.kinds.clear();
  for (const std::string& name : a.measures) options.kinds.push_back(erp::kind_of(name));
  options.components = components_of(a, options.kinds);
  options.combine = a.combine == "mean";
  options.sme = a.sme == "bootstrap" ? erp::Sme::bootstrap : a.sme == "analytic" ? erp::Sme::analytic : erp::Sme::none;
  options.seed = session.seed();
  options.threads = session.threads();
  if (options.sme == erp::Sme::analytic) erp::require_analytic_sme(options.kinds);
  session.check_output(a.out);
  std::vector<Measure> rows;
  for (const std::filesystem::path& path : a.files) {
    const erp::Measures measured = measure_file(path, options, a.sme, session);
    session.warn(measured.warnings);
    rows.insert(rows.end(), measured.rows.begin(), measured.rows.end());
  }
  session.write(a.out, to_table(rows),
                measure_meanings("standardized measurement error (SME) of value, in its unit", "trials averaged"));
}

const cli::Command<Arguments> command{"erp", declare, run};

}  // namespace
}  // namespace attune
