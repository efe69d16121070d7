#include "attune/roi/label_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> names_of(const LabelTable& table) {
  std::vector<std::string> out;
  for (const Label& label : table.labels) out.push_back(std::to_string(label.code.value) + "=" + label.name);
  return out;
}

void expect_names(const std::string& text, const std::string& form, const std::vector<std::string>& names) {
  const LabelTable table = parse_label_table(text, "labels");
  EXPECT_EQ(table.form, form);
  EXPECT_EQ(names_of(table), names);
}

std::string refusal(const std::string& text) {
  return test::message_of([&] { parse_label_table(text, "labels"); });
}

TEST(LabelTable, OfBidsHasIndexAndName) {
  expect_names("\xEF\xBB\xBFindex\tname\r\n3\tInsula left\r\n1\tPAG\r\n", "columns", {"3=Insula_left", "1=PAG"});
}

TEST(LabelTable, OfFreeSurferHasColours) {
  expect_names("#No. Label Name: R G B A\n0 Unknown 0 0 0 0\n\n18 Left-Amygdala 103 255 255 0\n", "FreeSurfer LUT",
               {"18=Left-Amygdala"});
}

TEST(LabelTable, JoinsTheHemisphereToTheName) {
  expect_names(
      "id,label,hemisphere,structure\n1,amygdala,L,sub\n2,amygdala,R,sub\n3,brainstem,B,sub\n4,hippocampus_R,R,\n",
      "columns", {"1=amygdala_L", "2=amygdala_R", "3=brainstem", "4=hippocampus_R"});
}

TEST(LabelTable, OfNamesCountsItsLines) {
  expect_names("HIP-rh\nAMY-rh\n", "one name per line", {"1=HIP-rh", "2=AMY-rh"});
}

TEST(LabelTable, OfTwoLineBlocksTakesTheCodeFromTheSecondLine) {
  expect_names("aHIP-rh\n7 144 246 45 255\nlAMY-lh\n9 1 2 3 255\n", "two-line blocks", {"7=aHIP-rh", "9=lAMY-lh"});
}

TEST(LabelTable, OfCodesAndNamesMayHaveAThirdNumber) {
  expect_names("1 Precentral_L 2001\r\n2 Precentral_R 2002\r\n", "code and name lines",
               {"1=Precentral_L", "2=Precentral_R"});
}

TEST(LabelTable, OfJsonCountsFromTheBackground) {
  expect_names(R"({"R": [0, 1], "labels": ["Unknown", "L Putamen"]})", "JSON", {"1=L_Putamen"});
  expect_names(R"({"5": "PAG"})", "JSON", {"5=PAG"});
}

TEST(LabelTable, RefusesANameOnTwoLinesAndNamesBoth) {
  const std::string message = refusal("index\tname\n1\tPAG\n2\tVTA\n3\tPAG\n");
  EXPECT_THAT(message, HasSubstr("labels:4:"));
  EXPECT_THAT(message, HasSubstr("line 2"));
}

TEST(LabelTable, RefusesACodeOnTwoLines) { EXPECT_THAT(refusal("4 a\n4 b\n"), HasSubstr("code 4 is also on line 1")); }

TEST(LabelTable, RefusesACodeThatIsNoWholeNumber) {
  EXPECT_THAT(refusal("index\tname\n1.5\tPAG\n"), HasSubstr("'1.5' is not a whole number"));
}

TEST(LabelTable, RefusesWhatIsNone) {
  EXPECT_THAT(refusal("28.0\t-22.0\t-14.0\n24.0\t-4.0\t-18.0\n"), HasSubstr("is no label table"));
  EXPECT_THAT(refusal("Permission is hereby granted, free of charge, to any person\n"), HasSubstr("is no label table"));
  EXPECT_THAT(refusal(std::string("\0\x01\x02", 3)), HasSubstr("is not text"));
  EXPECT_THAT(refusal(""), HasSubstr("names no region"));
  EXPECT_THAT(refusal("{\"labels\": [1, 2]}"), HasSubstr("expected text"));
}

TEST(LabelTable, MayHaveItsCodesInTheColumnLabel) {
  expect_names("name\tlabel\namygdala\t1\ninsula\t2\n", "columns", {"1=amygdala", "2=insula"});
  expect_names("label\tname\n7\tamygdala\n", "columns", {"7=amygdala"});
}

TEST(LabelTable, MayBeSeparatedBySemicolons) {
  expect_names("index;name\n3;amygdala\n5;insula\n", "columns", {"3=amygdala", "5=insula"});
}

TEST(LabelTable, OfNamesHasNoHeader) {
  EXPECT_THAT(refusal("name\namygdala\ninsula\n"), HasSubstr("labels:1: 'name' is a header"));
  EXPECT_THAT(refusal("Label\namygdala\n"), HasSubstr("is a header"));
}

TEST(LabelTable, OfNamesHasNoLineThatWouldShiftThem) {
  EXPECT_THAT(refusal("amygdala\n# cortex\ninsula\n"), HasSubstr("labels:2: a comment or blank line"));
  EXPECT_THAT(refusal("# regions\namygdala\n"), HasSubstr("labels:1: a comment or blank line"));
  EXPECT_THAT(refusal("amygdala\n\ninsula\n"), HasSubstr("labels:2: a comment or blank line"));
  expect_names("amygdala\ninsula\n\n# end\n", "one name per line", {"1=amygdala", "2=insula"});
}

TEST(LabelTable, OfNamesHasNoColumns) {
  for (const char* text : {"amygdala\t1\ninsula\t2\n", "amygdala;1\ninsula;2\n", "amygdala,1\ninsula,2\n"})
    EXPECT_THAT(refusal(text), HasSubstr("labels:1: ")) << text;
  EXPECT_THAT(refusal("amygdala\t1\n"), HasSubstr("has columns but"));
  EXPECT_THAT(test::message_of([] { parse_label_table("amygdala\ninsula\n", "labels.tsv"); }),
              HasSubstr("names no column of codes"));
}

TEST(LabelTable, KeepsNamesUniqueWhenItMakesThemSafe) {
  expect_names("index\tname\n1\tarea 1\n2\tarea/1\n", "columns", {"1=area_1_1", "2=area_1_2"});
}

TEST(LabelTable, RefusesNamesThatCannotBeMadeSafeAndUnique) {
  const std::string message = refusal("index\tname\n1\ta b\n2\ta_b\n3\ta_b_1\n");
  EXPECT_THAT(message, HasSubstr("labels:4: line 4 becomes the column name 'a_b_1', and so does line 2"));
}

TEST(SideOf, IsReadFromPrefixAndSuffix) {
  for (const char* name : {"amygdala_L", "HIP-lh", "Left-Amygdala", "ctx-lh-insula", "7Networks_LH_Vis_1", "L_Putamen"})
    EXPECT_EQ(side_of(name), Side::left) << name;
  for (const char* name : {"amygdala_R", "HIP-rh", "insula.right"}) EXPECT_EQ(side_of(name), Side::right) << name;
  for (const char* name : {"vmPFC", "L", "Cerebelum_l_Vermis", "left_right"})
    EXPECT_EQ(side_of(name), Side::none) << name;
}

}  // namespace
}  // namespace attune::roi
