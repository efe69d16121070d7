#include "attune/cli/command.hpp"
#include "attune/heart/figure.hpp"
#include "attune/heart/request.hpp"

namespace attune {
namespace {

struct Arguments {
  std::filesystem::path recording;
  heart::HeartRequest from;
  physio::WindowRequest windows;
  heart::MeasureRequest what;
  heart::ResponseOptions responses;
  std::string list_unit = "auto", response = "interval";
  std::optional<std::filesystem::path> events_out, epochs, trials, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Find heart beats and measure their rate, variability, RSA and response to events.").group("body");
  for (const std::string& paragraph : heart::ecg_paragraphs()) tool.describe(paragraph);
  for (const std::string& citation : heart::ecg_references()) tool.reference(citation);
  tool.example(
          "attune ecg data-samples/physio/sub-01_task-rest_physio.tsv.gz --conditions calm,stress --measure "
          "heart_rate,rmssd,ln_hf,ln_rsa",
          "heart rate and vagal measures of a calm and a stressful minute")
      .input("recording", a.recording, "BIDS physio, WFDB, OpenSignals, Empatica, text; with --rr a list of intervals")
      .flag("rr", a.from.intervals, "the file is a list of intervals between beats (RR, IBI)")
      .option("rr-column", a.from.list.column, "name or number of its column of intervals")
      .choice("rr-unit", a.list_unit, {"auto", "ms", "s"}, "its unit; auto: by the median")
      .option("sampling-frequency", a.from.source.sampling_frequency, "of plain text")
      .repeated("column", a.from.source.columns, "KIND=NAME or KIND=NAME:UNIT, such as ecg=II:mV")
      .option("channel", a.from.channel, "channel with the beats (default: the only one of its kind)")
      .choice("method", a.from.method, {"pan-tompkins", "ppg"}, "R peaks of an ECG, or peaks of a pulse wave")
      .choice("polarity", a.from.polarity, {"auto", "upward", "downward"}, "where peaks point")
      .option("beats", a.from.beats, "take these beats: WFDB annotations, or a table with time_s")
      .choice("artefacts", a.from.artefacts, {"correct", "drop", "keep"},
              "what is done about artefacts and ectopic beats")
      .option("respiration", a.from.respiration, "channel of breathing (default: the only one; none: none)")
      .option("events", a.from.source.events, "events.tsv instead of the recording's events")
      .option("conditions", a.windows.conditions, "types of events to measure (default: the whole recording)")
      .option("from", a.windows.from, "start of the windows after the onsets (default: the onset)")
      .option("to", a.windows.to, "their end (default: the end of the event)")
      .option("epoch", a.windows.epoch, "cut windows into epochs of this length")
      .option("condition", a.windows.condition, "what the whole recording is as a condition")
      .option("measure", a.what.measures, "measures, or their groups: time, frequency, nonlinear, rsa, quality")
      .choice("bands", a.what.bands, {"adult", "child", "infant"}, "frequency bands of an age")
      .repeated("band", a.what.band, "NAME:LOW:HIGH in Hz instead, NAME being vlf, lf, hf or rsa")
      .choice("spectrum", a.what.spectrum, {"welch", "lomb"}, "how spectra are estimated")
      .choice("detrend", a.what.detrend, {"mean", "linear", "smoothness-priors"}, "what is taken off before")
      .option("window", a.what.window, "longest segment of a spectrum")
      .option("max-artefact", a.what.max_artefact, "largest artefact share of a window that is measured")
      .option("responses", a.responses.conditions, "types of events after which the heart is looked at by the second")
      .option("response-seconds", a.responses.seconds, "how many seconds after the onset")
      .option("baseline", a.responses.baseline, "how long before the onset the baseline is")
      .choice("response", a.response, {"interval", "rate"}, "what changes: intervals (ms) or the rate (1/min)")
      .option("events-out", a.events_out, "write the beats")
      .option("epochs", a.epochs, "write the measures of every window")
      .option("trials", a.trials, "write a ledger of the responses, a row per event")
      .option("figure", a.figure, "draw tachogram, spectrum and responses (.svg)")
      .output(a.out, "write the measures table");
}

void run(const Arguments& a, cli::Session& session) {
  heart::HeartRequest from = a.from;
  if (a.list_unit != "auto") from.list.unit = a.list_unit;
  heart::ResponseOptions responses = a.responses;
  responses.rate = a.response == "rate";
  if (a.trials && responses.conditions.empty()) throw usage_error("--trials needs --responses, the events to look at");
  const heart::MeasureOptions asked = heart::options_of(a.what, session.threads());
  for (const auto& path : {a.events_out, a.epochs, a.trials, a.out.path}) session.check_output({path});
  session.check_figure(a.figure);
  const heart::HeartRecording heart = heart::read_heart(a.recording, from, {}, session.threads());
  for (const std::filesystem::path& path : heart.inputs) session.input(path);
  for (const std::string& note : heart.notes) session.say(note);
  session.warn(heart.warnings);
  heart::MeasureOptions options = asked;
  options.site = heart.site;
  const std::vector<physio::Window> windows = physio::windows_of(heart.recording, a.windows, heart.site);
  Measure labels = physio::row_of(a.recording);
  heart::HeartRows rows = heart::measure(heart.data, windows, options, labels);
  session.warn(rows.warnings);
  std::vector<heart::Response> trials;
  if (!responses.conditions.empty()) {
    trials = heart::responses(heart.data.intervals, heart.data.corrected, heart.recording.events, responses,
                              options.max_artefact);
    labels.modality = "physio";
    labels.site = heart.site;
    for (Measure& row : heart::rows_of(trials, responses, labels)) rows.rows.push_back(std::move(row));
  }
  if (a.figure) session.write_figure(a.figure, heart::draw(heart, windows, rows, options.bands, trials, responses));
  if (a.events_out) session.write({a.events_out}, physio::to_table(heart::marks_of(heart)), physio::mark_meanings());
  if (a.epochs) session.write({a.epochs}, heart::to_table(rows.windows), heart::window_meanings());
  if (a.trials) session.write({a.trials}, heart::to_table(trials, responses), heart::response_meanings(responses));
  session.write(a.out, to_table(rows.rows),
                measure_meanings("artefact share of the windows, or share of excluded trials",
                                 "intervals, differences, epochs, breaths or trials"));
}

const cli::Command<Arguments> command{"ecg", declare, run};

}  // namespace
}  // namespace attune
