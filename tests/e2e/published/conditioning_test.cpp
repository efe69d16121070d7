// The published tables of a conditioning study (24 people conditioned by imagery, 24 by a real stimulus), made again
// from its raw matrix and averages: every printed digit.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "attune/table/delimited.hpp"
#include "printed_number.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;

const std::map<std::string, std::string> kStimulus{{"CS+av", "51"}, {"CS+neu", "52"}, {"CSneu", "52"}, {"CS-", "53"}};

/// The two stimuli of "CS+av vs CS+neu" or "delta CS+av / CS+neu".
std::pair<std::string, std::string> stimuli_of(const std::string& comparison) {
  std::vector<std::string> found;
  std::istringstream words(comparison);
  for (std::string word; words >> word;)
    if (const auto at = kStimulus.find(word); at != kStimulus.end()) found.push_back(at->second);
  return {found.at(0), found.at(1)};
}

std::string file_at(const std::filesystem::path& folder, const char* name) {
  return "'" + (folder / name).string() + "'";
}

/// The rows of the two summary tables: what is compared, for whom, and whether p and BF are of one side.
struct SummaryRow {
  std::string comparison, t, df, p, d, bf;
  bool between() const { return comparison.starts_with("groups:"); }
  std::string group() const { return comparison.starts_with("imagery:") ? "ima" : "real"; }
};

/// A row of the t tables: number, block, comparison (three words), t, df, p, d, BF, sides.
struct PrintedT {
  std::string block, comparison;
  std::vector<std::string> numbers;  ///< t, df, p, d, BF
  bool one_sided = false;
};

bool has_one_side() { return run_attune("compare --help").out.find("--alternative") != std::string::npos; }

class Conditioning : public testing::Test {
 protected:
  void SetUp() override {
    ATTUNE_NEED_SHARED(folder, "data/eeg-physio/groups/imacond3");
    folder_ = folder;
    matrix_ = file_at(folder, "imaCond3_scrmatrix_cs.txt") + " --join " +
              file_at(folder, "imaCond3_demographicsAndRatings.txt") + " --key partCode";
  }
  json result_of(const std::string& arguments) {
    const auto [at, is_new] = known_.emplace(arguments, json());
    if (!is_new) return at->second;
    const ProgramResult result = run_attune(arguments + " --format json");
    EXPECT_EQ(result.code, 0) << result.err;
    return at->second = json::parse(result.out, nullptr, false);
  }
  std::vector<std::string> lines_of(const std::string& name) {
    std::ifstream file(folder_ / "expected" / name);
    std::vector<std::string> out;
    for (std::string line; std::getline(file, line);) out.push_back(line);
    EXPECT_FALSE(out.empty()) << name;
    return out;
  }
  static void expect_printed(const json& value, const std::string& printed, const std::string& what) {
    ASSERT_TRUE(value.is_number()) << what;
    EXPECT_TRUE(has_printed_digits(value.get<double>(), printed)) << what << ": " << value << ", printed " << printed;
  }
  void expect_anova(const std::string& file, const std::string& options);
  json within_people(const PrintedT& row, const std::string& more);
  void expect_summary(const SummaryRow& row, const std::string& command);

  std::filesystem::path folder_;
  std::string matrix_;
  std::map<std::string, json> known_;
};

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> out;
  for (std::string word; stream >> word;)
    if (word != "*") out.push_back(word);
  return out;
}

std::string our_term(std::string theirs) {
  for (const auto& [from, to] : std::map<std::string, std::string>{{"usGroup", "group"}, {"CS", "cs"}})
    for (std::size_t at = theirs.find(from); at != std::string::npos; at = theirs.find(from, at + to.size()))
      theirs.replace(at, from.size(), to);
  return theirs;
}

