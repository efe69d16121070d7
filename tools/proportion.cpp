#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/number_text.hpp"
#include "attune/cli/command.hpp"
#include "attune/stats/proportion_request.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  std::string value, by, better;
  std::vector<std::string> equals, levels, counts, change, functional;
  std::optional<std::string> paired, cutoff, sd_from;
  std::optional<std::filesystem::path> people;
  std::optional<double> reliability;
  std::string outcome = "recovered", compat = "none";
  double null = 0.5, confidence = 0.95;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Estimate a share, compare two, or count who changed reliably.")
      .group("statistics")
      .describe(
          "One share: Wilson's and the exact interval, p of the exact binomial test against --null. Two groups (--by, "
          "--levels): the difference A - B with Newcombe's hybrid score interval and the Wald interval, chi-squared "
          "(p) "
          "without and with continuity correction, Fisher's exact test (fisher_p) with the conditional odds ratio and "
          "its exact interval, the sample odds ratio, the risk ratio. Pairs (--paired): McNemar's test (p, exact_p).")
      .describe(
          "bf10 takes shares to be uniform under H1: one share against --null; two independent shares against a common "
          "one (independent multinomial sampling of Gunel & Dickey, concentration 1); for pairs the share of A among "
          "the pairs that differ against one half.")
      .describe(
          "--change pre,post counts reliable change: RCI = (post - pre) / (sqrt(2) SD sqrt(1 - reliability)), reliable "
          "beyond 1.96. Recovered is reliably better and moved across the cut-off: a (2 SD beyond the mean before), b "
          "(within 2 SD of the --functional mean), c (where both are equally likely) or a number. Then the share of "
          "--outcome is estimated, or compared between two groups.")
      .describe(
          "Rows whose `excluded` column gives a reason, and rows without a value or a group, are left out and counted. "
          "Two rows of one participant are an error unless --paired says what pairs them.")
      .optional_rows(a.rows)
      .option("value", a.value, "column with the outcome")
      .option("equals", a.equals, "cells that count as a success; without it the column holds 0 and 1")
      .option("counts", a.counts, "counts instead of a table: 36/50, or 36/50,21/48")
      .option("by", a.by, "column with the groups or conditions")
      .option("levels", a.levels, "the two levels A,B; the estimate is A - B")
      .option("paired", a.paired, "column that pairs a row of A with a row of B (participant_id)")
      .option("null", a.null, "share of the null hypothesis for one share")
      .option("change", a.change, "columns with the scores before and after: pre,post")
      .option("reliability", a.reliability, "reliability of the measure, for --change")
      .option("sd-from", a.sd_from, "column whose SD the index rests on, or the SD as a number; without it that of pre")
      .option("cutoff", a.cutoff, "a, b, c or a score; without it c where --functional is given, else a")
      .option("functional", a.functional, "mean and SD of the functional population: 38.5,9.2")
      .choice("better", a.better, {"higher", "lower"}, "which scores are better; without it towards the cut-off")
      .choice("outcome", a.outcome, {"recovered", "improved"}, "what is compared; improved includes recovered")
      .option("people", a.people, "also write each person's index and class here")
      .choice("compat", a.compat, {"none", "r"}, "r: conditional odds ratio as R's fisher.test stops at it")
      .option("confidence", a.confidence, "confidence of the intervals")
      .output(a.out, "one record")
      .example(
          "attune proportion data-samples/therapy.tsv --value attachment_post --equals secure --by arm "
          "--levels therapy,waiting",
          "Are more people secure after therapy than after waiting?")
      .example("attune proportion --counts 36/50,21/48 --format json", "The same from published counts.")
      .example(
          "attune proportion data-samples/therapy.tsv --change distress_pre,distress_post --reliability 0.9 "
          "--functional 30,8 --by arm --levels therapy,waiting --people people.tsv",
          "Who recovered, by Jacobson and Truax?")
      .reference("Newcombe (1998) Interval estimation for the difference between independent proportions. Stat Med 17.")
      .reference(
          "Wilson (1927) Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 22.")
      .reference("Gunel & Dickey (1974) Bayes factors for independence in contingency tables. Biometrika 61.")
      .reference("Jacobson & Truax (1991) Clinical significance. J Consult Clin Psychol 59.");
}

stats::ProportionRequest request_of(const Arguments& a) {
  stats::ProportionRequest r;
  r.outcome = {a.value, a.equals, a.rows.identifiers()};
  r.counts = a.counts;
  r.by = a.by;
  r.levels = a.levels;
  r.paired = a.paired.value_or("");
  r.change = a.change;
  r.reliability = a.reliability;
  r.sd_from = a.sd_from;
  r.cutoff = a.cutoff;
  r.functional = a.functional;
  r.better = a.better;
  r.improved = a.outcome == "improved";
  r.null = a.null;
  r.confidence = a.confidence;
  r.compat = stats::parse_compat(a.compat);
  return r;
}

void run(const Arguments& a, cli::Session& session) {
  const stats::ProportionRequest request = request_of(a);
  stats::check_request(request, !a.rows.table.empty());
  if (a.people && a.change.empty()) throw usage_error("--people needs --change");
  const cli::Output people{a.people};
  session.check_output(a.out);
  session.check_output(people);
  const Table table = a.counts.empty() ? session.read_table(a.rows, stats::columns_of(request)) : Table();
  const stats::ProportionAnswer answer = stats::answer(request, table);
  session.warn(answer.warnings);
  if (a.people) session.write(people, answer.people, stats::people_meanings());
  session.write(a.out, std::vector<Record>{answer.record}, answer.meanings);
}

const cli::Command<Arguments> command{"proportion", declare, run};

}  // namespace
