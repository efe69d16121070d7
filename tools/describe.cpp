#include "attune/stats/describe.hpp"

#include "attune/cli/command.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  stats::DescribeRequest request;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  stats::DescribeRequest& r = a.request;
  tool.synopsis("Describe columns of numbers: how many, where, how wide, which shape, in every cell of a design.")
      .group("statistics")
      .describe(
          "One row for each column and cell: n used, rows without a value, rows excluded and why (two rows of one "
          "participant in a cell are a warning); mean, standard "
          "deviation (n - 1), standard error and Student's interval of the mean; median, MAD (times 1.4826), quartiles "
          "(linear between the order statistics), extremes, trimmed mean; skewness G1 and excess kurtosis G2, as SAS "
          "and SPSS define them.")
      .describe(
          "lag1 is the autocorrelation of each value with that of the next row used in its cell, in the order of the "
          "table; where rows are not in the order of time it means nothing. Sums are kept to 31 digits, so that the "
          "other numbers do not depend on the order of rows.")
      .describe(
          "There is no test of normality: in small samples it misses what matters and in large ones it finds what does "
          "not. Look at the shape, and compare means by methods that need no normal distribution (Welch, permutation).")
      .rows(a.rows)
      .option("value", r.values, "columns to describe; without it every column of numbers")
      .option("by", r.by, "columns whose levels make the cells")
      .option("confidence", r.confidence, "confidence of the interval of the mean")
      .option("trim", r.trim, "share that the trimmed mean leaves out at each end")
      .output(a.out, "one row for each column and cell")
      .example("attune describe data-samples/group.tsv --value striatum_psc,age --by group",
               "The table of participants of a paper.")
      .reference("Joanes & Gill (1998) Comparing measures of sample skewness and kurtosis. J R Stat Soc D 47.")
      .reference("Hyndman & Fan (1996) Sample quantiles in statistical packages. Am Stat 50.")
      .reference("Wilcox & Keselman (2003) Modern robust data analysis methods. Psychol Meth 8.");
}

void run(const Arguments& a, cli::Session& session) {
  session.check_output(a.out);
  stats::DescribeRequest request = a.request;
  request.identifiers = a.rows.identifiers();
  const stats::DescribeAnswer answer = stats::describe_table(session.read_table(a.rows), request);
  session.warn(answer.warnings);
  session.write(a.out, answer.records, stats::description_meanings());
}

const cli::Command<Arguments> command{"describe", declare, run};

}  // namespace
