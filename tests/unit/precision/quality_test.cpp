#include "attune/precision/quality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_refused.hpp"
#include "sme_rows.hpp"

namespace attune::precision {
namespace {

using test::count;
using test::expect_refused;
using test::number;
using test::sme_row;
using test::with_groups;
using test::words;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;
const double kMissing = std::nan("");

// Four anxious and four secure people, condition "word".
Table eight(double of_last = 1.0) {
  std::vector<Measure> rows;
  std::vector<std::string> groups;
  for (int i = 0; i < 8; ++i) {
    rows.push_back(sme_row("sub-" + std::string(1, static_cast<char>('1' + i)), "word", i < 4 ? i + 3 : i - 3,
                           i == 7 ? of_last : 1.0));
    groups.emplace_back(i < 4 ? "anxious" : "secure");
  }
  return with_groups(rows, groups);
}

QualityRequest by_group() {
  QualityRequest request;
  request.by = "group";
  request.levels = {"anxious", "secure"};
  return request;
}

const std::vector<Record>& part(const QualityAnswer& answer, std::size_t i) { return answer.document.parts[i].second; }

TEST(Quality, DescribesEachGroupAndTheEffect) {
  const QualityAnswer answer = assess(eight(), by_group());
  ASSERT_EQ(part(answer, 0).size(), 2u);
  EXPECT_EQ(words(part(answer, 0)[0], "group"), "anxious");
  EXPECT_EQ(count(part(answer, 0)[0], "n"), 4);
  EXPECT_NEAR(number(part(answer, 0)[0], "mean"), 4.5, kRounding);
  EXPECT_NEAR(number(part(answer, 0)[1], "noise_share"), 0.6, kRounding);  // 1 / (5 / 3)
  ASSERT_EQ(part(answer, 1).size(), 1u);
  EXPECT_EQ(words(part(answer, 1)[0], "effect"), "anxious - secure");
  EXPECT_NEAR(number(part(answer, 1)[0], "estimate"), 2, kRounding);
  // 6 degrees of freedom: noise of 0.6 4 / 6 = 0.4.
  EXPECT_NEAR(number(part(answer, 1)[0], "d_disattenuated"), 2 / std::sqrt(5.0 / 3 * 0.6), kRounding);
}

TEST(Quality, ExcludesByTheLimitAndSaysSoInTheTable) {
  QualityRequest request = by_group();
  request.exclude = {"2uV"};
  const QualityAnswer answer = assess(eight(3), request);
  EXPECT_EQ(count(part(answer, 0)[1], "n"), 3);
  EXPECT_EQ(count(part(answer, 0)[1], "excluded_sme"), 1);
  EXPECT_EQ(count(part(answer, 0)[0], "excluded_sme"), 0);
  EXPECT_EQ(answer.table.text("excluded")[7], "SME above 2 uV");
  EXPECT_EQ(answer.table.text("excluded")[0], "n/a");
  EXPECT_EQ(answer.table.numbers("value")[7], 4);  // the value stays
  EXPECT_EQ(answer.table.names(), eight().names());
}

TEST(Quality, ALimitIsTheLargestThatStays) {
  QualityRequest request = by_group();
  request.exclude = {"3uV"};
  EXPECT_EQ(count(part(assess(eight(3), request), 0)[1], "n"), 4);
}

TEST(Quality, CountsWhatItCannotUse) {
  std::vector<Measure> rows{sme_row("a", "word", 1, 1), sme_row("b", "word", 2, 1), sme_row("c", "word", 4, 1),
                            sme_row("d", "word", kMissing, kMissing), sme_row("e", "word", 5, kMissing)};
  rows[3].excluded = "peak on the window's edge";
  const QualityAnswer answer = assess(to_table(rows), {});
  const Record& record = part(answer, 0)[0];
  EXPECT_EQ(count(record, "n"), 3);
  EXPECT_EQ(count(record, "excluded"), 1);
  EXPECT_EQ(count(record, "without_sme"), 1);
  EXPECT_EQ(answer.warnings.size(), 1u);
  EXPECT_EQ(answer.table.text("excluded")[3], "peak on the window's edge");
  EXPECT_EQ(part(answer, 1).size(), 0u);
}

TEST(Quality, ComparesConditionsWithinPeople) {
  std::vector<Measure> rows;
  for (int i = 0; i < 6; ++i) {
    const std::string name(1, static_cast<char>('a' + i));
    rows.push_back(sme_row(name, "rejection", 2.0 * i + 3, 0.3));
    if (i < 5) rows.push_back(sme_row(name, "acceptance", i, 0.4));
  }
  QualityRequest request;
  request.conditions = {"rejection", "acceptance"};
  const QualityAnswer answer = assess(to_table(rows), request);
  ASSERT_EQ(part(answer, 0).size(), 3u);
  const Record& difference = part(answer, 0)[2];
  EXPECT_EQ(words(difference, "condition"), "rejection - acceptance");
  EXPECT_EQ(count(difference, "n"), 5);
  EXPECT_EQ(count(difference, "excluded"), 1);                 // without a partner
  EXPECT_NEAR(number(difference, "rms_sme"), 0.5, kRounding);  // of independent trials: 0.3 and 0.4
  EXPECT_NEAR(number(difference, "mean"), 5, kRounding);
  ASSERT_EQ(part(answer, 1).size(), 1u);
  EXPECT_NEAR(number(part(answer, 1)[0], "d"), 5 / std::sqrt(2.5), kRounding);  // differences 3 to 7
  EXPECT_NEAR(number(part(answer, 1)[0], "d_disattenuated"), 5 / std::sqrt(2.5 * (1 - 0.1 * 2 / 4)), kRounding);
}

TEST(Quality, GivesARowToAnEffectThatDoesNotExistAndSaysWhy) {
  std::vector<Measure> rows{sme_row("a", "word", 1, 1), sme_row("b", "word", 2, 1), sme_row("c", "word", 4, 1)};
  const QualityAnswer one = assess(with_groups(rows, {"anxious", "anxious", "secure"}), by_group());
  ASSERT_EQ(part(one, 1).size(), 1u);
  EXPECT_EQ(number(part(one, 1)[0], "estimate"), -2.5);
  EXPECT_TRUE(std::isnan(number(part(one, 1)[0], "d")));
  EXPECT_TRUE(std::isnan(number(part(one, 1)[0], "d_disattenuated_high")));
  EXPECT_THAT(words(part(one, 1)[0], "reading"), HasSubstr("secure n = 1; an effect needs two people in each"));

  for (Measure& row : rows) row.value = 1;
  rows.push_back(sme_row("d", "word", 1, 1));
  const QualityAnswer equal = assess(with_groups(rows, {"anxious", "anxious", "secure", "secure"}), by_group());
  ASSERT_EQ(part(equal, 1).size(), 1u);
  EXPECT_THAT(words(part(equal, 1)[0], "reading"), HasSubstr("do not vary"));

  rows.push_back(sme_row("a", "tone", 1, 1));
  QualityRequest request;
  request.conditions = {"word", "tone"};
  const QualityAnswer within = assess(to_table(rows), request);
  ASSERT_EQ(part(within, 1).size(), 1u);
  EXPECT_THAT(words(part(within, 1)[0], "reading"), HasSubstr("n = 1; an effect needs two people"));
}

TEST(Quality, SaysWhichLimitItTook) {
  QualityRequest request = by_group();
  EXPECT_TRUE(std::isnan(number(part(assess(eight(3), request), 0)[0], "limit")));
  request.exclude = {"2uV"};
  EXPECT_EQ(number(part(assess(eight(3), request), 0)[1], "limit"), 2);
  request.exclude = {"robust"};
  EXPECT_NEAR(number(part(assess(eight(3), request), 0)[1], "limit"), 1, kRounding);  // seven of eight SMEs are 1
}

TEST(Quality, WarnsWhereTooFewPeopleHaveARobustLimit) {
  const Table four = to_table({sme_row("a", "word", 1, 1), sme_row("b", "word", 2, 1), sme_row("c", "word", 4, 1),
                               sme_row("d", "word", 4, 900)});
  QualityRequest request;
  request.exclude = {"robust"};
  const QualityAnswer answer = assess(four, request);
  EXPECT_THAT(answer.warnings, ElementsAre(HasSubstr("needs 5 people with an SME above 0; 1 of 1 cells have fewer "
                                                     "and no robust limit: words p3.mean_amplitude Pz word (n = 4)")));
  EXPECT_TRUE(std::isnan(number(part(answer, 0)[0], "limit")));
  EXPECT_TRUE(assess(eight(3), request).warnings.empty());
}

TEST(Quality, TakesBothSpellingsOfAParticipantForOnePerson) {
  const Table twice =
      to_table({sme_row("sub-01", "word", 1, 1), sme_row("sub-02", "word", 3, 1), sme_row("01", "word", 2, 1)});
  expect_refused(Fault::input, {"row 3", "'01' has another row", "row 1: 'sub-01'", "expected one"},
                 [&] { assess(twice, {}); });
  QualityRequest request;
  request.conditions = {"word", "tone"};
  const QualityAnswer answer = assess(to_table({sme_row("sub-01", "word", 1, 1), sme_row("sub-02", "word", 3, 1),
                                                sme_row("01", "tone", 2, 1), sme_row("02", "tone", 9, 1)}),
                                      request);
  EXPECT_EQ(count(part(answer, 0)[2], "n"), 2);
}

TEST(Quality, RefusesWhatDoesNotGoTogether) {
  const auto refuse = [](const char* part, auto change) {
    QualityRequest request = by_group();
    change(request);
    expect_refused(Fault::usage, {part}, [&] { assess(eight(), request); });
  };
  refuse("--by", [](QualityRequest& r) { r.by.clear(); });
  refuse("two different names A,B", [](QualityRequest& r) { r.levels = {"anxious"}; });
  refuse("two different names A,B", [](QualityRequest& r) { r.conditions = {"word", "word"}; });
  refuse("--confidence is 95", [](QualityRequest& r) { r.confidence = 95; });
  refuse("no value is in ms", [](QualityRequest& r) { r.exclude = {"30ms"}; });
}

TEST(Quality, NamesTheRowThatIsWrong) {
  Table twice = to_table({sme_row("a", "word", 1, 1), sme_row("b", "word", 1, 1), sme_row("a", "word", 2, 1)});
  expect_refused(Fault::input, {"row 3", "'a' has another row", "row 1", "expected one"}, [&] { assess(twice, {}); });
  Table negative = to_table({sme_row("a", "word", 1, 1), sme_row("b", "word", 1, -1)});
  expect_refused(Fault::input, {"row 2", "the SME is -1", "expected 0 or more"}, [&] { assess(negative, {}); });
  Table nobody = to_table({sme_row("", "word", 1, 1)});
  expect_refused(Fault::input, {"there is no participant"}, [&] { assess(nobody, {}); });
  QualityRequest request = by_group();
  request.levels = {"anxios", "secure"};
  expect_refused(Fault::input, {"'anxios'", "did you mean 'anxious'"}, [&] { assess(eight(), request); });
  request = {};
  request.conditions = {"word", "wurd"};
  expect_refused(Fault::input, {"'wurd'", "'word'"}, [&] { assess(eight(), request); });
  Table without = to_table({sme_row("a", "word", 1, kMissing)});
  expect_refused(Fault::analysis, {"none of 1 rows", "--sme bootstrap"}, [&] { assess(without, {}); });
}

TEST(Quality, WantsAUnitWhereThereAreSeveral) {
  const Table table = to_table({sme_row("a", "word", 1, 1), sme_row("a", "word", 400, 9, "p3.peak_latency", "ms")});
  QualityRequest request;
  request.exclude = {"4"};
  expect_refused(Fault::usage, {"has no unit", "uV, ms"}, [&] { assess(table, request); });
}

}  // namespace
}  // namespace attune::precision