// Rows of the three tables of an analysis: number, effect, then these fields.
void Conditioning::expect_anova(const std::string& file, const std::string& options) {
  const json fit =
      result_of("model " + matrix_ + " --gather 'scr=scr_Akq{time}_{cs}_norm' --levels time=1,2 --within " +
                "cs,time --id partCode " + options);
  const std::map<std::string, std::vector<const char*>> tables{
      {"$ANOVA", {"num_df", "den_df", "ss", "error_ss", "F", "p", "ges", "pes"}},
      {"$`Mauchly's", {"mauchly_w", "mauchly_p"}},
      {"$`Sphericity", {"gg_eps", "gg_p", "hf_eps", "hf_p"}}};
  std::vector<const char*> fields;
  std::size_t numbers = 0;
  for (const std::string& line : lines_of(file)) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    if (const auto table = tables.find(words[0]); table != tables.end()) fields = table->second;
    if (words[0].find_first_not_of("0123456789") != std::string::npos) continue;
    ASSERT_EQ(words.size(), fields.size() + 2) << line;
    json row;
    for (const json& candidate : fit.at("anova"))
      if (candidate.at("term") == our_term(words[1])) row = candidate;
    for (std::size_t i = 0; i < fields.size(); ++i, ++numbers)
      expect_printed(row.value(fields[i], json()), words[i + 2], fmt::format("{} {} {}", file, words[1], fields[i]));
  }
  EXPECT_GT(numbers, 40U) << file;
}

TEST_F(Conditioning, AnalysisOfVarianceAcrossGroups) {
  expect_anova("02s_scr_timeFactor_acrossGroups_anovaFreq.txt", "--formula 'scr ~ group * cs * time'");
}
TEST_F(Conditioning, AnalysisOfVarianceOfTheImageryGroup) {
  expect_anova("02s_scr_timeFactor_ima_anovaFreq.txt", "--formula 'scr ~ cs * time' --where group=ima");
}
TEST_F(Conditioning, AnalysisOfVarianceOfTheRealGroup) {
  expect_anova("02s_scr_timeFactor_real_anovaFreq.txt", "--formula 'scr ~ cs * time' --where group=real");
}

std::vector<PrintedT> t_rows(const std::vector<std::string>& lines) {
  std::vector<PrintedT> out;
  for (const std::string& line : lines) {
    const std::vector<std::string> w = words_of(line);
    if (w.size() != 11 || w[0].find_first_not_of("0123456789") != std::string::npos) continue;
    out.push_back(
        {w[1] == "1stBl" ? "1" : "2", w[2] + " vs " + w[4], {w[5], w[6], w[7], w[8], w[9]}, w[10] == "one.sided"});
  }
  return out;
}

// p of the table from ours: the upper tail where it was one-sided, times the comparisons of a family (Bonferroni).
double printed_p(const json& result, bool one_sided, int family) {
  const double p = result.at("p"), t = result.at("t");
  if (one_sided) return t > 0.0 ? 0.5 * p : 1.0 - 0.5 * p;
  return std::min(1.0, family * p);
}

// Two stimuli of one block compared within people; `more` chooses rows or says how.
json Conditioning::within_people(const PrintedT& row, const std::string& more) {
  const auto [a, b] = stimuli_of(row.comparison);
  return result_of(fmt::format(
      "compare {} --gather 'scr=scr_Akq{{time}}_{{cs}}_norm' --where time={}{} --value scr --by cs --levels {},{} "
      "--paired partCode",
      matrix_, row.block, more, a, b));
}

TEST_F(Conditioning, TTablesOfBothGroupsAndOfEach) {
  const std::map<std::string, std::string> tables{{"02s_scr_timeFactor_acrossGroups_tTable.txt", ""},
                                                  {"02s_scr_timeFactor_ima_tTable.txt", " --where group=ima"},
                                                  {"02s_scr_timeFactor_real_tTable.txt", " --where group=real"}};
  for (const auto& [file, rows] : tables) {
    const std::vector<PrintedT> printed = t_rows(lines_of(file));
    ASSERT_EQ(printed.size(), 6U) << file;
    for (const PrintedT& row : printed) {
      const json r = within_people(row, rows);
      const std::string what = file + " " + row.block + " " + row.comparison;
      expect_printed(r.at("t"), row.numbers[0], what + " t");
      expect_printed(r.at("df"), row.numbers[1], what + " df");
      expect_printed(printed_p(r, row.one_sided, 1), row.numbers[2], what + " p");
      expect_printed(r.at("d"), row.numbers[3], what + " d");
      if (!row.one_sided) expect_printed(r.at("bf10"), row.numbers[4], what + " BF");
    }
  }
}

