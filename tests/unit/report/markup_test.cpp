#include "attune/report/markup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/report/page.hpp"
#include "attune/report/svg.hpp"

namespace attune::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Escaped, TurnsEveryCharacterOfTheSyntaxIntoAReference) {
  EXPECT_EQ(escaped("<a href=\"x\" id='y'>&"), "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
}

TEST(Escaped, KeepsWordsOfAnyLanguage) { EXPECT_EQ(escaped("Mütter 母親 🙂"), "Mütter 母親 🙂"); }

TEST(Escaped, DropsControlCharacters) {
  EXPECT_EQ(escaped(std::string_view("a\x00\x1b\x07z", 5)), "az");
  EXPECT_EQ(escaped("a\xC2\x85z"), "az");
}

TEST(Escaped, ReplacesBytesThatAreNotText) {
  EXPECT_EQ(escaped("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(escaped("\xC3"), "\uFFFD");
  EXPECT_EQ(escaped("\xC0\xAF"), "\uFFFD\uFFFD") << "an overlong slash";
  EXPECT_EQ(escaped("\xEF\xBF\xBF"), "\uFFFD") << "U+FFFF may not stand in XML";
}

TEST(Markup, EscapesAttributesAndText) {
  EXPECT_EQ(element("p", {{"title", "\"><script>"}}, text("<b>")).html(),
            "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;</p>");
}

TEST(Markup, LinksOnlyBesideThePage) {
  EXPECT_NO_THROW(link("group/results.tsv"));
  EXPECT_NO_THROW(link("sub-01/a:b.tsv"));
  EXPECT_ANY_THROW(link("javascript:alert(1)"));
  EXPECT_ANY_THROW(link("https://example.org/x"));
  EXPECT_ANY_THROW(link("//example.org/x"));
  EXPECT_ANY_THROW(link("/etc/passwd"));
}

TEST(Svg, EscapesTitlesLabelsAndTips) {
  Svg svg(10, 10, "a\"b", "<t>", "<d>");
  svg.words({1, 1}, "<w>", Anchor::start, "label");
  svg.mark({1, 1}, 2, 0, "dot", "<tip>");
  const std::string image = svg.finish();
  for (const char* raw : {"<t>", "<d>", "<w>", "<tip>", "a\"b"}) EXPECT_THAT(image, Not(HasSubstr(raw)));
  for (const char* safe : {"&lt;t&gt;", "&lt;d&gt;", "&lt;w&gt;", "&lt;tip&gt;"}) EXPECT_THAT(image, HasSubstr(safe));
}

TEST(Svg, BreaksACurveWhereAValueIsMissing) {
  Svg svg(10, 10, "a", "t", "d");
  svg.curve({{0, 0}, {1, 1}, {2, std::nan("")}, {3, 3}, {4, 4}}, "wave");
  const std::string image = svg.finish();
  EXPECT_THAT(image, HasSubstr("points=\"0,0 1,1\""));
  EXPECT_THAT(image, HasSubstr("points=\"3,3 4,4\""));
  EXPECT_THAT(image, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace attune::report
