#include "attune/cli/command.hpp"
#include "attune/physio/rows.hpp"
#include "attune/recordings/body.hpp"
#include "attune/skin/cda.hpp"
#include "attune/skin/figure.hpp"
#include "attune/skin/measures.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path file;
  physio::SourceRequest from;
  physio::WindowRequest windows;
  std::string channel;
  skin::QualityOptions quality;
  skin::ResponseOptions find;
  skin::EventOptions events;
  skin::CvxEdaOptions cvxeda;
  skin::MeasureOptions options;
  bool decompose = false, cda = false;
  double max_rejected = 0.5;
  std::optional<std::filesystem::path> marks, each, trials, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Measure skin conductance: level, responses, responses to events, and cvxEDA's parts.")
      .group("body")
      .describe(
          "Responses are rises of the low-passed signal from the trough, or where a slow rise becomes steep, to the "
          "peak, "
          "of at least --threshold, which is absolute (0.01 or 0.05 uS), never a share of the largest. Samples outside "
          "of 0.05 to 60 uS, steeper than 10 "
          "uS/s or flat for 5 s are artefacts; no response reaches over one, and their share is the quality of a row.")
      .describe(
          "scl (uS), scr_rate (1/min), scr_amplitude (uS), scr_rise and scr_half_recovery (s) of the windows. With "
          "--responses, the first response that begins 1 to 4 s after each event: event_scr_magnitude counts trials "
          "without one as 0, event_scr_ln1p_magnitude is the mean of ln(1 + magnitude), event_scr_amplitude and "
          "event_scr_latency are those of responses (n/a without one). --trials says which trials another overlaps.")
      .describe(
          "--cvxeda adds tonic_level, phasic_level (uS) and driver_level (uS/s) of the convex decomposition with the "
          "published constants, solved to a residual of 1e-9. It scales the signal by its SD inside, as published, and "
          "back, so that everything is uS. Above 50 Hz means of samples are taken. --cda adds event_iscr (uS*s) and "
          "event_phasic_max (uS) of the driver that the continuous decomposition finds.")
      .example(
          "attune eda data-samples/physio/sub-01_task-rest_physio.tsv.gz --conditions calm,stress --responses "
          "neutral,threat --cvxeda",
          "level and responses of two minutes, and what follows neutral and threatening pictures")
      .reference("Greco et al. (2016). cvxEDA: a convex optimization approach. IEEE Trans Biomed Eng 63:797-804.")
      .reference("Benedek & Kaernbach (2010). A continuous measure of phasic activity. J Neurosci Methods 190:80-91.")
      .reference("Boucsein et al. (2012). Publication recommendations. Psychophysiology 49:1017-1034.")
      .input("file", a.file, "recording: BIDS physio.tsv.gz, Empatica folder, OpenSignals, WFDB, text with columns")
      .option("channel", a.channel, "name of the channel (default: the only one of skin conductance)")
      .repeated("column", a.from.columns, "KIND=NAME:UNIT, what a column is, such as eda=2:uS")
      .option("sampling-frequency", a.from.sampling_frequency, "of plain text")
      .option("events", a.from.events, "events.tsv to use instead of the one beside the recording")
      .option("trigger", a.from.trigger, "channel whose rises are events (-NAME: its falls)")
      .option("conditions", a.windows.conditions, "types of events to measure (default: the whole recording)")
      .option("from", a.windows.from, "start of a window, after the onset")
      .option("to", a.windows.to, "its end (default: the end of the event)")
      .option("epoch", a.windows.epoch, "cut windows into epochs of this length")
      .option("condition", a.windows.condition, "what the whole recording is as a condition")
      .option("threshold", a.find.threshold_us, "smallest response in uS")
      .option("low-pass", a.find.low_pass, "before responses are looked for")
      .option("responses", a.events.conditions, "types of events whose responses are measured")
      .option("response-from", a.events.from, "earliest onset of a response after its event")
      .option("response-to", a.events.to, "latest")
      .flag("cvxeda", a.decompose, "decompose into tonic and phasic")
      .flag("cda", a.cda, "integral and maximum of the continuous driver after the events of --responses")
      .option("knots", a.cvxeda.knots, "cvxeda: distance of the tonic spline's knots")
      .option("measure", a.options.measures, "measures of the windows (default: all)")
      .option("max-artefact", a.options.max_artefact, "largest share of artefacts of a condition with a value")
      .option("max-rejected", a.max_rejected, "largest share of trials left out of a condition with a value")
      .option("events-out", a.marks, "write the responses")
      .option("epochs", a.each, "write the measures of every window")
      .option("trials", a.trials, "write the trials of --responses, as attune ledger takes them")
      .option("figure", a.figure, "draw the signal with its responses and parts (.svg)")
      .output(a.out, "write the measures table");
}

void run(const Arguments& a, cli::Session& session) {
  if (a.trials && a.events.conditions.empty()) throw usage_error("--trials needs --responses, the events to look at");
  for (const auto& path : {a.marks, a.each, a.trials, a.out.path}) session.check_output({path});
  session.check_figure(a.figure);
  const physio::Recording recording = recordings::read_body(a.file, a.from);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  session.warn(recording.warnings);
  const physio::Channel& channel = physio::channel_of(recording, physio::Kind::eda, a.channel);
  const skin::Skin skin = skin::find_responses(channel, a.quality, a.find);
  session.warn(skin.warnings);
  std::optional<skin::Decomposed> parts;
  if (a.decompose) parts = skin::decompose(channel, skin.artefact, a.cvxeda);
  const std::vector<physio::Window> windows = physio::windows_of(recording, a.windows, channel.name);
  std::vector<Measure> rows = skin::measure(skin, parts, windows, a.options);
  if (!a.events.conditions.empty()) {
    std::vector<skin::EventResponse> trials = skin::event_responses(recording, skin, a.events);
    if (a.cda) skin::add_driver(trials, skin::decompose_continuously(channel, skin.artefact, {}), a.events);
    for (Measure& row : skin::measure_events(trials, a.events.conditions, skin.channel, {}, a.max_rejected))
      rows.push_back(std::move(row));
    if (a.trials)
      session.write({a.trials}, physio::with_labels(skin::ledger(trials), a.file),
                    physio::label_meanings(skin::ledger_meanings()));
  }
  const char* quality = "share of artefacts, of measures of events that of trials left out";
  if (a.figure) session.write_figure(a.figure, report::draw(skin::figure(skin, parts, windows)));
  if (a.marks) session.write({a.marks}, physio::to_table(skin::marks_of(skin)), physio::mark_meanings());
  const std::vector<Measure> each = skin::measure_each(skin, parts, windows, a.options);
  if (a.each)
    session.write({a.each}, physio::with_windows(physio::with_labels(each, a.file), windows),
                  physio::window_meanings(quality, "samples or responses"));
  session.write(a.out, to_table(physio::with_labels(rows, a.file)), measure_meanings(quality, "samples or responses"));
}

const cli::Command<Arguments> command{"eda", declare, run};

}  // namespace
