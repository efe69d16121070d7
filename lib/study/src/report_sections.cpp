#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "attune/base/hash.hpp"
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

/// Numeric columns of a table that was read as text, so that a page shows them as numbers.
Table typed(const Table& table, const std::vector<std::string>& columns) {
  Table result;
  for (const std::string& name : columns) {
    if (!table.has(name)) continue;
    if (table.is_numeric(name))
      result.add(name, table.numbers(name));
    else
      result.add(name, table.text(name));
  }
  return result;
}

Markup details(const std::string& summary, const Markup& content) {
  return element("details", {}, element("summary", summary) + content);
}

Markup sources(const std::vector<std::string>& files) {
  Markup words = text("Tables: ");
  for (std::size_t i = 0; i < files.size(); ++i) words += (i > 0 ? text(", ") : Markup()) + report::link(files[i]);
  return element("p", {{"class", "source"}}, words);
}

/// What the participant level left out, added up by kind and reason.
Table smaller_exclusions(const Finished& finished) {
  struct Sum {
    std::int64_t count = 0, participants = 0;
    std::string last;
  };
  std::map<std::pair<std::string, std::string>, Sum> sums;
  for (const Exclusion& row : to_exclusions(finished.exclusions)) {
    if (row.what == "participant") continue;
    Sum& sum = sums[{row.what, row.reason}];
    sum.count += row.count;
    if (sum.last != row.participant_id) ++sum.participants;
    sum.last = row.participant_id;
  }
  Column::Text what, reason;
  Column::Integers count, participants;
  for (const auto& [key, sum] : sums) {
    what.push_back(key.first);
    reason.push_back(key.second);
    count.push_back(sum.count);
    participants.push_back(sum.participants);
  }
  Table table;
  table.add("what", what);
  table.add("reason", reason);
  table.add("count", count);
  table.add("participants", participants);
  return table;
}

std::string total_hash(const std::vector<UnitRecord>& records) {
  std::string all;
  for (const UnitRecord& record : records)
    for (const store::InputFile& file : record.inputs) all += file.path.generic_string() + " " + file.sha256 + "\n";
  return sha256_of(all);
}

}  // namespace

Markup claims_part(const Finished& finished) {
  std::vector<report::Card> cards;
  for (std::size_t r = 0; r < finished.claims.rows(); ++r) {
    const Row row{finished.claims, r};
    std::string evidence = claim_sentence(row);
    if (row.text("source") != "n/a") evidence += fmt::format(" Claimed in: {}.", row.text("source"));
    cards.push_back(
        {tone_of(row.text("verdict")), row.text("verdict"), row.text("claim"), evidence, "group/claims.tsv"});
  }
  return cards.empty() ? Markup() : report::cards(cards);
}

Markup figures_part(const std::vector<DrawnFigure>& figures) {
  Markup content;
  for (const DrawnFigure& figure : figures) content += report::figure(figure.svg, figure.caption, figure.file);
  return report::section("figures", "What was found", content);
}

Markup tests_part(const Finished& finished) {
  Markup content;
  for (std::size_t r = 0; r < finished.results.rows(); ++r) {
    const Row row{finished.results, r};
    const Evidence evidence = evidence_of(finished.study, row);
    const bool primary = row.text("primary") == "true";
    content += element("h3", row.text("name") + (primary ? " (primary)" : ""));
    std::vector<std::pair<std::string, Markup>> facts{{"found", text(evidence.found)}};
    if (!evidence.in_favour.empty()) facts.emplace_back("for", text(evidence.in_favour));
    if (!evidence.against.empty()) facts.emplace_back("against", text(evidence.against));
    if (row.text("excluded_reasons") != "n/a") facts.emplace_back("left out", text(row.text("excluded_reasons")));
    content += report::facts(facts);
  }
  content += report::table(typed(finished.results, {"name", "n_1", "n_2", "n", "estimate", "r", "ci_low", "ci_high",
                                                    "unit", "g", "p", "p_perm", "bf10"}),
                           "All tests; point at a number for its exact value.");
  content += sources({"group/results.tsv", "group/statistics.json"});
  return report::section("tests", "Evidence for and against", content);
}

Markup exclusions_part(const Finished& finished) {
  Markup content;
  std::vector<std::string> columns = finished.counts.names();
  content += report::table(typed(finished.counts, columns),
                           "Participants by reason and group; Fisher's exact test asks whether the groups lost unequal "
                           "shares.");
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < finished.values.rows(); ++r)
    if (Row{finished.values, r}.text("excluded") != "n/a") rows.push_back(r);
  if (!rows.empty())
    content += report::table(typed(finished.values.select(rows), {"participant_id", "group", "excluded"}),
                             "Who was left out of every test.");
  const Table smaller = smaller_exclusions(finished);
  if (smaller.rows() > 0) content += report::table(smaller, "Parts of the data that were left out.");
  content += details("Values per participant", report::table(typed(finished.values, finished.values.names()), ""));
  content += sources({"exclusions.tsv", "group/exclusion_counts.tsv", "group/values.tsv", "measures.tsv"});
  return report::section("exclusions", "Who and what was left out", content);
}

Markup methods_part(const Finished& finished) {
  Markup content;
  for (const std::string& words : methods_of(finished))
    if (!words.empty()) content += report::paragraph(words);
  content += element("h3", "How to cite");
  content += report::paragraph(
      fmt::format("attune (version {}): a toolkit for fMRI, EEG and physiology in attachment research. For the "
                  "statistics: Welch 1947; Hedges 1981; Schuirmann 1987; Rouder et al. 2009; Phipson & Smyth 2010{}.",
                  version(), finished.study.eeg ? "; Luck et al. 2021 (measurement error)" : ""));
  return report::section("methods", "How it was measured and tested", content);
}

Markup record_part(const Finished& finished) {
  std::size_t files = 0;
  std::uintmax_t bytes = 0;
  std::map<std::string, int> warnings;
  for (const UnitRecord& record : finished.records) {
    files += record.inputs.size();
    for (const store::InputFile& file : record.inputs) bytes += file.bytes;
    for (const std::string& warning : record.warnings) ++warnings[warning];
  }
  constexpr double kMegabyte = 1e6;
  Markup content =
      report::facts({{"study", text(finished.study.name)},
                     {"attune", text(fmt::format("version {}, built with {}", version(), compiler()))},
                     {"seed", text(fmt::format("{}", finished.study.seed))},
                     {"study file", report::link("study.yaml") +
                                        text(fmt::format(", SHA-256 with its claims {}", finished.study.sha256))},
                     {"inputs", text(fmt::format("{} files of {} runs, {:.1f} MB; SHA-256 of their hashes {}", files,
                                                 finished.records.size(), static_cast<double>(bytes) / kMegabyte,
                                                 total_hash(finished.records)))}});
  if (!finished.records.empty())
    content += details("Parameters of the runs", element("pre", finished.records.front().parameters));
  Markup list;
  for (const auto& [warning, count] : warnings) list += element("li", fmt::format("{} ({} runs)", warning, count));
  if (!warnings.empty())
    content += details(fmt::format("Warnings ({} kinds)", warnings.size()), element("ul", {}, list));
  content += element("p", {{"class", "source"}},
                     text("Every run keeps its own record (…_unit.json): hashes of inputs and outputs, parameters, "
                          "warnings."));
  return report::section("record", "What was run", content);
}

}  // namespace attune::study