TEST_F(Conditioning, BayesFactorsOfOneSide) {
  if (!has_one_side())
    GTEST_SKIP() << "compare has no --alternative: the Bayes factors of one-sided rows are not compared";
  const std::map<std::string, std::string> tables{{"02s_scr_timeFactor_acrossGroups_tTable.txt", ""},
                                                  {"02s_scr_timeFactor_ima_tTable.txt", " --where group=ima"},
                                                  {"02s_scr_timeFactor_real_tTable.txt", " --where group=real"}};
  for (const auto& [file, rows] : tables)
    for (const PrintedT& row : t_rows(lines_of(file)))
      if (row.one_sided)
        expect_printed(within_people(row, rows + " --alternative greater").at("bf10"), row.numbers[4],
                       file + " " + row.block + " " + row.comparison + " BF");
}

TEST_F(Conditioning, TTableBetweenGroups) {
  const std::vector<PrintedT> printed = t_rows(lines_of("02s_scr_timeFactor_betweenGroups_tTable.txt"));
  ASSERT_EQ(printed.size(), 6U);
  for (const PrintedT& row : printed) {
    const auto [a, b] = stimuli_of(row.comparison);
    const json r = result_of(
        fmt::format("compare {0} --difference delta=scr_Akq{1}_{2}_norm,scr_Akq{1}_{3}_norm --value delta --by group "
                    "--levels real,ima",
                    matrix_, row.block, a, b));
    const std::string what = "between groups " + row.block + " " + row.comparison;
    expect_printed(r.at("t"), row.numbers[0], what + " t");
    expect_printed(r.at("df"), row.numbers[1], what + " df");
    expect_printed(printed_p(r, false, 3), row.numbers[2], what + " p");
    expect_printed(r.at("d"), row.numbers[3], what + " d");
    expect_printed(r.at("bf10"), row.numbers[4], what + " BF");
  }
}

std::vector<SummaryRow> summary_rows(const std::vector<std::string>& lines) {
  std::vector<SummaryRow> out;
  for (const std::string& line : lines) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
    if (cells.size() == 6 && cells[0] != "comparison")
      out.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]});
  }
  return out;
}

void Conditioning::expect_summary(const SummaryRow& row, const std::string& command) {
  const json r = result_of(command);
  expect_printed(r.at("t"), row.t, row.comparison + " t");
  expect_printed(r.at("df"), row.df, row.comparison + " df");
  expect_printed(r.at("d"), row.d, row.comparison + " d");
  // One or two sides is not printed; either p has to be it, and the Bayes factor follows it.
  const double two = printed_p(r, false, row.between() ? 3 : 1), one = printed_p(r, true, 1);
  const bool below = row.p.find("&lt;") != std::string::npos;
  const bool one_sided = !row.between() && (below ? one < 0.001 : has_printed_digits(one, row.p));
  if (below)
    EXPECT_LT(one, 0.001);
  else
    expect_printed(one_sided ? one : two, row.p, row.comparison + " p");
  if (!one_sided)
    expect_printed(r.at("bf10"), row.bf, row.comparison + " BF");
  else if (has_one_side())
    expect_printed(result_of(command + " --alternative greater").at("bf10"), row.bf, row.comparison + " BF");
}

TEST_F(Conditioning, SummaryOfTheSkinConductance) {
  const std::vector<SummaryRow> printed = summary_rows(lines_of("t_table_SCR.tsv"));
  ASSERT_EQ(printed.size(), 9U);
  for (const SummaryRow& row : printed) {
    const auto [a, b] = stimuli_of(row.comparison);
    expect_summary(
        row, row.between()
                 ? fmt::format("compare {} --difference delta=scr_Akqall_{}_norm,scr_Akqall_{}_norm --value delta "
                               "--by group --levels real,ima",
                               matrix_, a, b)
                 : fmt::format("compare {} --gather 'scr=scr_Akqall_{{cs}}_norm' --where group={} --value scr --by cs "
                               "--levels {},{} --paired partCode",
                               matrix_, row.group(), a, b));
  }
}

