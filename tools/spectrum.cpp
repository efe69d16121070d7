#include "attune/cli/command.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/preprocess/cleaned_epochs.hpp"
#include "attune/spectrum/measure.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  preprocess::EpochRequest request;
  std::vector<std::string> bands, measures{"power"}, pairs{"F4/F3"}, channels, events, conditions;
  std::optional<std::filesystem::path> spectra;
  std::string method = "welch", taper = "hann", band_set = "adult", combine = "none", condition, montage;
  std::string total = "1:40", fit_range = "2:40";
  std::optional<Milliseconds> from, to;
  bool csd = false;
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
      .flag("alone", a.request.alone, "recordings: without the BIDS files beside them")
      .repeated("step", a.request.steps, "recordings: a step of cleaning, as attune eeg takes it")
      .option("steps", a.request.steps_file, "recordings: file with steps, one a line")
      .option("events-table", a.request.events_table, "recordings: events.tsv to use instead of the recording's events")
      .option("events", a.events, "recordings: types of events that last, a condition each (default: all of it)")
      .option("condition", a.condition, "recordings: what the whole recording is as a condition")
      .option("conditions", a.conditions, "epochs: conditions to measure (default: all)")
      .option("from", a.from, "epochs: start of the part to measure")
      .option("to", a.to, "epochs: its end")
      .option("channels", a.channels, "channels (default: all scalp channels)")
      .choice("combine", a.combine, {"none", "mean"}, "mean: measure the mean spectrum of the channels as one site")
      .option("site", a.options.site, "name of the combined site (default: the channels joined by +)")
      .flag("csd", a.csd, "measure the current source density instead of the potential")
      .option("montage", a.montage, "positions for --csd, such as 10-10 (default: the recording's own)")
      .choice("method", a.method, {"welch", "multitaper"}, "how power is estimated")
      .option("window", a.power.window, "length of a segment (default: 2 s; of epochs the whole trial)")
      .option("overlap", a.power.overlap, "welch: overlap of segments, 0 to below 1")
      .choice("taper", a.taper, signal::taper_names(), "welch: weights of a segment's samples")
      .option("bandwidth", a.power.bandwidth, "multitaper: full width of the band of its tapers")
      .flag("adaptive", a.power.adaptive, "multitaper: weights of the tapers by frequency")
      .option("reject-uv", a.power.reject, "leave out segments with a larger peak-to-peak amplitude on any channel")
      .option("measure", a.measures, "what to measure")
      .choice("bands", a.band_set, {"adult", "infant"}, "set of bands")
      .repeated("band", a.bands, "NAME:LOW:HIGH in Hz, instead of the set")
      .option("pairs", a.pairs, "RIGHT/LEFT channels of asymmetry")
      .option("total", a.total, "LOW:HIGH in Hz, the range relative power is a share of")
      .option("fit-range", a.fit_range, "LOW:HIGH in Hz, the range of the 1/f line")
      .option("confidence", a.options.confidence, "of the intervals")
      .option("spectra", a.spectra, "write the spectra")
      .output(a.out, "write the measures table");
}

spectrum::Signals read_signals(const Arguments& a, const std::filesystem::path& path, cli::Session& session) {
  if (path.extension() == ".h5") {
    session.input(path);
    eeg::Epochs epochs = eeg::read_epochs(path);
    epochs.source = path;
    return spectrum::signals_of(std::move(epochs), {a.channels, a.conditions, a.from, a.to});
  }
  preprocess::EpochRequest request = a.request;
  request.recording = path;
  request.seed = session.seed();
  request.threads = session.threads();
  preprocess::CleanedRecording cleaned = preprocess::clean(request);
  for (const std::filesystem::path& file : cleaned.inputs) session.input(file);
  session.warn(cleaned.warnings);
  for (const std::string& line : preprocess::summary(cleaned.prepared.steps)) session.say(line);
  return spectrum::signals_of(std::move(cleaned.prepared.recording), {a.channels, a.events, a.condition});
}

void run(const Arguments& a, cli::Session& session) {
  spectrum::PowerOptions power = a.power;
  power.method = a.method == "welch" ? spectrum::Method::welch : spectrum::Method::multitaper;
  power.taper = signal::taper_of(a.taper);
  power.threads = session.threads();
  spectrum::MeasureOptions options = a.options;
  options.kinds.clear();
  for (const std::string& name : a.measures) options.kinds.push_back(spectrum::kind_of(name));
  options.bands = a.bands.empty() ? spectrum::band_set(a.band_set) : std::vector<spectrum::Band>{};
  for (const std::string& text : a.bands) options.bands.push_back(spectrum::parse_band(text));
  options.pairs.clear();
  for (const std::string& text : a.pairs) options.pairs.push_back(spectrum::parse_sides(text));
  options.total = spectrum::parse_band("total:" + a.total);
  options.fit_range = spectrum::parse_band("fit:" + a.fit_range);
  options.combine = a.combine == "mean";
  for (const auto& path : {a.spectra, a.out.path}) session.check_output({path});
  std::vector<spectrum::Row> rows;
  std::vector<spectrum::Spectra> spectra;
  for (const std::filesystem::path& path : a.files) {
    spectrum::Signals signals = read_signals(a, path, session);
    if (!a.montage.empty()) spectrum::place(signals, scalp::montage(a.montage));
    if (a.csd) spectrum::to_current_source_density(signals);
    const std::vector<spectrum::Power> found = spectrum::power(signals, power);
    session.warn(spectrum::left_out(signals, found));
    for (spectrum::Row& row : spectrum::measure(signals, found, options)) rows.push_back(std::move(row));
    if (a.spectra) spectra.push_back(spectrum::spectra_of(signals, found));
  }
  if (a.spectra) session.write({a.spectra}, spectrum::to_table(spectra, a.csd), spectrum::spectra_meanings(a.csd));
  session.write(a.out, spectrum::to_table(rows), spectrum::row_meanings(options.confidence));
}

const cli::Command<Arguments> command{"spectrum", declare, run};

}  // namespace
}  // namespace attune
