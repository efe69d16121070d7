#include "attune/cli/command.hpp"
#include "attune/physio/rows.hpp"
#include "attune/recordings/body.hpp"
#include "attune/startle/measures.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path file;
  physio::SourceRequest from;
  std::string channel;
  startle::FilterOptions filter;
  startle::ScoreOptions score;
  std::vector<std::string> measures;
  double max_rejected = 0.5;
  std::optional<std::filesystem::path> marks, trials, figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Score the startle reflex of the eyelid, trial by trial, with T scores within the person.")
      .group("body")
      .describe(
          "The EMG is band-passed (28 to 500 Hz), rectified and smoothed (40 Hz), all forwards and backwards, so that "
          "no latency is shifted. A response is a peak 20 to 150 ms after the probe that stands --least-sds SDs above "
          "the 50 ms before it (by default 5, which noise alone does in 1 % of trials); its onset, half way up from "
          "the "
          "baseline, must lie between 20 and 80 ms (Blumenthal et al. 2005). Trials with a noisy baseline, with a "
          "curve "
          "that is high before anything can answer, or whose EMG is missing, flat or clipped are left out; their share "
          "is the quality of a row.")
      .describe(
          "startle_magnitude (uV) and startle_t count trials without a response as 0, startle_amplitude (uV), "
          "startle_onset and startle_peak (ms) are those of responses only, startle_probability is their share. T "
          "scores are 50 + 10 z over all trials of the recording that count, so that people who blink strongly do not "
          "outweigh others.")
      .example("attune startle data-samples/physio/sub-02_task-startle_physio.tsv.gz --conditions partner,stranger",
               "the startle beside the partner and beside a stranger")
      .reference(
          "Blumenthal, Cuthbert, Filion, Hackley, Lipp & van Boxtel (2005). Committee report: guidelines for human "
          "startle eyeblink electromyographic studies. Psychophysiology 42:1-15.")
      .input("file", a.file, "recording with an EMG channel")
      .option("channel", a.channel, "name of the channel (default: the only EMG)")
      .repeated("column", a.from.columns, "KIND=NAME:UNIT, what a column is, such as emg=2:uV")
      .option("sampling-frequency", a.from.sampling_frequency, "of plain text")
      .option("start", a.from.start, "time of the first sample, instead of what the files say")
      .option("events", a.from.events, "events.tsv to use instead of the one beside the recording")
      .option("trigger", a.from.trigger, "channel whose rises are events (-NAME: its falls)")
      .option("conditions", a.score.conditions, "types of events that are probes")
      .required()
      .option("high-pass", a.filter.high_pass, "of the EMG")
      .option("low-pass", a.filter.low_pass, "of the EMG; lowered, with a warning, where the sampling is too slow")
      .option("line", a.filter.line, "mains frequency to take out, such as 50")
      .option("smooth", a.filter.smooth, "low-pass of the rectified EMG")
      .option("baseline-from", a.score.baseline_from, "start of the baseline, after the probe")
      .option("baseline-to", a.score.baseline_to, "its end")
      .option("onset-from", a.score.onset_from, "earliest onset of a response, after the probe")
      .option("onset-to", a.score.onset_to, "latest onset")
      .option("peak-from", a.score.peak_from, "earliest peak of a response, after the probe")
      .option("peak-to", a.score.peak_to, "latest peak")
      .option("noisy-sds", a.score.noisy_sds, "robust SDs above the usual baseline that make one noisy")
      .option("least-sds", a.score.least_sds, "height of a response in SDs of the baseline")
      .option("onset-fraction", a.score.onset_fraction, "share of the height at which a response begins")
      .option("measure", a.measures, "what to measure (default: all)")
      .option("max-rejected", a.max_rejected, "largest share of trials left out of a condition with a value")
      .option("events-out", a.marks, "write the peaks of responses")
      .option("trials", a.trials, "write the trials, as attune ledger takes them")
      .option("figure", a.figure, "draw the mean curve of each condition (.svg)")
      .output(a.out, "write the measures table");
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.marks, a.trials, a.out.path}) session.check_output({path});
  session.check_figure(a.figure);
  const physio::Recording recording = recordings::read_body(a.file, a.from);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  session.warn(recording.warnings);
  const physio::Channel& emg = physio::channel_of(recording, physio::Kind::emg, a.channel);
  startle::FilterOptions filter = a.filter;
  filter.threads = session.threads();
  const startle::Envelope envelope = startle::envelope_of(emg, filter);
  session.warn(envelope.warnings);
  const std::vector<startle::Trial> trials = startle::score(recording, emg, envelope, a.score);
  const std::vector<Measure> rows = startle::measure(trials, a.score.conditions, emg.name, a.measures, a.max_rejected);
  if (a.figure)
    session.write_figure(a.figure, report::draw(startle::figure(emg, envelope, trials, a.score.conditions, a.score)));
  if (a.marks) session.write({a.marks}, physio::to_table(startle::marks_of(trials, emg.name)), physio::mark_meanings());
  if (a.trials)
    session.write({a.trials}, physio::with_labels(startle::ledger(trials), a.file),
                  physio::label_meanings(startle::ledger_meanings()));
  session.write(a.out, to_table(physio::with_labels(rows, a.file)),
                measure_meanings("share of the condition's trials that were left out", "trials or responses"));
}

const cli::Command<Arguments> command{"startle", declare, run};

}  // namespace
