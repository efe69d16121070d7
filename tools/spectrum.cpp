#include "attune/base/distinct_files.hpp"
#include "attune/cli/command.hpp"
#include "attune/spectrum/figure.hpp"
#include "attune/spectrum/request.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  spectrum::SignalsRequest from;
  spectrum::MeasureRequest what;
  std::optional<std::filesystem::path> spectra, figure, topography;
  std::string method = "welch", taper = "hann", combine = "none";
  spectrum::PowerOptions power;
  spectrum::MeasureOptions options;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Measure power spectra: bands, peaks, the 1/f line, asymmetry, each with its error.").group("eeg");
  for (const std::string& paragraph : spectrum::power_paragraphs()) tool.describe(paragraph);
  tool.example(
          "attune spectrum data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --step reference:channels=average "
          "--channels Fz,Cz,Pz --measure power,relative_power,peak_frequency,exponent",
          "power of the usual bands, the alpha peak and the 1/f exponent")
      .reference(
          "Welch (1967). The use of fast Fourier transform for the estimation of power spectra. IEEE Trans "
          "Audio Electroacoust 15:70-73.")
      .reference("Thomson (1982). Spectrum estimation and harmonic analysis. Proc IEEE 70:1055-1096.")
      .reference(
          "Smith, Reznik, Stewart & Allen (2017). Assessing and conceptualizing frontal EEG asymmetry. Int J "
          "Psychophysiol 111:98-114.")
      .inputs("files", a.files, "continuous recordings, or epochs of attune eeg (.h5)")
      .flag("alone", a.from.cleaning.alone, "recordings: without the BIDS files beside them")
      .repeated("step", a.from.cleaning.steps, "recordings: a step of cleaning, as attune eeg takes it")
      .option("steps", a.from.cleaning.steps_file, "recordings: file with steps, one a line")
      .option("events-table", a.from.cleaning.events_table,
              "recordings: events.tsv to use instead of the recording's events")
      .option("events", a.from.recording.events,
              "recordings: types of events that last, a condition each (default: all of it)")
      .option("condition", a.from.recording.condition, "recordings: what the whole recording is as a condition")
      .option("conditions", a.from.trials.conditions, "epochs: conditions to measure (default: all)")
      .option("from", a.from.trials.from, "epochs: start of the part to measure")
      .option("to", a.from.trials.to, "epochs: its end")
      .option("channels", a.from.channels, "channels (default: all scalp channels)")
      .choice("combine", a.combine, {"none", "mean"}, "mean: measure the mean spectrum of the channels as one site")
      .option("site", a.options.site, "name of the combined site (default: the channels joined by +)")
      .flag("csd", a.from.csd, "measure the current source density instead of the potential")
      .option("montage", a.from.montage, "positions for --csd, such as 10-10 (default: the recording's own)")
      .choice("method", a.method, {"welch", "multitaper"}, "how power is estimated")
      .option("window", a.power.window, "length of a segment (default: 2 s; of epochs the whole trial)")
      .option("overlap", a.power.overlap, "welch: overlap of segments, 0 to below 1")
      .choice("taper", a.taper, signal::taper_names(), "welch: weights of a segment's samples")
      .option("bandwidth", a.power.bandwidth, "multitaper: full width of the band of its tapers")
      .flag("adaptive", a.power.adaptive, "multitaper: weights of the tapers by frequency")
      .option("reject-uv", a.power.reject, "leave out segments with a larger peak-to-peak amplitude on any channel")
      .option("measure", a.what.measures, "what to measure")
      .choice("bands", a.what.band_set, {"adult", "infant"}, "set of bands")
      .repeated("band", a.what.bands, "NAME:LOW:HIGH in Hz, instead of the set")
      .option("pairs", a.what.pairs, "RIGHT/LEFT channels of asymmetry")
      .option("total", a.what.total, "LOW:HIGH in Hz, the range relative power is a share of")
      .option("fit-range", a.what.fit_range, "LOW:HIGH in Hz, the range of the 1/f line")
      .option("confidence", a.options.confidence, "of the intervals")
      .option("spectra", a.spectra, "write the spectra")
      .option("figure", a.figure, "draw the spectra, a line per condition (.svg)")
      .option("topography", a.topography, "draw the bands' power over the scalp (.svg)")
      .output(a.out, "write the measures table");
}

void run(const Arguments& a, cli::Session& session) {
  require_distinct(a.files);
  spectrum::PowerOptions power = a.power;
  power.method = a.method == "welch" ? spectrum::Method::welch : spectrum::Method::multitaper;
  power.taper = signal::taper_of(a.taper);
  power.threads = session.threads();
  spectrum::MeasureOptions options = a.options;
  spectrum::read_into(options, a.what);
  options.combine = a.combine == "mean";
  spectrum::SignalsRequest from = a.from;
  from.cleaning.seed = session.seed();
  from.cleaning.threads = session.threads();
  for (const auto& path : {a.spectra, a.out.path}) session.check_output({path});
  for (const auto& path : {a.figure, a.topography}) session.check_figure(path);
  std::vector<spectrum::Row> rows;
  std::vector<std::pair<std::filesystem::path, preprocess::Prepared>> prepared;
  std::vector<spectrum::Spectra> spectra;
  for (const std::filesystem::path& path : a.files) {
    const spectrum::ReadSignals read = spectrum::read_signals(path, from);
    for (const std::filesystem::path& file : read.inputs) session.input(file);
    session.warn(read.warnings);
    for (const std::string& line : preprocess::summary(read.prepared.steps)) session.say(line);
    prepared.emplace_back(path, read.prepared);
    std::vector<spectrum::Power> found = spectrum::power(read.signals, power);
    session.warn(spectrum::left_out(read.signals, found));
    for (spectrum::Row& row : spectrum::measure(read.signals, found, options)) rows.push_back(std::move(row));
    spectra.push_back(spectrum::spectra_of(read.signals, std::move(found)));
  }
  const bool csd = a.from.csd;
  // All there is to refuse is refused before anything is written.
  const std::string lines = a.figure ? report::draw(spectrum::spectra_figure(spectra, options.bands, csd)) : "",
                    heads = a.topography ? report::draw(spectrum::band_topography(spectra, options.bands)) : "";
  if (a.spectra) session.write({a.spectra}, spectrum::to_table(spectra, csd), spectrum::spectra_meanings(csd));
  session.write_figure(a.figure, lines);
  session.write_figure(a.topography, heads);
  session.write(a.out, spectrum::to_table(rows), spectrum::row_meanings(options.confidence, "segments"));
  if (session.dry_run()) return;
  for (const auto& path : {a.spectra, a.out.path})
    if (path && store::sidecar_path(*path) != *path) preprocess::add_steps(store::sidecar_path(*path), prepared);
}

const cli::Command<Arguments> command{"spectrum", declare, run};

}  // namespace
}  // namespace attune
