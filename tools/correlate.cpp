#include "attune/checks/circular.hpp"
#include "attune/cli/command.hpp"
#include "attune/stats/many_requests.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  stats::CorrelateRequest request;
  std::vector<std::string> xs;
  stats::ManyRequest many;
  std::optional<std::string> allow_circular;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  stats::CorrelateRequest& r = a.request;
  tool.synopsis("Correlate two columns, if wanted with others held constant.")
      .group("statistics")
      .describe(
          "Pearson's r with Fisher's interval, t and the Bayes factor of Ly et al. under a stretched beta prior "
          "(one-sided its half on that side). Spearman's rho by midranks, Kendall's tau-b: p is counted without ties "
          "and below 10 and 50 pairs, else by t and normal approximation. --given makes it partial (pearson, "
          "spearman; the latter holds constant what is linear in the ranks). --sesoi asks by two one-sided tests of "
          "atanh r whether the correlation is smaller than the smallest of interest. reading says in a sentence what "
          "the row is evidence of.")
      .describe(
          "Permutation p shuffles y and includes the identity; it is enumerated when there are no more arrangements "
          "than asked for. With --given the residuals of y (of its ranks, for spearman) are shuffled, added to their "
          "fit and the whole model is fitted again (Freedman & Lane).")
      .describe(
          "Rows whose `excluded` column gives a reason, and rows with a value missing, are left out and counted. Two "
          "rows of one participant (the same participant_id or --key) are an error: choose rows with --where.")
      .describe(
          "--blocks names what belongs together: --exchange within shuffles y inside each block, block means taken "
          "out (block_r; for kendall only pairs of one block count); whole exchanges the y of blocks of one size, "
          "members matched in the order of participant_id. --bootstrap gives a BCa interval, drawing whole blocks, "
          "inside the levels of --strata. Everything else takes rows as independent, and a warning says so.")
      .describe(
          "--each gives a row for every combination of cells of its columns, in the order of their bytes; a row that "
          "has no answer says why in `reason`. --adjust corrects p within each family.")
      .option("x", a.xs, "first column; several give a row each")
      .required()
      .option("y", r.y, "second column")
      .required()
      .option("given", r.given, "columns held constant")
      .choice("method", r.method, {"pearson", "spearman", "kendall"}, "the coefficient")
      .choice("alternative", r.alternative, {"two-sided", "greater", "less"},
              "what p, p_perm and the Bayes factor are for: greater is r above 0")
      .option("sesoi", r.sesoi, "smallest correlation of interest, as 0.2: adds the equivalence tests")
      .option("permutations", r.permutations, "arrangements for p_perm; 0 is none")
      .within(0, stats::kMostPermutations)
      .option("blocks", r.blocks, "column of what belongs together: dyad_id, family_id, site")
      .choice("exchange", r.exchange, {"within", "whole"}, "what changes places: values within blocks, or whole blocks")
      .option("bootstrap", r.bootstrap, "draws for a BCa interval; 0 is none")
      .within(0, stats::kMostDraws)
      .option("strata", r.strata, "column inside whose levels the bootstrap draws")
      .option("each", a.many.each, "a row for every combination of cells of these columns: site,measure")
      .choice("adjust", a.many.adjust, {"none", "bonferroni", "holm", "hochberg", "bh", "by"}, "correction of p")
      .option("family", a.many.family, "columns of --each with a family of tests for each cell; without it all are one")
      .option("allow-circular", a.allow_circular, "why regions made from the tested images do no harm")
      .rows(a.rows)
      .option("confidence", r.confidence, "confidence of the interval")
      .option("r-scale", r.r_scale, "width of the stretched beta prior of the Bayes factor; 1 is uniform")
      .flag("sensitivity", r.sensitivity, "the Bayes factor also at widths 0.19, 0.33, 0.58 and 1")
      .output(a.out, "one record, or one for each place and column")
      .example("attune correlate data-samples/group.tsv --x anxiety --y n400_latency_ms",
               "Do anxiously attached participants process rejection earlier?")
      .example(
          "attune correlate data-samples/group.tsv --x anxiety --y striatum_psc --given age,avoidance --format json",
          "The same question about reward, age and avoidance held constant.")
      .reference("Fisher (1915) Frequency distribution of the values of the correlation coefficient. Biometrika 10.")
      .reference("Ly, Verhagen & Wagenmakers (2016) Harold Jeffreys's default Bayes factor tests. J Math Psychol 72.")
      .reference("Knight (1966) A computer method for calculating Kendall's tau. J Am Stat Assoc 61.")
      .reference(
          "Freedman & Lane (1983) A nonstochastic interpretation of reported significance levels. J Bus Econ Stat 1.")
      .reference("Winkler et al. (2014) Permutation inference for the general linear model. NeuroImage 92.")
      .reference("Hotelling (1953) New light on the correlation coefficient and its transforms. J R Stat Soc B 15.")
      .reference("Goertzen & Cribbie (2010) Detecting a lack of association. Br J Math Stat Psychol 63.")
      .reference(
          "Hirsch, Slack & Smith (1982) Techniques of trend analysis for monthly water quality data. Water Resour Res "
          "18.")
      .reference("Efron (1987) Better bootstrap confidence intervals. J Am Stat Assoc 82.")
      .reference("Winkler et al. (2015) Multi-level block permutation. NeuroImage 123.")
      .reference("Bonett & Wright (2000) Sample size requirements for estimating correlations. Psychometrika 65.");
}

void run(const Arguments& a, cli::Session& session) {
  stats::CorrelateRequest request = a.request;
  request.identifiers = a.rows.identifiers();
  request.seed = session.seed();
  request.threads = session.threads();
  stats::check_many(request, a.xs, a.many);
  session.check_output(a.out);
  session.warn(checks::refuse_circular(a.rows.files(), a.allow_circular));
  const Table table = session.read_table(a.rows, stats::columns_of(request, a.xs, a.many));
  const stats::Answers answers = stats::run_many(table, request, a.xs, a.many, {a.rows.table.string(), a.rows.where});
  session.warn(answers.warnings);
  session.write(a.out, answers.records,
                stats::meanings_in_places(stats::correlation_meanings(), a.many, a.xs.size() > 1));
}

const cli::Command<Arguments> command{"correlate", declare, run};

}  // namespace
