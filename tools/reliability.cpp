#include <optional>
#include <string>
#include <vector>

#include "attune/cli/command.hpp"
#include "attune/stats/reliability_request.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  stats::ReliabilityRequest request;
  std::string weights = "none", compat = "none";
  std::optional<int> n;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  stats::ReliabilityRequest& r = a.request;
  tool.synopsis("How reliable a measure is: items, halves, repeated measures, raters.")
      .group("statistics")
      .describe(
          "--items: Cronbach's alpha with Feldt's interval, alpha of standardised items, item-rest correlations, alpha "
          "without each item, and McDonald's omega total of a one-factor model fitted by maximum likelihood "
          "(heywood says that an item has no unique variance left). Items keyed the other way round are named in "
          "--reverse, with the ends of the scale in --range.")
      .describe(
          "--splits adds the split-half reliability: random halves of the items, their correlation averaged over "
          "splits "
          "through Fisher's z and stepped up by Spearman-Brown, with percentiles over splits and an interval over "
          "resampled people. With --target and --value alone each person's own trials are halved.")
      .describe(
          "--target, --rater and --value of a long table, or --icc with --items as raters: the six intraclass "
          "correlations of Shrout & Fleiss with F and intervals. --kappa: agreement of two columns of categories, "
          "standard errors of Fleiss, Cohen & Everitt. --attenuate: a correlation freed from unreliability.")
      .describe(
          "Complete cases only; rows with a reason in `excluded`, and rows or targets with a value missing, are left "
          "out and counted.")
      .optional_rows(a.rows)
      .option("items", r.items, "columns of the items, or with --icc of the raters")
      .option("reverse", r.reverse, "items keyed the other way round")
      .option("range", r.range, "lowest and highest score of an item: 1,6")
      .flag("icc", r.icc, "intraclass correlations of --items")
      .option("target", r.target, "column with what is rated (participant_id)")
      .option("rater", r.rater, "column with the rater, day or session")
      .option("value", r.value, "column with the rating or trial")
      .option("splits", r.split.splits, "random halves; 0 is none")
      .within(0, stats::kMostSplits)
      .option("resamples", r.split.resamples, "resamples of people for the interval of the halves; 0 is none")
      .within(0, stats::kMostSplits)
      .option("kappa", r.kappa, "two columns with categories: coder1,coder2")
      .choice("weights", a.weights, {"none", "linear", "quadratic"}, "weights of kappa for ordered categories")
      .option("order", r.order, "the categories in their order, where they are no numbers")
      .option("attenuate", r.attenuate, "observed correlation")
      .option("reliability-x", r.reliability_x, "reliability of one measure, for --attenuate")
      .option("reliability-y", r.reliability_y, "reliability of the other")
      .option("n", a.n, "people behind the correlation, for its interval")
      .choice("compat", a.compat, {"none", "r"}, "r: intraclass correlations as R's psych and lme4 stop at them")
      .option("confidence", r.confidence, "confidence of the intervals")
      .output(a.out, "one record, or one for each intraclass correlation")
      .example(
          "attune reliability data-samples/items.tsv --items q1,q2,q3,q4,q5,q6 --reverse q3,q6 --range 1,7 "
          "--splits 1000",
          "Do six items measure one thing, and how well?")
      .example(
          "attune reliability data-samples/sessions.tsv --target participant_id --rater session "
          "--value felt_security",
          "Is felt security the same person's from one session to the next?")
      .example("attune reliability data-samples/items.tsv --kappa coder1,coder2 --format json",
               "Do two coders agree on the attachment class?")
      .example("attune reliability --attenuate 0.3 --reliability-x 0.4 --reliability-y 0.85 --n 60",
               "What a correlation would be if both measures were without error.")
      .reference("Cronbach (1951) Coefficient alpha and the internal structure of tests. Psychometrika 16.")
      .reference("Feldt (1965) The approximate sampling distribution of KR-20. Psychometrika 30.")
      .reference("McDonald (1999) Test theory: a unified treatment. Erlbaum.")
      .reference("Shrout & Fleiss (1979) Intraclass correlations. Psychol Bull 86.")
      .reference(
          "McGraw & Wong (1996) Forming inferences about some intraclass correlation coefficients. Psychol Meth 1.")
      .reference(
          "Parsons, Kruijt & Fox (2019) Psychological science needs a standard practice of reporting the "
          "reliability of cognitive-behavioral measurements. Adv Meth Pract Psychol Sci 2.")
      .reference("Fleiss, Cohen & Everitt (1969) Large sample standard errors of kappa. Psychol Bull 72.");
}

void run(const Arguments& a, cli::Session& session) {
  stats::ReliabilityRequest request = a.request;
  request.weights = a.weights == "linear"      ? stats::KappaWeights::linear
                    : a.weights == "quadratic" ? stats::KappaWeights::quadratic
                                               : stats::KappaWeights::none;
  if (a.n) request.n = *a.n;
  request.compat = stats::parse_compat(a.compat);
  request.identifiers = a.rows.identifiers();
  request.split.seed = session.seed();
  request.split.threads = session.threads();
  stats::check_request(request, !a.rows.table.empty());
  session.check_output(a.out);
  const Table table = request.attenuate ? Table() : session.read_table(a.rows, stats::columns_of(request));
  const stats::ReliabilityAnswer answer = stats::answer(request, table);
  session.warn(answer.warnings);
  session.write(a.out, answer.records, answer.meanings);
}

const cli::Command<Arguments> command{"reliability", declare, run};

}  // namespace
