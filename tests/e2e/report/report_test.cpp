#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

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

TEST(Report, OfAFolderWithoutResultsSaysWhatToRun) {
  const TemporaryFolder folder;
  const ProgramResult result = run_attune("report '" + folder.path().string() + "'");
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("attune run"));
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
