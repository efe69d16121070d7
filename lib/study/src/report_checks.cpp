#include <fmt/format.h>

#include <algorithm>

#include "attune/report/page.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

using report::element;
using report::Markup;
using report::text;

Markup list_of(const std::vector<std::string>& items) {
  Markup list;
  for (const std::string& item : items) list += element("li", item);
  return element("ul", {}, list);
}

bool is_flagged(const Row& check) { return check.text("flag") != "n/a" && check.text("flag") != "not tested"; }

/// The checks with a flag, in words, and those that could not be made.
std::vector<std::string> readings(const Finished& finished, bool flagged) {
  std::vector<std::string> words;
  for (std::size_t r = 0; r < finished.checks.rows(); ++r) {
    const Row row{finished.checks, r};
    if (flagged ? is_flagged(row) : row.text("flag") == "not tested") words.push_back(sentence(row.text("reading")));
  }
  return words;
}

/// Every balance check as numbers.
Table balance_table(const Table& checks) {
  Column::Text columns, by, ns, estimates, flags;
  Column::Numbers estimate, low, high, p, rank;
  for (std::size_t r = 0; r < checks.rows(); ++r) {
    const Row row{checks, r};
    if (row.text("check") != "balance" || row.text("flag") == "not tested") continue;
    columns.push_back(row.text("column"));
    by.push_back(fmt::format("{}, {}", row.text("levels_1"), row.text("levels_2")));
    ns.push_back(fmt::format("{}\u00a0+\u00a0{}", row.text("n_1"), row.text("n_2")));
    estimates.push_back(row.text("estimate_is"));
    flags.push_back(row.text("flag") == "n/a" ? "no sign" : row.text("flag"));
    estimate.push_back(row.number("estimate"));
    low.push_back(row.number("ci_low"));
    high.push_back(row.number("ci_high"));
    p.push_back(row.number("p"));
    rank.push_back(row.number("p_rank"));
  }
  Table table;
  table.add("what", columns);
  if (std::any_of(by.begin(), by.end(), [&](const std::string& groups) { return groups != by.front(); }))
    table.add("groups", by);
  table.add("n", ns);
  table.add("estimate is", estimates);
  table.add("estimate", estimate);
  table.add("95 % from", low);
  table.add("to", high);
  table.add("p", p);
  table.add("p (ranks)", rank);
  table.add("difference", flags);
  return table;
}

/// Names of `planned` that the study has no more.
template <class Items>
std::vector<std::string> not_run(const std::vector<std::string>& planned, const Items& items, const char* what) {
  std::vector<std::string> gone;
  for (const std::string& name : planned)
    if (std::none_of(items.begin(), items.end(), [&](const auto& item) { return item.name == name; }))
      gone.push_back(fmt::format("{} {}: planned, not run", what, name));
  return gone;
}

Markup deviations_of(const PlanLock& lock) {
  Markup content;
  for (std::size_t i = 0; i < lock.deviations.size(); ++i) {
    const Deviation& deviation = lock.deviations[i];
    content += element("h3", fmt::format("Deviation {}", i + 1));
    content += report::paragraph(sentence("Reason: " + deviation.reason));
    content += list_of(deviation.changes);
  }
  return content;
}

}  // namespace

Markup checks_part(const Finished& finished) {
  Markup content;
  const std::vector<std::string> flagged = readings(finished, true), untested = readings(finished, false);
  content += flagged.empty() ? report::paragraph("No check has a flag.") : list_of(flagged);
  const Table table = balance_table(finished.checks);
  if (table.rows() > 0)
    content += report::table(table,
                             "Do the groups differ in quality, in who was left out or in what is known of them? No "
                             "sign of a difference is not balance: the interval says what is not ruled out. Of 20 "
                             "columns that do not differ, about one has a flag by chance.",
                             3);
  if (!untested.empty()) content += details(fmt::format("Not tested ({})", untested.size()), list_of(untested));
  content += sources({"group/checks.tsv", "group/values_long.tsv"});
  return report::section("checks", "What else may tell the groups apart", content);
}

Markup plan_part(const Finished& finished) {
  const PlanLock& lock = finished.lock;
  if (!lock.locked)
    return report::section("plan", "What was planned",
                           report::paragraph("The plan was not locked before the groups were read (attune run --lock), "
                                             "so every test and claim is exploratory."));
  std::vector<std::pair<std::string, Markup>> facts{
      {"locked plan", report::link("plan.lock.json") + text("; SHA-256 of the plan: " + lock.plan_sha256)},
      {"locked with", text("attune " + lock.attune)}};
  if (!lock.participants.empty()) facts.emplace_back("planned participants", text(lock.participants));
  if (!lock.sessions.empty()) facts.emplace_back("planned sessions", text(lock.sessions));
  facts.emplace_back("deviations", text(fmt::format("{}", lock.deviations.size())));
  Markup content = report::facts(facts);
  content += deviations_of(lock);
  std::vector<std::string> gone = not_run(lock.tests, finished.study.tests, "test");
  for (const std::string& claim : not_run(lock.claims, finished.study.claims, "claim")) gone.push_back(claim);
  if (!gone.empty()) content += list_of(gone);
  content += report::paragraph(
      "Confirmatory are the tests and claims of the locked plan that rest on nothing that changed since; all others "
      "are "
      "exploratory.");
  return report::section("plan", "What was planned", content);
}

}  // namespace attune::study
