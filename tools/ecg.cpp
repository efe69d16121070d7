#include "attune/cli/command.hpp"
#include "attune/heart/figure.hpp"
#include "attune/heart/request.hpp"
#include "attune/physio/rows.hpp"
#include "attune/recordings/body.hpp"

namespace attune {
namespace {

struct Arguments {
  std::filesystem::path file;
  bool intervals = false;
  physio::SourceRequest source;
  physio::IntervalRequest list;
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
      .input("file", a.file, "recording: BIDS physio.tsv.gz, WFDB, OpenSignals, text; with --rr intervals")
      .flag("rr", a.intervals, "the file is a list of intervals between beats (RR, IBI)")
      .option("rr-column", a.list.column, "name or number of its column of intervals")
      .choice("rr-unit", a.list_unit, {"auto", "ms", "s"}, "its unit; auto: by the median")
      .option("channel", a.from.channel, "channel with the beats (default: the only one of its kind)")
      .repeated("column", a.source.columns, "KIND=NAME:UNIT, what a column of text is, such as ecg=II:mV")
      .option("sampling-frequency", a.source.sampling_frequency, "of plain text")
      .option("start", a.source.start, "time of the first sample, instead of what the files say")
      .option("events", a.source.events, "events.tsv to use instead of the one beside the recording")
      .option("trigger", a.source.trigger, "channel whose rises are events (-NAME: its falls)")
      .choice("method", a.from.method, {"pan-tompkins", "ppg"}, "R peaks of an ECG, or peaks of a pulse wave")
      .choice("polarity", a.from.polarity, {"auto", "upward", "downward"}, "where peaks point")
      .option("beats", a.from.beats,
              "take these beats (with --artefacts keep as they are): WFDB annotations, or a table with time_s")
      .choice("artefacts", a.from.artefacts, {"correct", "drop", "keep"}, "what becomes of artefacts and ectopic beats")
      .option("respiration", a.from.respiration, "channel of breathing (default: the only one; none: none)")
      .option("conditions", a.windows.conditions, "types of events to measure (default: the whole recording)")
      .option("from", a.windows.from, "start of a window, after the onset")
      .option("to", a.windows.to, "its end (default: the end of the event)")
      .option("epoch", a.windows.epoch, "cut windows into epochs of this length")
      .option("condition", a.windows.condition, "what the whole recording is as a condition")
      .option("measure", a.what.measures, "measures, or their groups: time, frequency, nonlinear, rsa, quality")
      .choice("bands", a.what.bands, {"adult", "child", "infant"}, "frequency bands of an age")
      .repeated("band", a.what.band, "NAME:LOW:HIGH in Hz instead, NAME being vlf, lf, hf or rsa")
      .choice("spectrum", a.what.spectrum, {"welch", "lomb"}, "how spectra are estimated")
      .choice("detrend", a.what.detrend, {"mean", "linear", "smoothness-priors"}, "what is taken off before")
      .option("window", a.what.window, "longest segment of a spectrum")
      .option("max-artefact", a.what.max_artefact, "largest artefact share of a window that is measured")
      .option("responses", a.responses.conditions, "types of events after which every second is measured")
      .option("response-seconds", a.responses.seconds, "how many seconds after the onset")
      .option("baseline", a.responses.baseline, "how long before the onset the baseline is")
      .choice("response", a.response, {"interval", "rate"}, "what changes: intervals (ms) or the rate (1/min)")
      .option("events-out", a.events_out, "write the beats, corrected ones where they were put")
      .option("epochs", a.epochs, "write the measures of every window")
      .option("trials", a.trials, "write a ledger of the responses, a row per event")
      .option("figure", a.figure, "draw tachogram, spectrum and responses (.svg)")
      .output(a.out, "write the measures table");
}

heart::HeartRecording read(const Arguments& a, cli::Session& session) {
  physio::IntervalRequest list = a.list;
  if (a.list_unit != "auto") list.unit = a.list_unit;
  const heart::HeartRecording heart =
      a.intervals ? heart::heart_of_list(a.file, list, a.from, a.source.events)
                  : heart::heart_of(recordings::read_body(a.file, a.source), a.from, session.threads());
  for (const std::filesystem::path& path : heart.inputs) session.input(path);
  for (const std::string& note : heart.notes) session.say(note);
  session.warn(heart.warnings);
  return heart;
}

void run(const Arguments& a, cli::Session& session) {
  heart::ResponseOptions responses = a.responses;
  responses.rate = a.response == "rate";
  if (a.trials && responses.conditions.empty()) throw usage_error("--trials needs --responses, the events to look at");
  heart::MeasureOptions options = heart::options_of(a.what, session.threads());
  for (const auto& path : {a.events_out, a.epochs, a.trials, a.out.path}) session.check_output({path});
  session.check_figure(a.figure);
  const heart::HeartRecording heart = read(a, session);
  options.site = heart.site;
  const std::vector<physio::Window> windows = physio::windows_of(heart.recording, a.windows, heart.site);
  Measure labels = physio::row_of(a.file);
  heart::HeartRows rows = heart::measure(heart.data, windows, options, labels);
  session.warn(rows.warnings);
  labels.site = heart.site;
  std::vector<heart::Response> trials;
  if (!responses.conditions.empty())
    trials = heart::responses(heart.data.intervals, heart.data.corrected, heart.recording.events, responses,
                              options.max_artefact);
  for (Measure& row : heart::rows_of(trials, responses, labels)) rows.rows.push_back(std::move(row));
  const std::string quality = "artefact share of the windows; of changes after events the share of excluded trials",
                    counted = "intervals, differences, epochs, breaths, beats or trials";
  if (a.figure) session.write_figure(a.figure, heart::draw(heart, windows, rows, options.bands, trials, responses));
  if (a.events_out) session.write({a.events_out}, physio::to_table(heart::marks_of(heart)), physio::mark_meanings());
  if (a.epochs)
    session.write({a.epochs}, physio::with_windows(rows.windows, windows), physio::window_meanings(quality, counted));
  if (a.trials)
    session.write({a.trials}, physio::with_labels(heart::to_table(trials, responses), a.file),
                  physio::label_meanings(heart::response_meanings(responses)));
  session.write(a.out, to_table(rows.rows), measure_meanings(quality, counted));
}

const cli::Command<Arguments> command{"ecg", declare, run};

}  // namespace
}  // namespace attune
