#include "attune/table/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "attune/table/delimited.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "expect_error.hpp"

namespace attune {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Table, NamesTheNearestColumn) {
  const Table table = parse_table("participant_id\tvalue\n1\tx\n", "t.tsv");
  EXPECT_THAT(test::error_of(Fault::input, [&] { table.column("valeu"); }), HasSubstr("t.tsv: has no column 'valeu'"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { table.numbers("value"); }),
              HasSubstr("t.tsv:2: column 'value': 'x' is not a number"));
}

TEST(Table, RefusesColumnsThatDoNotFit) {
  Table table;
  table.add("a", Column::Numbers{1, 2});
  test::error_of(Fault::internal, [&] { table.add("a", Column::Numbers{1, 2}); });
  test::error_of(Fault::internal, [&] { table.add("b", Column::Numbers{1}); });
  test::error_of(Fault::internal, [&] { table.replace("a", Column::Text{"x"}); });
  table.replace("a", Column::Text{"x", "y"});
  EXPECT_THAT(table.text("a"), ElementsAre("x", "y"));
}

TEST(Table, SelectsRowsInTheOrderAskedFor) {
  const Table table = parse_table("a\n1\n2\n3\n", "t.tsv").select(std::vector<std::size_t>{2, 0});
  EXPECT_THAT(table.numbers("a"), ElementsAre(3, 1));
  EXPECT_EQ(table.where(0), "t.tsv:4");
}

TEST(Join, PairsRowsByKeyNotByOrder) {
  const Table left = parse_table("id\tx\n02\t1\n01\t2\n02\t3\n09\t4\n", "l.tsv");
  const Table right = parse_table("y\tid\nb\t01\na\t02\n", "r.tsv");
  const Table joined = join(left, right, "id");
  EXPECT_THAT(joined.names(), ElementsAre("id", "x", "y"));
  EXPECT_THAT(joined.text("y"), ElementsAre("a", "b", "a", "n/a"));
  EXPECT_THAT(joined.text("id"), ElementsAre("02", "01", "02", "09"));
}

TEST(Join, RefusesDoubleAndMissingKeysAndDoubleColumns) {
  const Table left = parse_table("id\tx\n1\t1\n", "l.tsv");
  const auto message = [&](const char* right) {
    return test::error_of(Fault::input, [&] { join(left, parse_table(right, "r.tsv"), "id"); });
  };
  EXPECT_THAT(message("id\ty\n1\ta\n1\tb\n"), HasSubstr("r.tsv:3: column 'id': '1' is there twice, first at r.tsv:2"));
  EXPECT_THAT(message("id\ty\nn/a\ta\n"), HasSubstr("r.tsv:2"));
  EXPECT_THAT(message("id\tx\n1\ta\n"), HasSubstr("column 'x' is in both"));
  EXPECT_THAT(message("di\ty\n1\ta\n"), HasSubstr("no column 'id'"));
}

Measure measure() {
  Measure m;
  m.participant_id = "sub-01";
  m.modality = "fmri";
  m.measure = "psc";
  m.site = "amygdala_L";
  m.condition = "own_gt_other";
  m.value = 0.1 + 0.2;
  m.unit = "percent";
  m.n = 33;
  m.quality = 1;
  return m;
}

TEST(Measures, HaveTheFourteenColumnsInOrder) {
  EXPECT_THAT(to_table({measure()}).names(),
              ElementsAre("participant_id", "session", "task", "run", "modality", "measure", "site", "condition",
                          "value", "unit", "n", "quality", "excluded", "source"));
  EXPECT_EQ(measure_meanings("coverage", "voxels").size(), 14u);
}

TEST(Measures, ReadBackWithEveryBit) {
  Measure lost = measure();
  lost.value = std::nan("");
  lost.n = std::nullopt;
  lost.excluded = "coverage < 0.5";
  const std::vector<Measure> back = to_measures(parse_table(to_tsv(to_table({measure(), lost})), "m.tsv"));
  EXPECT_EQ(back[0].value, 0.1 + 0.2);
  EXPECT_EQ(back[0].n, 33);
  EXPECT_EQ(back[0].session, "");
  EXPECT_TRUE(std::isnan(back[1].value));
  EXPECT_EQ(back[1].n, std::nullopt);
  EXPECT_EQ(back[1].excluded, "coverage < 0.5");
}

