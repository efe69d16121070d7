#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "attune/base/version.hpp"
#include "attune/report/page.hpp"
#include "attune/study/exclusion.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

using report::element;
using report::Markup;
using report::text;

report::Tone tone_of(const std::string& verdict) {
  if (verdict == "supported") return report::Tone::good;
  if (verdict == "contradicted") return report::Tone::bad;
  return verdict == "equivalent to none" ? report::Tone::neutral : report::Tone::open;
}

/// Column names of a table and what they are called on the page.
using Headings = std::vector<std::pair<std::string, std::string>>;

/// These columns of a table that was read as text, numbers as numbers, so that a page shows them as such.
Table typed(const Table& table, const Headings& headings) {
  Table result;
  for (const auto& [name, heading] : headings) {
    if (!table.has(name)) continue;
    if (table.is_numeric(name))
      result.add(heading, table.numbers(name));
    else
      result.add(heading, table.text(name));
  }
  return result;
}

/// The columns of values.tsv, measures with their unit.
Headings value_headings(const Finished& finished) {
  Headings headings;
  for (const std::string& name : finished.values.names()) {
    std::string heading = name == "participant_id" ? "participant" : name;
    for (const StudyMeasure& measure : finished.study.measures)
      if (measure.name == name) heading += fmt::format(" ({})", unit_text(measure.unit()));
    headings.emplace_back(name, heading);
  }
  return headings;
}

/// What was left out of the data of the participants who were kept, added up by kind, place and reason; those who were
/// left out altogether are counted as participants only.
Table smaller_exclusions(const Finished& finished) {
  std::set<std::string> kept;
  for (std::size_t r = 0; r < finished.values.rows(); ++r) {
    const Row row{finished.values, r};
    if (row.text("excluded") == "n/a") kept.insert(row.text("participant_id"));
  }
  struct Sum {
    std::int64_t count = 0;
    std::set<std::string> participants;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Sum> sums;
  for (const Exclusion& row : to_exclusions(finished.exclusions)) {
    if (row.what == "participant" || kept.count(row.participant_id) == 0) continue;
    Sum& sum = sums[{row.what, row.condition.empty() ? "n/a" : row.condition, row.reason}];
    sum.count += row.count;
    sum.participants.insert(row.participant_id);
  }
  Column::Text what, of, reason;
  Column::Integers count, participants;
  for (const auto& [key, sum] : sums) {
    what.push_back(std::get<0>(key));
    of.push_back(std::get<1>(key));
    reason.push_back(std::get<2>(key));
    count.push_back(sum.count);
    participants.push_back(static_cast<std::int64_t>(sum.participants.size()));
  }
  Table table;
  table.add("what", what);
  table.add("condition, region or measure", of);
  table.add("reason", reason);
  table.add("count", count);
  table.add("participants", participants);
  return table;
}

/// "excluded: AAI missing: 1; ..." as "2 participants (AAI missing: 1; ...)".
std::string left_out_text(const Row& result) {
  std::string reasons = result.text("excluded_reasons");
  const std::string prefix = "excluded: ";
  for (std::size_t at = reasons.find(prefix); at != std::string::npos; at = reasons.find(prefix, at))
    reasons.erase(at, prefix.size());
  const std::string count = result.text("excluded");
  return fmt::format("{} participant{} ({})", count, count == "1" ? "" : "s", reasons);
}

/// What a test estimates: "latency, secure minus insecure", "anxiety with latency".
std::string estimated_by(const Study& study, const Row& result) {
  const std::string value = result.text("value");
  if (result.text("kind") == "correlate") return related_text(study, value);
  const std::string levels = result.text("levels_1") == "n/a"
                                 ? ""
                                 : fmt::format(", {} minus {}", result.text("levels_1"), result.text("levels_2"));
  return label_of(study, value) + levels;
}

std::string test_title(const Study& study, const Row& result) {
  const std::string status = result.text("status") == "n/a" ? "exploratory" : result.text("status");
  return fmt::format("{}: {} ({}{})", result.text("name"), estimated_by(study, result),
                     result.text("primary") == "true" ? "primary, " : "", status);
}

/// What the test of a claim estimates.
std::string estimated_for(const Finished& finished, const Row& claim) {
  for (std::size_t r = 0; r < finished.results.rows(); ++r) {
    const Row result{finished.results, r};
    if (result.text("name") == claim.text("test")) return estimated_by(finished.study, result);
  }
  return "Estimate";
}

/// One line per test: numbers that another study would cite.
Table test_table(const Table& results) {
  Column::Text names, statuses, ns, units;
  std::map<std::string, Column::Numbers> numbers;
  for (std::size_t r = 0; r < results.rows(); ++r) {
    const Row row{results, r};
    const bool compares = row.text("kind") == "compare";
    names.push_back(row.text("name"));
    statuses.push_back(row.text("status"));
    const bool answered = row.text("no_answer_because") == "n/a";
    ns.push_back(!answered  ? "n/a"
                 : compares ? fmt::format("{}\u00a0+\u00a0{}", row.text("n_1"), row.text("n_2"))
                            : row.text("n"));
    units.push_back(!compares ? "correlation" : unit_text(row.text("unit")));
    numbers["estimate"].push_back(row.number(compares ? "estimate" : "r"));
    for (const char* column : {"ci_low", "ci_high", "g", "rank_biserial", "p_perm", "bf10"})
      numbers[column].push_back(row.number(column));
    numbers["p"].push_back(best_p(row));
  }
  Table table;
  table.add("test", names);
  table.add("status", statuses);
  table.add("n", ns);
  const auto add = [&](const char* column, const char* heading) {
    const Column::Numbers& cells = numbers[column];
    if (std::any_of(cells.begin(), cells.end(), [](double cell) { return !std::isnan(cell); }))
      table.add(heading, cells);
  };
  add("estimate", "estimate");
  add("ci_low", "95 % from");
  add("ci_high", "to");
  table.add("unit", units);
  add("g", "Hedges' g");
  add("rank_biserial", "rank-biserial");
  add("p", "p");
  add("p_perm", "p (perm.)");
  add("bf10", "BF10");
  return table;
}

}  // namespace

