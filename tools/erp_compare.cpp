#include "attune/bids/tables.hpp"
#include "attune/cli/command.hpp"
#include "attune/eeg/epoch_input.hpp"
#include "attune/latency/answer.hpp"
#include "attune/stats/bootstrap.hpp"
#include "attune/stats/permutation.hpp"

namespace attune {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> files;
  std::string component, measure = "fractional_area_latency", peak = "parabola";
  std::vector<std::string> differences, lateralised, pairs;
  latency::Question question;
  std::optional<std::string> layout;
  std::string key = "participant_id";
  std::optional<std::filesystem::path> participants, scores, figure, methods_figure;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Compare the latency of a component between two groups or conditions by every method, side by side.")
      .group("eeg")
      .example(
          "attune erp compare data-samples/eeg/averages.tsv --participants data-samples/eeg/people.tsv --by group "
          "--levels secure,insecure --component N400 --channels CPz --condition rejection --sesoi 20 --permutations "
          "999 --bootstrap 1000",
          "Are insecure people's N400 earlier, and by how many milliseconds?")
      .example(
          "attune erp compare data-samples/eeg/averages.tsv --paired --levels rejection,acceptance --component N400 "
          "--channels CPz --measure peak_latency --figure waves.svg --methods-figure methods.svg --scores scores.tsv",
          "Two conditions of the same people, with the waves, the intervals and everyone's scores.")
      .reference("Smulders (2010). Simplifying jackknifing of ERPs and getting more out of it. Psychophysiology 47.")
      .reference("Miller, Patterson & Ulrich (1998). Jackknife-based measuring of LRP onset. Psychophysiology 35.")
      .reference(
          "Kiesel, Miller, Jolicoeur & Brisson (2008). Measurement of ERP latency differences. Psychophysiology 45.")
      .reference("Hall (1988). On symmetric bootstrap confidence intervals. J R Stat Soc B 50.")
      .reference("Schuirmann (1987). Two one-sided tests procedure. J Pharmacokinet Biopharm 15.")
      .inputs("files", a.files, "epochs or averages of attune eeg (.h5, .tsv), one of each person or all in one")
      .option("participants", a.participants, "table of participants with their groups")
      .option("by", a.question.by, "its column of groups")
      .option("key", a.key, "its column that names the person")
      .flag("paired", a.question.paired, "the levels are two conditions of the same people")
      .option("levels", a.question.levels, "A,B: two groups, or with --paired two conditions")
      .required()
      .option("component", a.component, "NAME:FROM:TO:POLARITY (ms), or the name of a preset as N400")
      .required()
      .option("measure", a.measure, "what to measure, as attune erp has it")
      .option("fraction", a.question.wave.target.reading.fraction, "part of the area or of the peak")
      .option("neighbourhood", a.question.wave.target.reading.neighbourhood,
              "samples on either side of a local peak; 0: absolute")
      .within(0, 100000)
      .choice("peak", a.peak, {"sample", "parabola"}, "where the top of a person's peak is")
      .option("channels", a.question.wave.choice.channels, "channels whose mean is measured")
      .option("condition", a.question.wave.condition, "condition to compare the groups in (default: the only one)")
      .repeated("difference", a.differences, "NAME=A-B, a difference of conditions to measure")
      .repeated("lateralised", a.lateralised, "NAME=LEFT,RIGHT, contralateral minus ipsilateral over --pairs")
      .option("pairs", a.pairs, "LEFT/RIGHT electrodes of --lateralised, as PO7/PO8")
      .flag("gfp", a.question.wave.choice.field_power, "measure the global field power")
      .option("layout", a.layout, "how averages lie in wide tables of other software")
      .option("sesoi", a.question.options.smallest_effect,
              "smallest difference of interest, in ms (or the measure's unit)")
      .option("permutations", a.question.options.permutations, "arrangements of the permutation tests; 0 is none")
      .within(0, stats::kMostPermutations)
      .option("bootstrap", a.question.options.bootstrap, "draws of the bootstrap intervals; 0 is none")
      .within(0, stats::kMostDraws)
      .option("sme-draws", a.question.wave.bootstraps, "draws of everyone's measurement error from epochs; 0 is none")
      .within(0, erp::kMostBootstraps)
      .option("confidence", a.question.options.confidence, "confidence of the intervals")
      .option("r-scale", a.question.options.r_scale, "scale of the Cauchy prior of the Bayes factor")
      .option("scores", a.scores, "write everyone's score, a measures table")
      .option("figure", a.figure, "draw both grand averages and their latencies (.svg)")
      .option("methods-figure", a.methods_figure, "draw the difference by every method (.svg)")
      .output(a.out, "write the answer");
  for (const std::string& paragraph : latency::compare_paragraphs()) tool.describe(paragraph);
  tool.describe(eeg::layout_definition());
}

latency::Question question_of(const Arguments& a, const cli::Session& session) {
  latency::Question out = a.question;
  latency::WaveRequest& wave = out.wave;
  wave.target.component = erp::parse_component(a.component);
  wave.target.kind = erp::kind_of(a.measure);
  wave.target.reading.peak_place = a.peak == "sample" ? erp::PeakPlace::sample : erp::PeakPlace::parabola;
  for (const std::string& text : a.differences) wave.choice.differences.push_back(erp::parse_difference(text));
  for (const std::string& text : a.lateralised) wave.choice.lateralisations.push_back(erp::parse_lateralisation(text));
  for (const std::string& text : a.pairs) wave.choice.pairs.push_back(erp::parse_pair(text));
  wave.seed = out.options.seed = session.seed();
  wave.threads = out.options.threads = session.threads();
  latency::check(out, a.participants.has_value());
  return out;
}

void run(const Arguments& a, cli::Session& session) {
  const latency::Question question = question_of(a, session);
  const auto layout = a.layout ? std::optional(eeg::parse_layout(*a.layout)) : std::nullopt;
  for (const auto& path : {a.out.path, a.scores}) session.check_output({path});
  for (const auto& path : {a.figure, a.methods_figure}) session.check_figure(path);
  std::optional<bids::Participants> participants;
  if (a.participants) {
    participants = bids::participants_from(session.read_table(*a.participants), a.key);
    session.warn(participants->warnings);
  }
  const auto read = [&](const std::filesystem::path& path) { return eeg::read_epoch_input(session, path, layout); };
  const latency::Answer answer = latency::answer(question, a.files, read, participants ? &*participants : nullptr);
  session.warn(answer.sides.warnings);
  session.say(answer.comparison.reading);
  if (a.scores) session.write({a.scores}, latency::scores_table(answer), latency::scores_meanings());
  session.write_figure(a.figure, report::draw(latency::waves_figure(answer)));
  session.write_figure(a.methods_figure, report::draw(latency::methods_figure(answer)));
  session.write(a.out, latency::to_document(answer), latency::answer_meanings(answer.comparison.unit));
}

const cli::Command<Arguments> command{"erp compare", declare, run};

}  // namespace
}  // namespace attune
