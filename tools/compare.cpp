#include "attune/stats/compare.hpp"

#include <optional>
#include <string>
#include <vector>

#include "attune/cli/command.hpp"
#include "attune/stats/samples.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  std::string value, by, test = "welch", compat = "none";
  std::vector<std::string> levels;
  std::optional<std::string> paired, sesoi;
  std::int64_t permutations = 0;
  double confidence = 0.95, r_scale = stats::kCauchyScale;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Compare two groups or two conditions: estimate, interval, effect size, evidence for and against.")
      .group("statistics")
      .describe(
          "The estimate is A - B. Welch's t by default; d and g use the pooled standard deviation (of the differences "
          "for pairs) and have intervals from the noncentral t. bf10 is the JZS Bayes factor of the pooled or paired "
          "t. "
          "Rank tests give U or V, the Hodges-Lehmann shift as the estimate and p from the normal approximation with "
          "tie "
          "and continuity correction (p_exact where it can be counted). Fields that do not apply are absent.")
      .describe(
          "Rows whose `excluded` column gives a reason, and rows without a value or a group, are left out and counted. "
          "Two rows of one participant (the same participant_id or --key) are an error unless --paired says what pairs "
          "them: choose rows with --where.")
      .describe(
          "With --sesoi two one-sided tests ask whether the difference is smaller than the smallest effect of "
          "interest, "
          "in units of the value or of the standard deviation (0.5d). Permutation p includes the identity and is "
          "enumerated when there are no more arrangements than asked for.")
      .option("value", a.value, "column with the values")
      .required()
      .option("by", a.by, "column with the groups or conditions")
      .required()
      .option("levels", a.levels, "the two levels A,B; the estimate is A - B")
      .required()
      .option("paired", a.paired, "column that pairs a row of A with a row of B (participant_id)")
      .choice("test", a.test, {"welch", "student", "mann-whitney", "signed-rank"},
              "the test; with --paired welch and student are the paired t")
      .option("sesoi", a.sesoi, "smallest effect of interest, as 8 or 0.5d: adds the equivalence tests")
      .option("permutations", a.permutations, "arrangements for p_perm; 0 is none")
      .within(0, stats::kMostPermutations)
      .rows(a.rows)
      .option("confidence", a.confidence, "confidence of the intervals")
      .option("r-scale", a.r_scale, "scale of the Cauchy prior of the Bayes factor")
      .choice("compat", a.compat, {"none", "r"}, "r: ends of the intervals of d and g as R's effectsize stops at them")
      .output(a.out, "one record")
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
      .reference("Schuirmann (1987) Two one-sided tests procedure. J Pharmacokinet Biopharm 15.")
      .reference("Phipson & Smyth (2010) Permutation p-values should never be zero. Stat Appl Genet Mol Biol 9.");
}

stats::CompareTest test_of(const Arguments& a) {
  if (a.test == "student") return stats::CompareTest::student;
  if (a.test == "mann-whitney") return stats::CompareTest::mann_whitney;
  if (a.test == "signed-rank") return stats::CompareTest::signed_rank;
  return stats::CompareTest::welch;
}

void run(const Arguments& a, cli::Session& session) {
  if (a.levels.size() != 2) throw usage_error("--levels names two levels, as secure,insecure");
  if (a.paired && a.test == "mann-whitney") throw usage_error("--test mann-whitney is not for pairs; use signed-rank");
  if (!a.paired && a.test == "signed-rank") throw usage_error("--test signed-rank needs --paired");
  stats::CompareOptions options;
  options.levels = {a.levels[0], a.levels[1]};
  options.test = test_of(a);
  options.confidence = a.confidence;
  options.r_scale = a.r_scale;
  options.compat = stats::parse_compat(a.compat);
  options.permutations = a.permutations;
  options.seed = session.seed();
  options.threads = session.threads();
  if (a.sesoi) options.smallest_effect = stats::parse_smallest_effect(*a.sesoi);
  session.check_output(a.out);

  const stats::TwoSamples samples = stats::take_groups(
      session.read_table(a.rows), {a.value, a.by, options.levels, a.paired.value_or(""), a.rows.identifiers()});
  session.warn(samples.warnings);
  const stats::Comparison result = a.paired ? stats::compare_pairs(samples.a, samples.b, options)
                                            : stats::compare_groups(samples.a, samples.b, options);
  session.warn(result.warnings);
  Record record = stats::to_record(result);
  stats::add_exclusions(record, samples.exclusions);
  session.write(a.out, std::vector<Record>{record}, stats::comparison_meanings());
}

const cli::Command<Arguments> command{"compare", declare, run};

}  // namespace
