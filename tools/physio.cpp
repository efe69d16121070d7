#include "attune/body/measures.hpp"
#include "attune/cli/command.hpp"
#include "attune/physio/rows.hpp"
#include "attune/recordings/body.hpp"
#include "attune/report/svg.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path file;
  physio::SourceRequest from;
  physio::WindowRequest windows;
  body::Request what;
  std::optional<std::filesystem::path> marks, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Measure heart, breath and skin of one recording in one table.")
      .group("body")
      .describe(
          "Measures what the recording has: the heart from the ECG (or else the pulse wave), the breath from the belt, "
          "the skin from its conductance, each as ecg, resp and eda do by default and over the same windows. "
          "--events-out lays beats, breaths and skin conductance responses in one table by time.")
      .describe(
          "Each of those commands has more to set, responses to events, startle and pupils have commands of their own. "
          "The measures of cvxEDA (tonic_level, phasic_level, driver_level) are made where they are asked for.")
      .example(
          "attune physio data-samples/physio/sub-01_task-rest_physio.tsv.gz --conditions calm,stress --measure "
          "heart_rate,rmssd,breath_rate,scl,scr_rate",
          "five measures of a calm and a stressful minute")
      .input("file", a.file, "recording: BIDS physio.tsv.gz, WFDB, Empatica folder, OpenSignals, EEG files, text")
      .repeated("column", a.from.columns, "KIND=NAME:UNIT, what a column is, such as eda=EDA:uS")
      .option("sampling-frequency", a.from.sampling_frequency, "of plain text")
      .option("start", a.from.start, "time of the first sample, instead of what the files say")
      .option("events", a.from.events, "events.tsv to use instead of the one beside the recording")
      .option("trigger", a.from.trigger, "channel whose rises are events (-NAME: its falls)")
      .option("conditions", a.windows.conditions, "types of events to measure (default: the whole recording)")
      .option("from", a.windows.from, "start of a window, after the onset")
      .option("to", a.windows.to, "its end (default: the end of the event)")
      .option("epoch", a.windows.epoch, "cut windows into epochs of this length")
      .option("condition", a.windows.condition, "what the whole recording is as a condition")
      .option("measure", a.what.measures, "what to measure (default: the usual measures of what there is)")
      .choice("bands", a.what.bands, {"adult", "child", "infant"}, "frequency bands of the heart's rhythm by age")
      .option("max-artefact", a.what.max_artefact, "largest share of artefacts of a condition with a value")
      .option("events-out", a.marks, "write beats, breaths and skin conductance responses")
      .option("figure", a.figure, "draw tachogram, breath and skin (.svg)")
      .output(a.out, "write the measures table");
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.marks, a.out.path}) session.check_output({path});
  session.check_figure(a.figure);
  const physio::Recording recording = recordings::read_body(a.file, a.from);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  session.warn(recording.warnings);
  body::Request what = a.what;
  what.threads = session.threads();
  what.decompose = a.figure.has_value();
  const body::Answer answer = body::measure(recording, physio::windows_of(recording, a.windows), what);
  session.warn(answer.warnings);
  if (a.figure) {
    std::vector<std::string> drawings;
    for (const body::Drawing& drawing : answer.drawings) drawings.push_back(drawing.svg);
    session.write_figure(a.figure, report::stacked(drawings, "body", "Heart, breath and skin", "One above the other."));
  }
  if (a.marks) session.write({a.marks}, physio::to_table(answer.marks), physio::mark_meanings());
  session.write(a.out, to_table(physio::with_labels(answer.rows, a.file)),
                measure_meanings("share of artefacts", "beats, breaths, responses or samples"));
}

const cli::Command<Arguments> command{"physio", declare, run};

}  // namespace
