#include "attune/cli/command.hpp"
#include "attune/stats/many_requests.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  stats::CompareRequest request;
  std::vector<std::string> values;
  stats::ManyRequest many;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  stats::CompareRequest& r = a.request;
  tool.synopsis("Compare two groups or two conditions: estimate, interval, effect size, evidence for and against.")
      .group("statistics")
      .describe(
          "The estimate is A - B. Welch's t by default; d and g use the pooled standard deviation (of the "
          "differences for pairs) and have intervals from the noncentral t. bf10 is the JZS Bayes factor of the "
          "pooled or paired t; one-sided it integrates the half of the prior on that side. yuen compares trimmed "
          "means, with d_robust from the Winsorised SD. Rank tests give U or V, the Hodges-Lehmann shift as the "
          "estimate and p from the normal approximation with tie and continuity correction (p_exact where it can be "
          "counted). Fields that do not apply are absent; reading says in a sentence what the row is evidence of.")
      .describe(
          "Rows whose `excluded` column gives a reason, and rows without a value or a group, are left out and "
          "counted. Two rows of one participant (the same participant_id or --key) are an error unless --paired says "
          "what pairs them: choose rows with --where.")
      .describe(
          "With --sesoi two one-sided tests ask whether the difference is smaller than the smallest effect of "
          "interest, in units of the value or of the standard deviation (0.5d; for yuen the one d_robust is in). "
          "Permutation p includes the identity and is enumerated when there are no more arrangements than asked for. "
          "--bootstrap gives BCa intervals, resampling within each group, pairs as pairs; of means they are too "
          "short for groups below 20 or skewed values.")
      .describe(
          "--blocks names what belongs together: --exchange within shuffles the groups inside each block (sites, "
          "dyads of both groups), block means taken out; whole lets blocks of one size exchange their group "
          "(families of one group), or flips the pairs of a block together. The bootstrap then draws whole blocks. "
          "Everything else takes rows as independent, and a warning says so.")
      .describe(
          "--each gives a row for every combination of cells of its columns, in the order of their bytes; a row that "
          "has no answer says why in `reason`. --adjust corrects p within each family: max-t (Westfall & Young) "
          "permutes whole participants, so that measures which go together cost less.")
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
      .example(
          "attune compare data-samples/group.tsv --value striatum_psc --by group --levels secure,insecure "
          "--test yuen --bootstrap 2000",
          "Trimmed means, with bootstrap intervals.")
      .reference("Welch (1947) The generalization of Student's problem. Biometrika 34.")
      .reference("Hedges (1981) Distribution theory for Glass's estimator of effect size. J Educ Stat 6.")
      .reference("Rouder et al. (2009) Bayesian t tests. Psychon Bull Rev 16.")
      .reference(
          "Morey & Rouder (2011) Bayes factor approaches for testing interval null hypotheses. Psychol Methods 16.")
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
  const Table table = session.read_table(a.rows, stats::columns_of(request, a.values, a.many));
  const stats::Answers answers =
      stats::run_many(table, request, a.values, a.many, {a.rows.table.string(), a.rows.where});
  session.warn(answers.warnings);
  session.write(a.out, answers.records,
                stats::meanings_in_places(stats::comparison_meanings(), a.many, a.values.size() > 1));
}

const cli::Command<Arguments> command{"compare", declare, run};

}  // namespace