TEST(Measures, NeedEveryColumnAndWholeCounts) {
  test::error_of(Fault::input, [] { to_measures(parse_table("participant_id\tvalue\nsub-1\t1\n", "m.tsv")); });
  std::string text = to_tsv(to_table({measure()}));
  text.replace(text.find("\t33\t"), 4, "\t3.5\t");
  EXPECT_THAT(test::error_of(Fault::input, [&] { to_measures(parse_table(text, "m.tsv")); }),
              HasSubstr("m.tsv:2: column 'n': '3.5'"));
}

TEST(Records, AreJsonWithFullPrecision) {
  const std::vector<Record> records = {{{"t", 0.1 + 0.2},
                                        {"n", std::int64_t{7}},
                                        {"paired", false},
                                        {"name", std::string("a\"\\\n\x01")},
                                        {"mean", std::vector<double>{1, std::nan("")}},
                                        {"ids", std::vector<std::string>{"x", "y"}}}};
  const auto json = nlohmann::json::parse(to_json(records, true));
  EXPECT_EQ(json["t"].get<double>(), 0.1 + 0.2);
  EXPECT_EQ(json["n"], 7);
  EXPECT_EQ(json["paired"], false);
  EXPECT_EQ(json["name"], "a\"\\\n\x01");
  EXPECT_TRUE(json["mean"][1].is_null());
  EXPECT_EQ(json["ids"][1], "y");
  EXPECT_EQ(nlohmann::json::parse(to_json(records, false)).size(), 1u);
  EXPECT_TRUE(nlohmann::json::parse(to_json({}, false)).empty());
}

TEST(Records, HoldRecords) {
  const RecordList list{{{{"term", std::string("a\"")}, {"b", 0.5}}, {{"term", std::string("c")}}}};
  const std::vector<Record> records = {{{"k", std::int64_t{2}}, {"terms", list}}};
  const auto json = nlohmann::json::parse(to_json(records, true));
  EXPECT_EQ(json["terms"][0]["term"], "a\"");
  EXPECT_EQ(json["terms"][0]["b"], 0.5);
  EXPECT_EQ(json["terms"][1].size(), 1u);
  EXPECT_THAT(to_table(std::span(records)).names(),
              testing::ElementsAre("k", "terms_1_term", "terms_1_b", "terms_2_term"));
}

TEST(Records, BecomeRowsWithAbsentFieldsMissing) {
  const std::vector<Record> records = {{{"a", 1.0}, {"mean", std::vector<double>{1, 2}}}, {{"b", std::string("x")}}};
  const Table table = to_table(std::span(records));
  EXPECT_THAT(table.names(), ElementsAre("a", "mean_1", "mean_2", "b"));
  EXPECT_THAT(table.text("b"), ElementsAre("n/a", "x"));
  EXPECT_THAT(table.text("mean_2"), ElementsAre("2", "n/a"));
  const auto json = nlohmann::json::parse(to_json(to_records(table), false));
  EXPECT_EQ(json[0]["mean_2"], 2);
  EXPECT_TRUE(json[0]["b"].is_null());
  EXPECT_EQ(json[1]["b"], "x");
}

TEST(Table, KnowsTheColumnsThatWereNotTakenFromItsFile) {
  Table table;
  table.add("id", Column::Text{"1"});
  table.set_all_names({"id", "excluded", "value"});
  EXPECT_TRUE(table.has("excluded"));
  EXPECT_THAT(test::error_of(Fault::internal, [&] { table.text("excluded"); }), HasSubstr("was not taken"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { table.text("valu"); }), HasSubstr("did you mean 'value'"));
  EXPECT_TRUE(table.select(std::vector<std::size_t>{0}).has("value"));
}

}  // namespace
}  // namespace attune
