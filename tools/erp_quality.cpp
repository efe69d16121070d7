#include "attune/cli/command.hpp"
#include "attune/precision/quality.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  std::optional<std::filesystem::path> participants, excluded;
  precision::QualityRequest request;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  precision::QualityRequest& r = a.request;
  tool.synopsis("Data quality over people: how much of what they differ by is noise, and who is too noisy.")
      .group("eeg")
      .describe(
          "Takes a measures table of attune erp, whose quality is the standardized measurement error (SME) of value. "
          "For every measure, site, condition and group: the root mean square of the SMEs (errors add as variances), "
          "the SD between people, and noise_share, the square of the one over the square of the other, with an "
          "interval from F. What is left is the implied reliability; its root, ceiling_r, is the largest correlation "
          "the measure can show.")
      .describe(
          "With --levels, and with --conditions within people, d is also given with the noise taken out of the SD it "
          "is divided by. That makes studies with unequal numbers of trials comparable; it is no stronger evidence: "
          "estimate and p stay, and the interval takes the reliability as known.")
      .describe(
          "--exclude-sme leaves out rows whose SME is above a limit in the unit of the value (2.5uV, 30ms) or far "
          "above the others (robust: 3 robust SD of ln SME above the median of all people together, whatever their "
          "group; robust=4; from five people on, fewer are a warning). Column limit is the largest SME that stays. "
          "--excluded writes the table again with the reason in excluded, for compare and model, which "
          "leave such rows out and count them. Choose the limit before looking at the groups. The SME of a difference "
          "of "
          "conditions is the root of the sum of squares, which takes their trials as independent.")
      .rows(a.rows)
      .option("participants", a.participants, "table with the groups, joined by participant_id (the same as --join)")
      .option("by", r.by, "column with the groups")
      .option("levels", r.levels, "two groups A,B to compare; the effect is A - B")
      .option("conditions", r.conditions, "two conditions A,B to compare within people")
      .option("exclude-sme", r.exclude, "largest SME: 2.5uV, 30ms, robust, robust=4")
      .option("confidence", r.confidence, "confidence of the intervals")
      .option("excluded", a.excluded, "write the measures table again, with the reasons of --exclude-sme")
      .output(a.out, "write the qualities and effects")
      .example(
          "attune erp quality data-samples/erp-measures.tsv --participants data-samples/erp-participants.tsv --by "
          "group "
          "--levels anxious,secure --where measure=p3.fractional_area_latency --exclude-sme robust",
          "How much of the spread of a latency is noise, in each group, and the group effect without it.")
      .reference(
          "Luck, Stewart, Simmons & Rhemtulla (2021). Standardized measurement error. Psychophysiology 58:e13793.")
      .reference("Spearman (1904) The proof and measurement of association between two things. Am J Psychol 15.")
      .reference("Hedges & Olkin (1985) Statistical methods for meta-analysis. Academic Press.");
}

void run(const Arguments& a, cli::Session& session) {
  precision::check_request(a.request);
  cli::TableRows rows = a.rows;
  if (a.participants && rows.join) throw usage_error("--participants and --join are the same; give one of them");
  if (a.participants) rows.join = a.participants;
  session.check_output(a.out);
  session.check_output({a.excluded});
  const precision::QualityAnswer answer = precision::assess(session.read_table(rows), a.request);
  session.warn(answer.warnings);
  if (a.excluded) session.write({a.excluded}, answer.table, {});
  session.write(a.out, answer.document, precision::quality_meanings());
}

const cli::Command<Arguments> command{"erp quality", declare, run};

}  // namespace
