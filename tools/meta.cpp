#include "attune/stats/meta.hpp"

#include <optional>
#include <string>
#include <vector>

#include "attune/cli/command.hpp"
#include "attune/stats/meta_record.hpp"
#include "attune/stats/meta_studies.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  stats::StudySelection studies;
  std::string kind = "given", method = "reml", test = "z", prediction = "higgins";
  double confidence = 0.95;
  std::optional<double> scoring_stop;
  bool leave_one_out = false;
  std::optional<std::filesystem::path> study_table;
  cli::Output out;
};

void describe(cli::Tool& tool) {
  tool.synopsis("Combine the effects of several studies: mean, heterogeneity, prediction, moderators.")
      .group("statistics")
      .describe(
          "Effects with sampling variances (--effect, --variance), or --kind: smd is Hedges' g, variance 1/nA + 1/nB + "
          "g^2 / (2 (nA + nB)); md the difference of means; zcor Fisher's z, variance 1 / (n - 3); rr the log risk "
          "ratio. "
          "All are A - B or log(A / B). A risk table with a zero among its four cells gets one half added to each; a "
          "study without any event is left out and counted.")
      .describe(
          "tau2, the variance between studies, is REML's (global maximum, not below 0) or DerSimonian-Laird's; `fixed` "
          "takes it as 0. Knapp-Hartung tests with t and k - p degrees of freedom (p coefficients), its factor not "
          "truncated: with few studies it stays close to its level where z does not. The prediction interval uses t "
          "with k - p "
          "- 1 "
          "degrees of freedom (higgins), or the distribution of the test. i2 and r2 are percentages.")
      .describe(
          "A moderator is a number, or a factor with one coefficient for each level but its reference (the first in "
          "alphabetical order, or --reference). The estimate is then the effect expected at the moderators' means over "
          "the studies. Studies with a reason in `excluded`, without effect, summary or moderator are left out and "
          "counted; a variance that is missing or not above 0, a name used twice and a single study are errors.");
}

void declare_columns(cli::Tool& tool, Arguments& a) {
  stats::StudySelection& s = a.studies;
  tool.option("effect", s.effect, "column with the effects")
      .option("variance", s.variance, "column with their sampling variances")
      .choice("kind", a.kind, {"given", "smd", "md", "zcor", "rr"}, "what to compute the effects from")
      .option("means", s.means, "smd, md: columns of the means, A,B")
      .option("sds", s.sds, "smd, md: columns of the standard deviations, A,B")
      .option("ns", s.ns, "smd, md, rr: columns of the sample sizes, A,B; zcor: its column")
      .option("r", s.r, "zcor: column of the correlations")
      .option("events", s.events, "rr: columns of the events, A,B")
      .option("non-events", s.non_events, "rr: columns of those without, A,B, instead of --ns")
      .option("study", s.study, "column with the studies' names (default: study, if it is there)")
      .option("moderators", s.moderators, "columns that may explain differences between studies")
      .option("reference", s.references, "reference level of a factor, as task=faces");
}

void declare(cli::Tool& tool, Arguments& a) {
  describe(tool);
  declare_columns(tool, a);
  tool.choice("method", a.method, {"reml", "dl", "fixed"}, "estimator of the variance between studies")
      .choice("test", a.test, {"z", "knapp-hartung"}, "the tests and intervals")
      .choice("prediction", a.prediction, {"higgins", "test"}, "degrees of freedom of the prediction interval")
      .option("scoring-stop", a.scoring_stop,
              "reml: end Fisher scoring at steps of tau2 of this size, as metafor at 1e-5")
      .option("confidence", a.confidence, "confidence of the intervals")
      .flag("leave-one-out", a.leave_one_out, "a row for all studies, then one without each")
      .option("studies", a.study_table, "also write effect, variance, weight and residual of each study here")
      .rows(a.rows)
      .output(a.out, "one record")
      .example("attune meta data-samples/studies.tsv --effect g --variance g_variance --test knapp-hartung",
               "Twelve generated studies of reward response.")
      .example(
          "attune meta data-samples/studies.tsv --kind smd --means mean_secure,mean_insecure --sds "
          "sd_secure,sd_insecure "
          "--ns n_secure,n_insecure --moderators task,mean_age --test knapp-hartung --format json",
          "The same from means, and whether task or age explains the differences.")
      .example("attune meta data-samples/studies.tsv --effect g --variance g_variance --leave-one-out",
               "Does it rest on one study?")
      .reference("DerSimonian & Laird (1986) Meta-analysis in clinical trials. Control Clin Trials 7.")
      .reference("Knapp & Hartung (2003) Improved tests for a random effects meta-regression. Stat Med 22.")
      .reference("Higgins, Thompson & Spiegelhalter (2009) A re-evaluation of random-effects models. JRSS A 172.")
      .reference("Hedges (1981) Distribution theory for Glass's estimator of effect size. J Educ Stat 6.");
}

stats::MetaOptions options_of(const Arguments& a) {
  return {stats::parse_meta_method(a.method), a.test == "z" ? stats::MetaTest::z : stats::MetaTest::knapp_hartung,
          a.prediction == "test" ? stats::PredictionDf::test : stats::PredictionDf::higgins, a.confidence,
          a.scoring_stop};
}

void run(const Arguments& a, cli::Session& session) {
  stats::StudySelection selection = a.studies;
  selection.kind = stats::parse_effect_kind(a.kind);
  const cli::Output studies{a.study_table};
  session.check_output(a.out);
  session.check_output(studies);
  const stats::TakenStudies taken = stats::take_studies(session.read_table(a.rows), selection);
  session.warn(taken.warnings);
  const stats::MetaAnalysis all = stats::analyse_studies(taken.studies, options_of(a));
  session.warn(all.warnings);
  std::vector<Record> records{stats::to_record(all, selection.kind)};
  if (a.leave_one_out)
    records = stats::to_records(all, stats::leave_one_out(taken.studies, options_of(a)), selection.kind);
  stats::add_exclusions(records[0], taken.exclusions);
  session.write(a.out, records, stats::meta_meanings());
  if (a.study_table) session.write(studies, stats::study_records(taken.studies, all), stats::study_meanings());
}

const cli::Command<Arguments> command{"meta", declare, run};

}  // namespace