Markup details(const std::string& summary, const Markup& content) {
  return element("details", {}, element("summary", summary) + content);
}

Markup sources(const std::vector<std::string>& files) {
  Markup words = text(files.size() == 1 ? "Table: " : "Tables: ");
  for (std::size_t i = 0; i < files.size(); ++i) words += (i > 0 ? text(", ") : Markup()) + report::link(files[i]);
  return element("p", {{"class", "source"}}, words);
}

Markup lead_part(const Finished& finished) {
  std::map<std::string, int> kept;
  int total = 0;
  for (std::size_t r = 0; r < finished.values.rows(); ++r) {
    const Row row{finished.values, r};
    if (row.text("excluded") != "n/a") continue;
    ++total;
    ++kept[row.text("group")];
  }
  std::vector<std::string> groups;
  for (const std::string& level : finished.study.group.levels)
    groups.push_back(fmt::format("{} {}", kept[level], level));
  const std::string words = fmt::format("{} participants, {} in the tests{}. ", finished.values.rows(), total,
                                        groups.empty() ? "" : ": " + listed(groups));
  return element("p", {{"class", "lead"}}, text(words) + report::link("group/values.tsv"));
}

Markup claims_part(const Finished& finished) {
  std::vector<report::Card> cards;
  for (std::size_t r = 0; r < finished.claims.rows(); ++r) {
    const Row row{finished.claims, r};
    const std::string verdict = row.text("verdict");
    std::string source = row.text("source") == "n/a" ? "" : sentence("Source of the claim: " + row.text("source"));
    source += fmt::format("{}This is {}.", source.empty() ? "" : " ",
                          row.text("status") == "confirmatory" ? "confirmatory" : "exploratory");
    cards.push_back({tone_of(verdict), verdict, row.text("claim"), claim_sentence(row, estimated_for(finished, row)),
                     source, "group/claims.tsv"});
  }
  if (cards.empty()) return {};
  std::vector<std::pair<std::string, Markup>> meanings;
  for (const auto& [verdict, meaning] : verdict_meanings()) meanings.emplace_back(verdict, text(meaning));
  return report::cards(cards) + details("What the verdicts mean", report::facts(meanings));
}

