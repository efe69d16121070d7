#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "small_study.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kLargestPage = 5'000'000;

/// Simulates, runs and reports; `change` may alter the data in between.
class Reported {
 public:
  template <class Change>
  Reported(const std::string& name, const Change& change) : study(name) {
    change(study.data());
    if (study.run("participant").code == 0 && study.run("group").code == 0)
      result = run_attune("report '" + study.results().string() + "'");
  }
  explicit Reported(const std::string& name) : Reported(name, [](const std::filesystem::path&) {}) {}
  std::filesystem::path page() const { return study.results() / "report.html"; }

  SmallStudy study;
  ProgramResult result;
};

TEST(Report, IsOneSmallPageWithoutScriptOrRequest) {
  for (const char* name : {"own-infant-reward", "rejection-erp"}) {
    const Reported reported(name);
    ASSERT_EQ(reported.result.code, 0) << reported.result.err;
    const std::string html = content(reported.page());
    EXPECT_LT(html.size(), kLargestPage);
    EXPECT_THAT(html, HasSubstr("default-src 'none'"));
    for (const char* never : {"<script", "https://", "@import", "<img", "<link", "dopamine"})
      EXPECT_THAT(html, Not(HasSubstr(never))) << name;
    // The only address is the name of the SVG language, which nothing fetches.
    EXPECT_THAT(std::regex_replace(html, std::regex("http://www.w3.org/2000/svg"), ""), Not(HasSubstr("http://")));
  }
}

TEST(Report, LinksOnlyToFilesThatAreThere) {
  const Reported reported("rejection-erp");
  ASSERT_EQ(reported.result.code, 0) << reported.result.err;
  const std::string html = content(reported.page());
  const std::regex link("href=\"([^\"]*)\"");
  int links = 0;
  for (std::sregex_iterator it(html.begin(), html.end(), link), end; it != end; ++it, ++links)
    EXPECT_TRUE(std::filesystem::exists(reported.study.results() / (*it)[1].str())) << (*it)[1];
  EXPECT_GE(links, 8);
}

TEST(Report, SaysWhatWasFoundLeftOutAndDecided) {
  const Reported reported("rejection-erp");
  const std::string html = content(reported.page());
  for (const char* part : {"95 % confidence interval", "BF10", "Two one-sided tests", "Who and what was left out",
                           "300 milliseconds faster.", "contradicted", "permutation", "SHA-256"})
    EXPECT_THAT(html, HasSubstr(part));
}

TEST(Report, EscapesNamesOutOfTheData) {
  const Reported reported("rejection-erp", [](const std::filesystem::path& data) {
    std::string aai = content(data / "phenotype/aai.tsv");
    const std::size_t line = aai.find("sub-02");
    aai.replace(line, aai.find('\n', line) - line, "sub-02\t<script>alert(1)</script>");
    std::ofstream(data / "phenotype/aai.tsv", std::ios::binary) << aai;
  });
  ASSERT_EQ(reported.result.code, 0) << reported.result.err;
  const std::string html = content(reported.page());
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
}

TEST(Report, GivesTheSameBytesAgainAndRefusesToReplaceUnasked) {
  const Reported reported("rejection-erp");
  const std::string before = content(reported.page());
  EXPECT_EQ(run_attune("report '" + reported.study.results().string() + "'").code, 4);
  EXPECT_EQ(run_attune("report '" + reported.study.results().string() + "' --force").code, 0);
  EXPECT_EQ(content(reported.page()), before);
}

/// The report of `folder` is refused as an input, in one line that says this.
void expect_refusal(const std::filesystem::path& folder, const std::string& words) {
  const ProgramResult result = run_attune("report '" + folder.string() + "'");
  EXPECT_EQ(result.code, 3) << result.err;
  EXPECT_THAT(result.err, HasSubstr(words));
  EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "report.html"));
}

TEST(Report, OfAFolderThatIsNoneEmptyOrForeignSaysWhatToRun) {
  const TemporaryFolder folder;
  expect_refusal(folder / "nowhere", "is no folder");
  expect_refusal(folder.path(), "holds no results of a study; run `attune run BIDS_DIR");
  std::ofstream(folder / "study.yaml") << "title: another program's\n";
  expect_refusal(folder.path(), "holds no results of a study");
}

TEST(Report, OfAStudyWithoutItsGroupLevelSaysToRunIt) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  expect_refusal(study.results(), "holds no finished group level; run `attune run BIDS_DIR");
}

