#include "attune/breath/figure.hpp"
#include "attune/breath/measures.hpp"
#include "attune/cli/command.hpp"
#include "attune/physio/rows.hpp"
#include "attune/recordings/body.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path file;
  physio::SourceRequest from;
  physio::WindowRequest windows;
  std::string channel;
  breath::DetectOptions detect;
  breath::MeasureOptions options;
  std::optional<std::filesystem::path> marks, each, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Find breaths and measure their rate, depth and phase.")
      .group("body")
      .describe(
          "Breaths are turning points of the signal between 0.05 and 2 Hz (forwards and backwards, which moves "
          "nothing) that differ by at least --turn of the usual depth, which is what lies between the 5th and 95th "
          "percentile. Breaths shorter than 0.8 s, longer than 15 s, or of a depth below 0.15 or above 5 times the "
          "median are no breaths: they are not counted, and what is in no plausible breath is the share of artefacts, "
          "the quality of a row. None reaches over a gap. A noisy belt needs a lower --low-pass.")
      .describe(
          "breath_rate and breath_rate_sd (1/min), breath_depth (unit of the channel), inhale_time and exhale_time "
          "(s), inhale_share, breath_flow (depth over length, the respiratory volume per time). Of several windows of "
          "one condition the breaths are taken together.")
      .describe(
          "Below 9 breaths a minute the heart's rhythm with the breath leaves the HF band; that is a warning, for ecg "
          "to be read with care.")
      .example("attune resp data-samples/physio/sub-01_task-rest_physio.tsv.gz --conditions calm,stress",
               "rate, depth and times of the breaths in two conditions")
      .reference(
          "Birn, Diamond, Smith & Bandettini (2006). Separating respiratory-variation-related fluctuations from "
          "neuronal-activity-related fluctuations in fMRI. NeuroImage 31:1536-1548.")
      .input("file", a.file, "recording: BIDS physio.tsv.gz, WFDB, OpenSignals, text with columns")
      .option("channel", a.channel, "name of the channel (default: the only one of respiration)")
      .repeated("column", a.from.columns, "KIND=NAME:UNIT, what a column of text is, such as resp=3")
      .option("sampling-frequency", a.from.sampling_frequency, "of plain text")
      .option("start", a.from.start, "time of the first sample, instead of what the files say")
      .option("events", a.from.events, "events.tsv to use instead of the one beside the recording")
      .option("trigger", a.from.trigger, "channel whose rises are events (-NAME: its falls)")
      .option("conditions", a.windows.conditions, "types of events to measure (default: the whole recording)")
      .option("from", a.windows.from, "start of a window, after the onset")
      .option("to", a.windows.to, "its end (default: the end of the event)")
      .option("epoch", a.windows.epoch, "cut windows into epochs of this length")
      .option("condition", a.windows.condition, "what the whole recording is as a condition")
      .flag("inverted", a.detect.inverted, "the signal falls while the breath goes in, as of a thermistor")
      .option("high-pass", a.detect.high_pass, "what is slower is drift")
      .option("low-pass", a.detect.low_pass, "what is faster is noise")
      .option("turn", a.detect.least_turn, "share of the usual depth by which the signal must come back")
      .option("measure", a.options.measures, "what to measure (default: all)")
      .option("max-artefact", a.options.max_artefact, "largest share of artefacts of a condition with a value")
      .within(0, 1)
      .option("events-out", a.marks, "write the starts of inhalation and exhalation")
      .option("epochs", a.each, "write the measures of every window")
      .option("figure", a.figure, "draw the signal with its breaths (.svg)")
      .output(a.out, "write the measures table");
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.marks, a.each, a.out.path}) session.check_output({path});
  session.check_figure(a.figure);
  const physio::Recording recording = recordings::read_body(a.file, a.from);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  session.warn(recording.warnings);
  breath::DetectOptions detect = a.detect;
  detect.threads = session.threads();
  const physio::Channel& channel = physio::channel_of(recording, physio::Kind::respiration, a.channel);
  const breath::Breaths breaths = breath::detect_breaths(channel, detect);
  session.warn(breaths.warnings);
  const std::vector<physio::Window> windows = physio::windows_of(recording, a.windows, channel.name);
  const std::vector<Measure> rows = breath::measure(breaths, windows, a.options);
  session.warn(breath::slow_breathing(rows));
  const std::string quality = "share of the windows that is in no plausible breath";
  if (a.figure) session.write_figure(a.figure, report::draw(breath::figure(channel, breaths, windows)));
  if (a.marks) session.write({a.marks}, physio::to_table(breath::marks_of(breaths)), physio::mark_meanings());
  const std::vector<Measure> each = breath::measure_each(breaths, windows, a.options);
  if (a.each)
    session.write({a.each}, physio::with_windows(physio::with_labels(each, a.file), windows),
                  physio::window_meanings(quality, "breaths"));
  session.write(a.out, to_table(physio::with_labels(rows, a.file)), measure_meanings(quality, "breaths"));
}

const cli::Command<Arguments> command{"resp", declare, run};

}  // namespace
