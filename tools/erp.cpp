#include <optional>

#include "attune/base/distinct_files.hpp"
#include "attune/cli/command.hpp"
#include "attune/eeg/epoch_input.hpp"
#include "attune/erp/measure.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> components, measures{"mean_amplitude"}, differences, contrasts, lateralisations, pairs;
  std::optional<Milliseconds> from, to, counter_from, counter_to;
  std::optional<std::string> layout;
  std::string polarity, combine = "none", sme = "auto", peak = "sample", without = "n/a", ends = "inside";
  erp::MeasureOptions options;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Measure amplitude and latency of event-related components, with their error.").group("eeg");
  for (const std::string& paragraph : erp::definitions()) tool.describe(paragraph);
  tool.describe(eeg::layout_definition())
      .example(
          "attune eeg data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --events rejection,acceptance --epochs "
          "epochs.h5 >counts.tsv && attune erp epochs.h5 --component N400 --channels CPz,Pz --combine mean --measure "
          "mean_amplitude,fractional_area_latency --difference effect=rejection-acceptance --sme bootstrap",
          "amplitude and latency of a negative component and of its difference, each with its bootstrapped error")
      .reference(
          "Luck, Stewart, Simmons & Rhemtulla (2021). Standardized measurement error. Psychophysiology 58:e13793.")
      .reference("Kiesel et al. (2008). Measurement of ERP latency differences. Psychophysiology 45:250-274.")
      .reference("Kappenman, Farrens, Zhang, Stewart & Luck (2021). ERP CORE. NeuroImage 225:117465.")
      .reference("Lehmann & Skrandies (1980). Reference-free identification of components. EEG Clin Neurophysiol 48.")
      .inputs("files", a.files, "epochs or averages of attune eeg (.h5, .tsv); - is a table of averages")
      .repeated("component", a.components, "NAME:FROM:TO:POLARITY, a component to measure, or a known NAME")
      .option("from", a.from, "window start after the event, for one component without a name")
      .option("to", a.to, "window end")
      .choice("polarity", a.polarity, {"positive", "negative"}, "which way that component points")
      .option("measure", a.measures, "what to measure")
      .option("fraction", a.options.fraction, "part of the area or of the peak, between 0 and 1")
      .option("neighbourhood", a.options.neighbourhood, "samples on either side of a local peak; 0: absolute peak")
      .within(0, 100000)
      .choice("without-local-peak", a.without, {"n/a", "absolute", "error"}, "what a window without one gives")
      .choice("peak", a.peak, {"sample", "parabola"}, "where the top of a peak is")
      .option("least-peak", a.options.least_peak, "a smaller peak has no onset and no offset")
      .option("counter-from", a.counter_from, "where the counter-peak of peak_to_peak is looked for")
      .option("counter-to", a.counter_to, "end of that")
      .choice("window-ends", a.ends, {"inside", "nearest"}, "samples inside, or nearest to both ends (ERPLAB)")
      .option("channels", a.options.channels, "channels to measure (default: all)")
      .choice("combine", a.combine, {"none", "mean"}, "mean: measure the mean of the channels as one site")
      .option("site", a.options.site, "name of the combined site (default: the channels joined by +)")
      .repeated("difference", a.differences, "NAME=A-B, a difference of two conditions")
      .repeated("contrast", a.contrasts, "NAME=A-B, the difference of the measures of two conditions")
      .repeated("lateralised", a.lateralisations, "NAME=LEFT,RIGHT, contralateral minus ipsilateral to the event")
      .option("pairs", a.pairs, "its electrodes, left first, as PO7/PO8")
      .flag("gfp", a.options.field_power, "measure the global field power too, as site GFP")
      .flag("derived-only", a.options.only_derived, "leave the single conditions out")
      .option("layout", a.layout, "how averages lie in wide tables of other software")
      .choice("sme", a.sme, {"auto", "none", "analytic", "bootstrap"}, "how the error is estimated")
      .option("bootstraps", a.options.bootstraps, "number of bootstrap draws")
      .within(2, erp::kMostBootstraps)
      .output(a.out, "write the measures table");
}

erp::MeasureOptions options_of(const Arguments& a, const cli::Session& session) {
  erp::MeasureOptions options = a.options;
  static_cast<erp::WaveChoice&>(options) = erp::with_derived(a.options, a.differences, a.lateralisations, a.pairs);
  for (const std::string& text : a.contrasts) options.contrasts.push_back(erp::parse_difference(text));
  options.kinds = erp::kinds_of(a.measures);
  options.components = erp::components_of(a.components, a.from, a.to, a.polarity, options.kinds);
  options.combine = a.combine == "mean";
  options.sme = a.sme == "bootstrap" ? erp::Sme::bootstrap : a.sme == "analytic" ? erp::Sme::analytic : erp::Sme::none;
  options.peak_place = a.peak == "parabola" ? erp::PeakPlace::parabola : erp::PeakPlace::sample;
  options.window_ends = a.ends == "nearest" ? erp::WindowEnds::nearest : erp::WindowEnds::inside;
  if (a.without == "absolute") options.without_local_peak = erp::WithoutLocalPeak::absolute;
  if (a.counter_from.has_value() != a.counter_to.has_value())
    throw usage_error("--counter-from and --counter-to go together; expected both or neither");
  if (a.counter_from) options.counter_window = erp::Window{*a.counter_from, *a.counter_to};
  options.tell_cuts = true;
  options.seed = session.seed();
  options.threads = session.threads();
  if (options.sme == erp::Sme::analytic) erp::require_analytic_sme(options.kinds);
  return options;
}

erp::Measures measure_file(const std::filesystem::path& path, const std::optional<eeg::WideLayout>& layout,
                           erp::MeasureOptions options, const Arguments& a, cli::Session& session) {
  options.source = path == "-" ? "standard input" : path.string();
  const eeg::EpochInput input = eeg::read_epoch_input(session, path, layout);
  options.trials_known = input.trials_known;
  if (const auto* averages = std::get_if<std::vector<eeg::Evoked>>(&input.file))
    return erp::measure(*averages, options);
  if (a.sme == "auto") options.sme = erp::Sme::analytic;
  return erp::measure(std::get<eeg::Epochs>(input.file), options);
}

void run(const Arguments& a, cli::Session& session) {
  require_distinct(a.files);
  const erp::MeasureOptions options = options_of(a, session);
  const auto layout = a.layout ? std::optional(eeg::parse_layout(*a.layout)) : std::nullopt;
  session.check_output(a.out);
  std::vector<Measure> rows;
  for (const std::filesystem::path& path : a.files) {
    const erp::Measures measured = measure_file(path, layout, options, a, session);
    session.warn(measured.warnings);
    rows.insert(rows.end(), measured.rows.begin(), measured.rows.end());
  }
  if (a.without == "error") erp::require_local_peaks(rows);
  session.write(a.out, to_table(rows),
                measure_meanings("standardized measurement error (SME) of value, in its unit", "trials averaged"));
}

const cli::Command<Arguments> command{"erp", declare, run};

}  // namespace
}  // namespace attune
