#include <optional>

#include "attune/cli/command.hpp"
#include "attune/eeg/epoch_files.hpp"
#include "attune/overlap/continuous.hpp"
#include "attune/overlap/correct.hpp"

namespace attune {
namespace {

struct Arguments {
  std::filesystem::path recording;
  std::optional<std::filesystem::path> events_table;
  std::vector<std::string> models, at;
  std::string baseline = "none", participant;
  bool alone = false, no_intercept = false;
  overlap::OverlapOptions options;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Take overlapping brain responses apart by regression of the continuous EEG on its events.")
      .group("eeg")
      .describe(
          "Where responses to successive events overlap (a key press within the response to its stimulus, the next "
          "word within the last one's), averages mix them. Here every sample is the sum of what all events around it "
          "evoke, and all responses are found at once, by least squares over the whole recording.")
      .describe(
          "Give each kind of event as --event NAME, NAME=EXPRESSION, either followed by ~ FORMULA. The formula says "
          "what a response depends on: 1 + emotion + rt (factors against their first level, numbers as slopes), "
          "interactions, scale(rt), or spline(rt, 5) for an effect of any shape, given at its 10th, 50th and 90th "
          "percentile or --at. The result has one response per predictor, in the form of averages: attune erp measures "
          "them.")
      .describe(
          "Filter first (attune eeg --step filter:highpass=0.5 --clean FILE): slow drifts are no response. Standard "
          "errors come from 10 to 60 blocks of at least 5 s and hold for noise that forgets within a block. Stretches "
          "above --reject-uv, samples that are not finite and the surroundings of events without a value are left out "
          "and counted; responses end at boundaries. Responses that the data cannot tell apart, as at a fixed "
          "distance, are refused.")
      .example(
          "attune deconvolve data-samples/eeg/sub-02_task-flash_eeg.vhdr --event flash --event key --channels Pz --to "
          "600 --out responses.tsv",
          "responses to the flash and to the key press that falls into it, each free of the other")
      .reference("Smith & Kutas (2015). Regression-based estimation of ERP waveforms: II. Psychophysiology 52:169-181.")
      .reference("Ehinger & Dimigen (2019). Unfold: an integrated toolbox for overlap correction. PeerJ 7:e7838.")
      .input("recording", a.recording, "continuous EEG recording")
      .flag("alone", a.alone, "without the BIDS channels, electrodes and events beside the recording")
      .repeated("event", a.models, "NAME, NAME=EXPRESSION, or either with ~ FORMULA")
      .required()
      .option("events-table", a.events_table, "events.tsv to use instead of the recording's own events")
      .repeated("at", a.at, "FIELD=VALUE,VALUE: where the response along a spline is given")
      .option("from", a.options.from, "start of every response, relative to its event")
      .option("to", a.options.to, "end of every response")
      .option("time-splines", a.options.time_splines, "cubic splines over that time; 0: one unknown per sample")
      .within(0, 10000)
      .option("baseline", a.baseline, "FROM,TO in ms whose mean is taken from every response, or none")
      .flag("no-intercept", a.no_intercept, "no constant for each segment")
      .option("reject-uv", a.options.reject, "leave out stretches with a larger peak-to-peak amplitude")
      .option("reject-window", a.options.reject_window, "length of those stretches")
      .option("channels", a.options.channels, "channels to fit (default: all potentials that are not bad)")
      .option("shift-ms", a.options.shift, "time added to every event, as the delay of the screen")
      .option("participant", a.participant, "participant_id (default: from the file's name)")
      .output(a.out, "write the responses (.tsv or .h5)");
}

overlap::OverlapOptions options_of(const Arguments& a, const cli::Session& session) {
  overlap::OverlapOptions out = a.options;
  out.intercept = !a.no_intercept;
  out.threads = session.threads();
  out.labels = eeg::labels_of(a.recording);
  if (!a.participant.empty()) out.labels.participant_id = a.participant;
  for (const std::string& model : a.models) out.models.push_back(overlap::parse_event_model(model));
  out.predictors.at = overlap::parse_all_places(a.at);
  overlap::check_places(out.models, out.predictors.at);
  out.baseline = overlap::parse_baseline(a.baseline);
  return out;
}

void run(const Arguments& a, cli::Session& session) {
  const overlap::OverlapOptions options = options_of(a, session);
  session.check_output(a.out);
  std::optional<Table> events;
  if (a.events_table) events = session.read_table(*a.events_table);
  const eeg::Recording recording = overlap::read_continuous(a.recording, a.alone, events);
  for (const std::filesystem::path& file : recording.files) session.input(file);
  session.warn(recording.warnings);
  const overlap::OverlapFit fit = overlap::correct_overlap(recording, options);
  session.warn(fit.warnings);
  session.say(overlap::summary(fit));
  if (!a.out.path || a.out.path->extension() != ".h5")
    return session.write(a.out, eeg::to_table(fit.responses), overlap::response_meanings(options.baseline));
  if (session.dry_run()) return;
  eeg::write_evoked(*a.out.path, fit.responses, session.overwrite());
  session.record(*a.out.path);
}

const cli::Command<Arguments> command{"deconvolve", declare, run};

}  // namespace
}  // namespace attune
