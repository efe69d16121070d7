#include "attune/checks/circular.hpp"
#include "attune/checks/group_guards.hpp"
#include "attune/cli/command.hpp"
#include "attune/stats/many_requests.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  stats::CompareRequest request;
  std::vector<std::string> values;
  stats::ManyRequest many;
  checks::GuardRequest guards;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  stats::CompareRequest& r = a.request;
  tool.synopsis("Compare two groups or two conditions: estimate, interval, effect size, evidence for and against.")
      .group("statistics")
      .describe(
          "The estimate is A - B, Welch's t the default; d and g use the pooled standard deviation (of the differences "
          "for pairs), with intervals from the noncentral t. bf10 is the JZS Bayes factor of the pooled or paired t; "
          "one-sided it integrates the half of the prior on that side. yuen compares trimmed means, with d_robust from "
          "the Winsorised SD. Rank tests give U or V, the Hodges-Lehmann shift, p by normal approximation with tie and "
          "continuity correction and, where it can be counted, p_exact. reading says what the row is evidence of.")
      .describe(
          "Rows with a reason in `excluded`, or without a value or group, are left out and counted. Two rows of one "
          "participant (participant_id or --key) are an error unless --paired says what pairs them: use --where.")
      .describe(
          "--sesoi adds two one-sided tests: is the difference smaller than the smallest effect of interest, in units "
          "of the value or of the SD (0.5d; robust for yuen)? Permutation p includes the identity. --bootstrap gives "
          "BCa "
          "intervals within each group, pairs as pairs; too short for groups below 20 or skewed values.")
      .describe(
          "--blocks names what belongs together: --exchange within shuffles the groups inside each block (sites, dyads "
          "of both groups), block means taken out; whole lets blocks of one size exchange their group, or flips their "
          "pairs together. The bootstrap draws whole blocks. All else takes rows as independent, and a warning says "
          "so.")
      .describe(
          "--each gives a row for every combination of cells of its columns, with a reason where there is no answer; "
          "--adjust corrects p within each family, max-t (Westfall & Young) by permuting whole participants. --check "
          "asks whether the groups differ in site or quality; halves of a score and circular regions are named.")
      .option("value", a.values, "column with the values; several give a row each")
      .required()
      .option("by", r.by, "column with the groups or conditions")
      .required()
      .option("levels", r.levels, "the two levels A,B; the estimate is A - B")
      .required()
      .option("paired", r.paired, "column that pairs a row of A with a row of B (participant_id)")
      .choice("test", r.test, {"welch", "student", "yuen", "mann-whitney", "signed-rank"},
              "the test; with --paired welch and student are the paired t")
      .option("trim", r.trim, "share of the values that yuen cuts at either end")
      .choice("alternative", r.alternative, {"two-sided", "greater", "less"},
              "what p, p_perm and the Bayes factor are for: greater is A above B")
      .option("sesoi", r.sesoi, "smallest effect of interest, as 8 or 0.5d: adds the equivalence tests")
      .option("permutations", r.permutations, "arrangements for p_perm; 0 is none")
      .within(0, stats::kMostPermutations)
      .option("blocks", r.blocks, "column of what belongs together: dyad_id, family_id, site")
      .choice("exchange", r.exchange, {"within", "whole"}, "what changes places: values within blocks, or whole blocks")
      .option("bootstrap", r.bootstrap, "draws for BCa intervals of estimate, d and g; 0 is none")
      .within(0, stats::kMostDraws)
      .option("each", a.many.each, "a row for every combination of cells of these columns: site,measure")
      .choice("adjust", a.many.adjust, {"none", "bonferroni", "holm", "hochberg", "bh", "by", "max-t"},
              "correction of p")
      .option("family", a.many.family, "columns of --each with a family of tests for each cell; without it all are one")
      .option("check", a.guards.check, "columns in which the groups should not differ: site, mean_fd, coverage")
      .option("allow-circular", a.guards.allow_circular, "why regions made from the tested images do no harm")
      .rows(a.rows)
      .option("confidence", r.confidence, "confidence of the intervals")
      .choice("compat", r.compat, {"none", "r"}, "r: ends of the intervals of d and g as R's effectsize stops at them")
      .option("r-scale", r.r_scale, "scale of the Cauchy prior of the Bayes factor")
      .flag("sensitivity", r.sensitivity, "the Bayes factor also at scales 0.2, 0.5, 0.71, 1 and 1.41")
      .output(a.out, "one record, or one for each place and value")
      .example(
          "attune compare data-samples/group.tsv --value striatum_psc --by group --levels secure,insecure --sesoi 0.5d",
          "Does the striatum answer more in the secure group?")
      .example(
          "attune compare data-samples/sessions.tsv --value felt_security --by session --levels post,pre "
          "--paired participant_id --permutations 10000 --format json",
          "Change within participants, with a permutation p.")
      .reference("Welch (1947) The generalization of Student's problem. Biometrika 34.")
      .reference("Hedges (1981) Distribution theory for Glass's estimator of effect size. J Educ Stat 6.")
      .reference("Rouder et al. (2009) Bayesian t tests. Psychon Bull Rev 16.")
      .reference("Morey & Rouder (2011) Bayes factor approaches for testing interval null hypotheses. Psychol Meth 16.")
      .reference("Yuen (1974) The two-sample trimmed t for unequal population variances. Biometrika 61.")
      .reference(
          "Algina, Keselman & Penfield (2005) An alternative to Cohen's standardized mean difference effect size. "
          "Psychol Methods 10.")
      .reference("Efron (1987) Better bootstrap confidence intervals. J Am Stat Assoc 82.")
      .reference("Winkler et al. (2015) Multi-level block permutation. NeuroImage 123.")
      .reference("Westfall & Young (1993) Resampling-based multiple testing. Wiley.")
      .reference("Schuirmann (1987) Two one-sided tests procedure. J Pharmacokinet Biopharm 15.")
      .reference("Phipson & Smyth (2010) Permutation p-values should never be zero. Stat Appl Genet Mol Biol 9.");
}

void run(const Arguments& a, cli::Session& session) {
  stats::CompareRequest request = a.request;
  request.identifiers = a.rows.identifiers();
  request.seed = session.seed();
  request.threads = session.threads();
  stats::check_many(request, a.values, a.many);
  session.check_output(a.out);
  session.warn(checks::refuse_circular(a.rows.files(), a.guards.allow_circular));
  const Table table = session.read_table(a.rows, a.guards.columns(stats::columns_of(request, a.values, a.many)));
  const checks::Balance checked = checks::guard_comparison(table, request, a.values, a.guards);
  stats::Answers answers = stats::run_many(table, request, a.values, a.many, {a.rows.table.string(), a.rows.where});
  session.warn(checked.warnings);
  session.warn(answers.warnings);
  for (const std::string& reading : checks::add_checks(answers.records, checked)) session.say(reading);
  session.write(
      a.out, answers.records,
      stats::meanings_in_places(checks::with_checks(stats::comparison_meanings()), a.many, a.values.size() > 1));
}

const cli::Command<Arguments> command{"compare", declare, run};

}  // namespace