Markup figures_part(const std::vector<DrawnFigure>& figures) {
  Markup content;
  for (const DrawnFigure& figure : figures)
    content += report::figure(figure.svg, figure.caption, figure.file, figure.numbers);
  return report::section("figures", "What was found", content);
}

Markup tests_part(const Finished& finished) {
  Markup content;
  for (std::size_t r = 0; r < finished.results.rows(); ++r) {
    const Row row{finished.results, r};
    const Evidence evidence = evidence_of(finished.study, row);
    content += element("h3", test_title(finished.study, row));
    std::vector<std::pair<std::string, Markup>> facts{{"found", text(evidence.found)}};
    if (!evidence.in_favour.empty()) facts.emplace_back("for an effect", text(evidence.in_favour));
    if (!evidence.against.empty()) facts.emplace_back("against one", text(evidence.against));
    if (row.text("excluded_reasons") != "n/a") facts.emplace_back("left out", text(left_out_text(row)));
    content += report::facts(facts);
  }
  if (finished.results.rows() == 0)
    return report::section("tests", "Evidence for and against", report::paragraph("The study asks for no test."));
  content += report::table(test_table(finished.results),
                           "All tests; point at a number for its exact value. BF10: how many times likelier the data "
                           "are with an effect than without.",
                           3);
  content += sources({"group/results.tsv", "group/statistics.json"});
  return report::section("tests", "Evidence for and against", content);
}

Markup exclusions_part(const Finished& finished) {
  Headings headings;
  for (const std::string& name : finished.counts.names())
    headings.emplace_back(name, name == "without_group" ? "no group"
                                : name == "total"       ? "all"
                                : name == "fisher_p"    ? "p (Fisher)"
                                                        : name);
  Markup content = report::table(typed(finished.counts, headings),
                                 "Participants by reason and group. Who has several reasons stands in several rows, "
                                 "but only once in the last two. "
                                 "p of Fisher's exact test: small if the groups lost unequal shares.");
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < finished.values.rows(); ++r)
    if (Row{finished.values, r}.text("excluded") != "n/a") rows.push_back(r);
  if (!rows.empty())
    content += report::table(
        typed(finished.values.select(rows),
              {{"participant_id", "participant"}, {"group", "group"}, {"excluded", "left out of every test because"}}),
        "Who was left out.");
  const Table smaller = smaller_exclusions(finished);
  content += smaller.rows() > 0
                 ? report::table(smaller, "What was left out of the data of the participants who were kept.")
                 : report::paragraph("Nothing was left out of the data of the participants who were kept.");
  content += details("Values per participant", report::table(typed(finished.values, value_headings(finished)), ""));
  content += sources({"exclusions.tsv", "group/exclusion_counts.tsv", "group/values.tsv", "measures.tsv"});
  return report::section("exclusions", "Who and what was left out", content);
}

Markup methods_part(const Finished& finished) {
  Markup content;
  for (const std::string& words : methods_of(finished))
    if (!words.empty()) content += report::paragraph(words);
  content += element("h3", "How to cite");
  const std::string papers = papers_of(finished.study);
  content += report::paragraph(
      fmt::format("attune (version {}): a toolkit for fMRI, EEG and physiology in attachment research.{}", version(),
                  papers.empty() ? "" : " For the methods: " + papers + "."));
  return report::section("methods", "How it was measured and tested", content);
}

}  // namespace attune::study
