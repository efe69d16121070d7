#include "attune/cli/command.hpp"
#include "attune/stats/adjust_table.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  stats::AdjustRequest request;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  stats::AdjustRequest& r = a.request;
  tool.synopsis("Correct a table's p values for how many there are.")
      .group("statistics")
      .describe(
          "Family-wise error: bonferroni, holm (better in every respect), hochberg (for tests that are not negatively "
          "related). False discovery rate: bh, and by under any dependence. Each --method adds a column, p_holm for "
          "the "
          "column p; family_size says how many p values were corrected together. A missing p stays missing and is not "
          "counted. What is a family is decided before the values are seen.")
      .rows(a.rows)
      .option("p", r.p, "column with the p values")
      .option("method", r.methods, "one or more of bonferroni, holm, hochberg, bh, by")
      .required()
      .option("family", r.family, "columns with a family of its own for each of their cells; without it all are one")
      .output(a.out, "the table with the corrected p values")
      .example(
          "attune compare data-samples/group.tsv --value striatum_psc,n400_latency_ms --by group "
          "--levels secure,insecure --quiet | attune adjust - --p p --method holm,bh",
          "Two corrections of the p of two measures.")
      .reference("Holm (1979) A simple sequentially rejective multiple test procedure. Scand J Stat 6.")
      .reference("Hochberg (1988) A sharper Bonferroni procedure for multiple tests of significance. Biometrika 75.")
      .reference("Benjamini & Hochberg (1995) Controlling the false discovery rate. JRSS B 57.")
      .reference("Benjamini & Yekutieli (2001) The control of the false discovery rate under dependency. Ann Stat 29.");
}

void run(const Arguments& a, cli::Session& session) {
  stats::check_request(a.request);
  session.check_output(a.out);
  session.write(a.out, stats::adjust_table(session.read_table(a.rows), a.request), stats::adjust_meanings(a.request));
}

const cli::Command<Arguments> command{"adjust", declare, run};

}  // namespace
