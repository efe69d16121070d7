#include "attune/cli/command.hpp"
#include "attune/physio/rows.hpp"
#include "attune/pupil/trials.hpp"
#include "attune/recordings/body.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path file;
  physio::SourceRequest from;
  std::string channel;
  std::vector<std::string> eyes;
  pupil::RepairOptions repair;
  pupil::TrialOptions trial;
  std::vector<std::string> measures;
  double max_rejected = 0.5;
  std::optional<std::filesystem::path> marks, trials, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Repair blinks and measure how far the pupil dilates, trial by trial.")
      .group("body")
      .describe(
          "Missing are samples that are n/a or 0 and those that change faster than a pupil can, with --margin on both "
          "sides. What is missing for at most --longest is drawn through by a cubic without overshoot; longer stays "
          "missing, and nothing is extrapolated. A trial with missing samples, in which the size never changes, or of "
          "which more than --max-interpolated was drawn through, does not count; the share of such trials is the "
          "quality of a row.")
      .describe(
          "pupil_baseline is the mean size before the event, pupil_mean and pupil_peak the mean and largest dilation "
          "in the window in the unit of the channel (--percent: of the baseline), pupil_peak_latency its time (ms). "
          "Two channels with --eyes are averaged; where one eye is lost the other stands in, corrected for their "
          "difference.")
      .example("attune pupil data-samples/physio/sub-02_task-infants_physio.tsv.gz --conditions cry,laugh",
               "how far the pupil dilates to crying and laughing infants")
      .reference(
          "Kret & Sjak-Shie (2019). Preprocessing pupil size data: guidelines and code. Behav Res Methods "
          "51:1336-1342.")
      .reference(
          "Fritsch & Butland (1984). A method for constructing local monotone piecewise cubic interpolants. SIAM J "
          "Sci Stat Comput 5:300-304.")
      .input("file", a.file, "recording with a channel of the pupil")
      .option("channel", a.channel, "name of the channel (default: the only one of a pupil)")
      .option("eyes", a.eyes, "two channels LEFT,RIGHT to average")
      .repeated("column", a.from.columns, "KIND=NAME:UNIT, what a column is, such as pupil=3:mm")
      .option("sampling-frequency", a.from.sampling_frequency, "of plain text")
      .option("start", a.from.start, "time of the first sample, instead of what the files say")
      .option("events", a.from.events, "events.tsv to use instead of the one beside the recording")
      .option("trigger", a.from.trigger, "channel whose rises are events (-NAME: its falls)")
      .option("conditions", a.trial.conditions, "types of events to measure")
      .required()
      .option("baseline-from", a.trial.baseline_from, "start of the baseline, after the event")
      .option("baseline-to", a.trial.baseline_to, "its end")
      .option("from", a.trial.from, "start of the window")
      .option("to", a.trial.to, "its end")
      .flag("percent", a.trial.percent, "dilation in percent of the baseline")
      .option("speed-mads", a.repair.speed_mads, "changes of more median absolute deviations are no pupil's")
      .option("margin", a.repair.margin, "taken off on both sides of what is missing")
      .option("longest", a.repair.longest, "longest gap that is drawn through")
      .option("smooth", a.repair.smooth, "low-pass of the repaired size")
      .option("max-interpolated", a.trial.max_interpolated, "largest share of a trial that counts")
      .option("measure", a.measures, "what to measure (default: all)")
      .option("max-rejected", a.max_rejected, "largest share of trials left out of a condition with a value")
      .option("events-out", a.marks, "write the blinks")
      .option("trials", a.trials, "write the trials, as attune ledger takes them")
      .option("figure", a.figure, "draw the mean dilation of each condition (.svg)")
      .output(a.out, "write the measures table");
}

physio::Channel channel_of(const Arguments& a, const physio::Recording& recording) {
  if (a.eyes.empty()) return physio::channel_of(recording, physio::Kind::pupil, a.channel);
  if (a.eyes.size() != 2 || !a.channel.empty())
    throw usage_error("--eyes takes two channels LEFT,RIGHT, and stands instead of --channel");
  return pupil::both_eyes(physio::channel_of(recording, physio::Kind::pupil, a.eyes[0]),
                          physio::channel_of(recording, physio::Kind::pupil, a.eyes[1]));
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.marks, a.trials, a.out.path}) session.check_output({path});
  session.check_figure(a.figure);
  const physio::Recording recording = recordings::read_body(a.file, a.from);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  session.warn(recording.warnings);
  const physio::Channel channel = channel_of(a, recording);
  pupil::RepairOptions how = a.repair;
  how.threads = session.threads();
  const pupil::Repaired repaired = pupil::repair(channel, how);
  session.warn(repaired.warnings);
  const std::vector<pupil::Trial> trials = pupil::score(recording, channel, repaired, a.trial);
  const std::vector<Measure> rows = pupil::measure(trials, channel, a.trial, a.measures, a.max_rejected);
  if (a.figure) session.write_figure(a.figure, report::draw(pupil::figure(channel, repaired, trials, a.trial)));
  if (a.marks)
    session.write({a.marks}, physio::to_table(pupil::marks_of(repaired, channel.name)), physio::mark_meanings());
  if (a.trials)
    session.write({a.trials}, physio::with_labels(pupil::ledger(trials), a.file),
                  physio::label_meanings(pupil::ledger_meanings(channel.unit, a.trial.percent)));
  session.write(a.out, to_table(physio::with_labels(rows, a.file)),
                measure_meanings("share of the condition's trials that were left out", "trials"));
}

const cli::Command<Arguments> command{"pupil", declare, run};

}  // namespace
