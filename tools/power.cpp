#include "attune/cli/command.hpp"
#include "attune/stats/power_table.hpp"

namespace {

using namespace attune;

struct Arguments {
  stats::PowerQuestion question;
  std::string test = "student";
  std::vector<std::string> effect, bound;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  stats::PowerQuestion& q = a.question;
  tool.synopsis("Power of a test, or the sample size or the effect that it takes.")
      .group("statistics")
      .describe(
          "Give two of --n, --effect and --power (for equivalence --bound instead of --effect); the third is solved "
          "for. "
          "Lists make a table of all combinations. n is that of group A (student, welch, proportions, equivalence), of "
          "each group (anova), of pairs (paired, correlation, equivalence-paired) or of all (one-sample, regression). "
          "A "
          "solved n is not rounded; whole_n is the smallest whole one that reaches the power.")
      .describe(
          "Effects: d in standard deviations for student, in the root mean square of both for welch; d_z, in standard "
          "deviations of the differences, for paired and one-sample; rho; the difference of proportions B - A from "
          "--baseline; Cohen's f for anova and regression (f^2 = R^2 / (1 - R^2) of the predictors tested). One-sided "
          "tests look for an effect above 0.")
      .describe(
          "Exact: t from the noncentral t with both tails, anova and regression (fixed predictors) from the noncentral "
          "F, "
          "correlation from the distribution of r under bivariate normal values, equivalence from the joint "
          "distribution "
          "of both t. Approximate: welch (noncentral t with Satterthwaite's degrees of freedom) and proportions "
          "(normal, "
          "pooled z test without continuity correction). Each row says which.")
      .choice("test", a.test,
              {"student", "welch", "one-sample", "paired", "correlation", "proportions", "anova", "regression",
               "equivalence", "equivalence-paired"},
              "the test")
      .option("n", q.n, "sample size, or several")
      .option("effect", a.effect, "effect, or several")
      .option("bound", a.bound, "equivalence: bounds are -bound and +bound, in standard deviations")
      .option("power", q.power, "power, or several")
      .option("alpha", q.alpha, "level of the test; equivalence: of each of its two tests")
      .option("sides", q.sides, "two (default) or one: t, correlation and proportions")
      .option("ratio", q.ratio, "two groups: n of B divided by n of A (default 1)")
      .option("sd-ratio", q.sd_ratio, "welch: SD of B divided by SD of A (default 1)")
      .option("groups", q.groups, "anova: how many")
      .option("predictors", q.predictors, "regression: how many are tested (default 1)")
      .option("covariates", q.covariates, "regression: how many others are in the model (default 0)")
      .option("baseline", q.baseline, "proportions: that of group A")
      .option("true-effect", q.true_effect, "equivalence: the difference there is (default 0)")
      .output(a.out, "one row for each combination")
      .example("attune power --effect 0.5 --power 0.8", "How many in each group for d = 0.5?")
      .example("attune power --n 20,30,40 --power 0.8,0.9", "Which d can groups of this size find?")
      .example("attune power --test correlation --n 24,48 --effect 0.3,0.5 --format json", "Power of a correlation.")
      .example("attune power --test equivalence --bound 0.5 --power 0.9 --ratio 2",
               "How many to show that there is no difference beyond half an SD, with twice as many in B?")
      .reference("Cohen (1988) Statistical power analysis for the behavioral sciences. Erlbaum.")
      .reference("Faul et al. (2009) Statistical power analyses using G*Power 3.1. Behav Res Methods 41.")
      .reference("Phillips (1990) Power of the two one-sided tests procedure. J Pharmacokinet Biopharm 18.")
      .reference("Fleiss, Levin & Paik (2003) Statistical methods for rates and proportions. Wiley.")
      .reference("Moser, Stevens & Watts (1989) The two-sample t test versus Satterthwaite's. Commun Stat 18.");
}

void run(const Arguments& a, cli::Session& session) {
  stats::PowerQuestion question = a.question;
  question.test = stats::parse_power_test(a.test);
  const stats::PowerDesign design = stats::design_of(question);
  if (!(design.is_equivalence() ? a.effect : a.bound).empty())
    throw usage_error(design.is_equivalence()
                          ? "equivalence takes --bound, and the difference there is as --true-effect"
                          : "--bound is for equivalence; use --effect");
  question.effect = design.is_equivalence() ? a.bound : a.effect;
  session.check_output(a.out);
  std::vector<Record> records;
  for (const stats::PowerPoint& point : stats::answer(question)) records.push_back(stats::to_record(design, point));
  session.write(a.out, records, stats::power_meanings());
}

const cli::Command<Arguments> command{"power", declare, run};

}  // namespace
