#include "attune/cli/command.hpp"
#include "attune/plausible/judgement.hpp"
#include "attune/stats/samples.hpp"

namespace {

using namespace attune;

struct Arguments {
  std::filesystem::path card;
  cli::TableRows rows;
  std::string value, by;
  std::vector<std::string> levels;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  tool.synopsis("Hold a claimed size against what is known of people: could it be, and do data bear it out?")
      .group("statistics")
      .describe(
          "A card is a claim file (claim, direction, unit, at_least: the claimed size) with a section plausibility: n "
          "of both groups, between_sd (SD of the measure between people of a group) and, for a latency, its component "
          "and typical latency. The answer is the implied d; the standard error, interval and power at that n; the "
          "smallest spread between people with which the size is possible; and for a latency where the earlier group's "
          "would lie.")
      .describe(
          "plausible is by arithmetic alone. impossible: the window is shorter than the claimed difference. "
          "implausible: more than largest_d (2) standard deviations between people; or the earlier group's latency, "
          "the "
          "typical one less the difference, would lie outside the component's window or before 120 ms, in the time of "
          "C1 and P1, and the later group's, the typical one and the difference, outside the window too. C1 and P1 are "
          "of what is seen: event (seen, heard, response, awaited) says what the latency is counted from; without it "
          "LRP and ERN are taken from the response, SPN as awaited, MMN as heard. smallest_sd is the spread in a group "
          "that makes the size no more than largest_d; smallest_total_sd that of all people together, below which no "
          "two groups of this size differ so.")
      .describe(
          "With a table (a measures table, joined to groups) the verdict is by its data, the first that holds: "
          "contradicted where the whole 95 % interval lies below the claimed size; equivalent to none by two one-sided "
          "tests against sesoi; where zero is rejected, contradicted on the side opposite to the claim and supported "
          "where the whole interval reaches the size; else inconclusive. The size comes first because it is what the "
          "card claims: an effect that is shown to be negligible is contradicted wherever sesoi is well below that "
          "size, and the reason says both. p_size tests that the difference is the claimed size or more. Without a "
          "table the verdict is inconclusive.")
      .describe(
          "The command sees no literature. Source, quote and source_status (found, not found, differs) are what the "
          "card says, and not_seen lists what the judgement rests on. Without --out and --format it prints a page.")
      .input("card", a.card, "claim file with a section plausibility (YAML)")
      .optional_rows(a.rows)
      .option("value", a.value, "column of the measure")
      .option("by", a.by, "column of the groups")
      .option("levels", a.levels, "the two groups; the difference is the first less the second")
      .output(a.out, "one row with every number")
      .example("attune claim pipelines/rejection-erp/claims/rejection-300-ms.yaml",
               "Could a group be 300 ms faster? What the size would take.")
      .example(
          "attune claim pipelines/rejection-erp/claims/rejection-300-ms.yaml data-samples/group.tsv --value "
          "n400_latency_ms --by group --levels secure,insecure",
          "The same with the verdict of data.")
      .reference("Cohen (1988) Statistical power analysis for the behavioral sciences. Erlbaum.")
      .reference("Sawilowsky (2009) New effect size rules of thumb. J Mod Appl Stat Methods 8.")
      .reference("Schuirmann (1987) Two one-sided tests procedure. J Pharmacokinet Biopharm 15.");
}

plausible::Judgement judged(const Arguments& a, const plausible::Card& card, cli::Session& session) {
  if (a.rows.table.empty()) {
    if (!a.value.empty() || !a.by.empty() || !a.levels.empty())
      throw usage_error("--value, --by and --levels are of a table; name the table after the card");
    return plausible::judge(card);
  }
  if (a.value.empty() || a.by.empty() || a.levels.size() != 2)
    throw usage_error("a table needs --value, --by and --levels A,B");
  const Table table = session.read_table(a.rows, {a.value, a.by});
  const stats::GroupSelection selection{a.value, a.by, {a.levels[0], a.levels[1]}, "", a.rows.identifiers()};
  const stats::TwoSamples samples = stats::take_groups(table, selection);
  session.warn(samples.warnings);
  for (const std::string& reason : stats::describe(samples.exclusions)) session.say("left out: " + reason);
  return plausible::judge(card, samples.a, samples.b, selection.levels);
}

void run(const Arguments& a, cli::Session& session) {
  session.check_output(a.out);
  session.input(a.card);
  const plausible::Card card = plausible::read_card(a.card);
  const plausible::Judgement judgement = judged(a, card, session);
  if (!a.out.path && session.options().format.empty()) return session.print(plausible::card_text(judgement));
  const std::vector<Record> records{plausible::to_record(judgement)};
  session.write(a.out, records, plausible::judgement_meanings());
}

const cli::Command<Arguments> command{"claim", declare, run};

}  // namespace
