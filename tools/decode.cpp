#include "attune/cli/command.hpp"
#include "attune/decode/answers.hpp"
#include "attune/decode/request.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> conditions, levels;
  decode::TrialOptions trials;
  decode::DecodingOptions options;
  std::optional<Milliseconds> from, to;
  std::optional<std::string> group;
  std::optional<std::filesystem::path> participants, curves, generalisation, figure;
  std::string by = "trial", score = "auc";
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Decode two conditions from the scalp at every time, and from when on they can be told apart.")
      .group("eeg")
      .describe(
          "At every time a linear discriminant with shrinkage (Ledoit & Wolf, each condition's covariance by itself, "
          "channels in units of their SD, equal priors) is trained on some trials and tested on others: by trial on "
          "other trials of the same person, in --folds stratified folds, dealt --repeats times; by participant on "
          "people who were not in training. The score is the area under the ROC curve (auc) or the balanced accuracy; "
          "chance is 0.5.")
      .describe(
          "Tests are one-sided and adjusted for all times by the largest score: the conditions of the trials are "
          "permuted within person and file and everything is computed anew, p = (k + 1) / (N + 1). For several people "
          "by trial every one has --permutations such curves, and one of a person's own and permuted curves is picked "
          "at random for each person, --draws times, which is exact for few permutations a person. A mean above "
          "chance says that some people can be decoded, not that most can.")
      .describe(
          "Two onsets, only where some time is significant: the start of the first --run significant times in a row, "
          "and where the mean curve reaches --fraction of its peak above chance, between the times. A significant "
          "onset depends on power (people, trials, noise) and is no onset of processing: do not compare it between "
          "groups; their fraction onsets are compared where --levels names two groups. Intervals are percentiles of a "
          "bootstrap over people, or over the trials within class and fold for one person. A filter or --bin smears "
          "onsets: back by half a bin, by a low cut-off, or by the ringing of a sharp filter.")
      .example(
          "attune eeg data-samples/eeg/sub-01_task-rejectwords_eeg.vhdr --events rejection,acceptance --epochs "
          "epochs.h5 >counts.tsv && attune decode epochs.h5 --conditions acceptance,rejection --folds 4 --bin 20 "
          "--permutations 99 --figure decoding.svg",
          "one person's conditions told apart over time, tested by permutations")
      .reference(
          "Grootswagers, Wardle & Carlson (2017). Decoding dynamic brain patterns from evoked responses. J Cogn "
          "Neurosci 29:677-697.")
      .reference(
          "Ledoit & Wolf (2004). A well-conditioned estimator for large-dimensional covariance matrices. J "
          "Multivar Anal 88:365-411.")
      .reference(
          "Allefeld, Goergen & Haynes (2016). Valid population inference for information-based imaging. "
          "NeuroImage 141:378-392.")
      .inputs("files", a.files, "epochs of attune eeg (.h5); several files of one participant are blocks of trials")
      .option("conditions", a.conditions, "the two conditions to tell apart")
      .required()
      .choice("by", a.by, {"trial", "participant"}, "what is left out of training")
      .choice("score", a.score, {"auc", "balanced_accuracy"}, "what the curves show")
      .option("channels", a.trials.channels, "channels to use (default: scalp channels that are good in every file)")
      .option("from", a.from, "first time (default: start of the epoch)")
      .option("to", a.to, "last time (default: end of the epoch)")
      .option("bin", a.trials.bin, "average samples to times of about this length; 0: every sample")
      .option("folds", a.options.folds, "default: 5 by trial, each person by itself by participant")
      .within(2, 1000)
      .option("repeats", a.options.repeats, "by trial: how often trials are dealt to folds")
      .within(1, 100)
      .option("permutations", a.options.permutations, "default: 500; 25 a person for several by trial")
      .within(1, 100000)
      .option("draws", a.options.draws, "picks over several people, permutations of groups")
      .within(1, 1000000)
      .option("bootstraps", a.options.bootstraps,
              "draws for the percentiles of onsets, 1000 at least for 95 %; 0: none")
      .within(0, 100000)
      .option("alpha", a.options.alpha, "what the adjusted p has to be below")
      .option("confidence", a.options.confidence, "of the intervals")
      .option("fraction", a.options.onset.fraction, "part of the peak above chance at the onset")
      .option("run", a.options.onset.run, "significant times in a row that make an onset")
      .within(1, 1000)
      .option("onset-from", a.options.onset.from, "no onset before this time")
      .option("participants", a.participants, "table with participant_id and the column of --group")
      .option("group", a.group, "column of --participants that says who belongs together")
      .option("levels", a.levels, "its groups, in order; others are left out")
      .flag("generalise", a.options.generalise, "train at every time, test at every time")
      .option("curves", a.curves, "write the scores over time of groups and people (.tsv)")
      .option("generalisation", a.generalisation, "write training by test times (.tsv)")
      .option("figure", a.figure, "draw the curves and onsets (.svg)")
      .output(a.out, "write the summary");
}

void run(const Arguments& a, cli::Session& session) {
  for (const auto& path : {a.out.path, a.curves, a.generalisation}) session.check_output({path});
  session.check_figure(a.figure);
  decode::Request request{a.files, a.trials, a.options, a.conditions, a.group, a.levels, a.participants};
  if (a.from) request.trials.from = *a.from;
  if (a.to) request.trials.to = *a.to;
  request.options.by = decode::parse_by(a.by);
  request.options.score = decode::parse_score(a.score);
  request.options.generalise = a.options.generalise || a.generalisation;
  request.options.seed = session.seed();
  request.options.threads = session.threads();
  request.options.progress = session.progress("decoding");
  if (a.participants) session.input(*a.participants);
  for (const std::filesystem::path& file : a.files) session.input(file);
  const decode::Decoding decoding = decode::decode_files(request);
  session.warn(decoding.warnings);
  if (a.curves) session.write({a.curves}, decode::curves(decoding), decode::curve_meanings(decoding));
  if (a.generalisation)
    session.write({a.generalisation}, decode::generalisation_table(decoding),
                  decode::generalisation_meanings(decoding));
  if (a.figure) session.write_figure(a.figure, decode::figure(decoding));
  session.write(a.out, decode::summary(decoding), decode::summary_meanings(decoding));
}

const cli::Command<Arguments> command{"decode", declare, run};

}  // namespace
}  // namespace attune