// The authors' window. It is called 300 to 700 ms, but they took milliseconds for samples after a baseline of 205:
// samples 505 to 905 of 1024 a second, 292 to 683 ms. Windows that start one to three samples later miss
// printed digits.
constexpr int kFirstSample = 504, kLastSample = 904;  // columns s504 .. s904 of the averages

// Mean of each average over the window, one row for each participant and stimulus.
void write_late_potentials(const std::filesystem::path& averages, const std::filesystem::path& out) {
  const Table table = read_table(averages);
  const std::vector<std::string> people = table.text("partCode"), phases = table.text("phase"),
                                 stimuli = table.text("cs");
  std::vector<double> sums(table.rows());
  for (int sample = kFirstSample; sample <= kLastSample; ++sample) {
    const std::vector<double> values = table.numbers(fmt::format("s{}", sample));
    for (std::size_t row = 0; row < sums.size(); ++row) sums[row] += values[row];
  }
  std::ofstream file(out);
  file << "partCode\tcs\tlpp\n";
  for (std::size_t row = 0; row < sums.size(); ++row)
    if (phases[row] == "Akquges")
      file << fmt::format("{}\t{}\t{}\n", people[row], stimuli[row], sums[row] / (kLastSample - kFirstSample + 1));
}

// The comparison of a row in a table of averages whose people are in the column `id`.
std::string late_potential_command(const SummaryRow& row, const std::string& averages, const std::string& id) {
  const auto [a, b] = stimuli_of(row.comparison);
  return row.between() ? fmt::format(
                             "compare {} --key {} --spread 'lpp=lpp_{{cs}}' --difference delta=lpp_S{},lpp_S{} "
                             "--value delta --by group --levels real,ima",
                             averages, id, a, b)
                       : fmt::format(
                             "compare {} --key {} --where group={} --value lpp --by cs --levels S{},S{} "
                             "--paired {}",
                             averages, id, row.group(), a, b, id);
}

TEST_F(Conditioning, SummaryOfTheLatePotential) {
  const TemporaryFolder made;
  write_late_potentials(folder_ / "erp_Pz_Akquges_Hab.csv", made / "lpp.tsv");
  const std::string averages =
      "'" + (made / "lpp.tsv").string() + "' --join " + file_at(folder_, "imaCond3_demographicsAndRatings.txt");
  const std::vector<SummaryRow> printed = summary_rows(lines_of("t_table_LPP.tsv"));
  ASSERT_EQ(printed.size(), 9U);
  for (const SummaryRow& row : printed) expect_summary(row, late_potential_command(row, averages, "partCode"));
}

// The averages over the window as it is called differ from these by less than a tenth in t.
TEST_F(Conditioning, LatePotentialOfTheWholeWindowIsCloseToThePrintedOne) {
  constexpr double kWindow = 0.07;  // of t; 0.059 is the largest difference
  const std::string averages = file_at(folder_, "lpp_Pz_300_700_Akquges.csv");
  for (const SummaryRow& row : summary_rows(lines_of("t_table_LPP.tsv")))
    EXPECT_NEAR(result_of(late_potential_command(row, averages, "id")).at("t").get<double>(), std::stod(row.t), kWindow)
        << row.comparison;
}

TEST_F(Conditioning, AnalysisOfVarianceOfTheLatePotential) {
  const json fit = result_of("model " + file_at(folder_, "lpp_Pz_300_700_Akquges.csv") +
                             " --formula 'lpp ~ group * cs' --within cs --id id");
  for (const json& row : fit.at("anova")) {
    if (row.at("term") == "cs") {
      const double epsilon = row.at("gg_eps");
      expect_printed(row.at("F"), "4.07", "F of cs");
      expect_printed(epsilon * row.at("num_df").get<double>(), "1.97", "its df");
      expect_printed(epsilon * row.at("den_df").get<double>(), "90.45", "its df");
      expect_printed(row.at("gg_p"), ".021", "its p");
    }
    if (row.at("term") == "group:cs") expect_printed(row.at("F"), "1.22", "F of group x cs");
  }
}

}  // namespace
}  // namespace attune::test