TEST(Report, RefusesAStudyFileOrATableThatChangedSinceTheGroupLevel) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  const auto change = [&](const std::string& name, const std::string& what, const std::string& with) {
    std::string text = content(study.results() / name);
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos) << name;
    std::ofstream(study.results() / name, std::ios::binary) << text.replace(at, what.size(), with);
  };
  const std::string asked = content(study.results() / "study.yaml");
  change("study.yaml", "levels: [secure, insecure]", "levels: [insecure, secure]");
  expect_refusal(study.results(), "study.yaml: changed since the group level ran; run the group level again");
  std::ofstream(study.results() / "study.yaml", std::ios::binary) << asked;
  change("study.yaml", "threat_latency:", "threat_delay:");
  expect_refusal(study.results(), "study.yaml: changed since the group level ran; run the group level again");
  std::ofstream(study.results() / "study.yaml", std::ios::binary) << asked;
  change("claims/rejection-300-ms.yaml", "at_least: 300", "at_least: 3");
  expect_refusal(study.results(), "run the group level again");
  change("claims/rejection-300-ms.yaml", "at_least: 3", "at_least: 300");
  change("group/values.tsv", "secure", "insecure");
  expect_refusal(study.results(), "values.tsv: is not as the group level wrote it; run the group level again");
}

TEST(Report, OfAStudyWithoutGroupsTestsAndClaimsSaysSo) {
  SmallStudy study("rejection-erp");
  std::string text = content(std::filesystem::path(ATTUNE_SOURCE_DIR) / "pipelines/rejection-erp/study.yaml");
  text.resize(text.find("tests:"));
  const std::size_t group = text.find("  group:");
  text.erase(group, text.find('\n', group) + 1 - group);
  std::ofstream(study.file("plain.yaml"), std::ios::binary) << text;
  for (const char* level : {"participant", "group"})
    ASSERT_EQ(run_attune("run '" + study.data().string() + "' '" + study.results().string() + "' " + level +
                         " --study '" + study.file("plain.yaml").string() + "'")
                  .code,
              0);
  const ProgramResult result = run_attune("report '" + study.results().string() + "'");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(content(study.results() / "report.html"),
              testing::AllOf(HasSubstr("The study asks for no test."), HasSubstr("form one group"),
                             HasSubstr("Nothing was tested.")));
}

TEST(Report, CountsTheRunsThatWereFoundAndThoseInTheTests) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group", "--participant-label 01,02,03,04,05").code, 0);
  ASSERT_EQ(run_attune("report '" + study.results().string() + "'").code, 0);
  const std::string html = content(study.results() / "report.html");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(html, found, std::regex("6 found, ([0-9]) of them in the tests")));
  // Every other run stands once in the list of those left out.
  EXPECT_THAT(html, HasSubstr("Runs in no test (" + std::string(1, static_cast<char>('6' - found[1].str()[0] + '0'))));
  EXPECT_THAT(html,
              HasSubstr("not among the recordings, participants and sessions that the group level was asked for"));
}

TEST(Report, HasTablesWhoseSidecarsNameTheirColumnsAndNoOther) {
  for (const char* name : {"own-infant-reward", "rejection-erp"}) {
    SmallStudy study(name);
    ASSERT_EQ(study.run("participant").code, 0);
    ASSERT_EQ(study.run("group").code, 0);
    for (std::string table : {"measures", "exclusions", "group/values", "group/exclusion_counts", "group/results",
                              "group/claims", "group/waveforms"}) {
      if (!std::filesystem::exists(study.results() / (table + ".tsv"))) continue;
      std::istringstream header(content(study.results() / (table + ".tsv")));
      std::string line;
      std::getline(header, line);
      std::set<std::string> columns, described;
      std::istringstream cells(line);
      for (std::string cell; std::getline(cells, cell, '\t');) columns.insert(cell);
      const std::string sidecar = content(study.results() / (table + ".json"));
      const std::regex key("\"([^\"]+)\": \\{");
      for (std::sregex_iterator it(sidecar.begin(), sidecar.end(), key), end; it != end; ++it)
        described.insert((*it)[1]);
      EXPECT_EQ(columns, described) << name << " " << table;
    }
  }
}

TEST(Report, OpensInHeadlessChromiumWithoutAnErrorOnItsConsole) {
  if (run_shell("command -v chromium").code != 0) GTEST_SKIP() << "chromium is not installed (Debian package chromium)";
  for (const char* name : {"own-infant-reward", "rejection-erp"}) {
    const Reported reported(name);
    ASSERT_EQ(reported.result.code, 0) << reported.result.err;
    const TemporaryFolder profile;
    const ProgramResult seen = run_shell(
        "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync --enable-logging=stderr --v=0 "
        "--user-data-dir='" +
        profile.path().string() + "' --dump-dom 'file://" + reported.page().string() + "'");
    EXPECT_EQ(seen.code, 0) << seen.err;
    EXPECT_THAT(seen.out, testing::AllOf(HasSubstr("<svg"), HasSubstr("Evidence for and against"))) << name;
    EXPECT_THAT(seen.err, Not(HasSubstr("CONSOLE"))) << name;
  }
}

}  // namespace
}  // namespace attune::test
