#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attune/report/markup.hpp"
#include "attune/table/table.hpp"

namespace attune::report {

/// What one claim came to: colour, mark and word of its card.
enum class Tone { good, neutral, bad, open };

/// A card with a verdict: never by colour alone, the word is always there.
struct Card {
  Tone tone = Tone::open;
  std::string verdict;
  std::string claim;
  std::string evidence;  ///< a sentence
  std::string source;    ///< where the claim comes from; may be empty
  std::string link;      ///< relative, to the table it stands in; may be empty
};
Markup cards(const std::vector<Card>& cards);

/// A heading with its anchor, then the content.
Markup section(std::string_view id, std::string_view title, const Markup& content);
Markup paragraph(std::string_view content);
/// A link to a file beside the page, with its path as the words if `words` is empty.
Markup link(std::string_view relative_path, std::string_view words = {});
/// Names and values, side by side.
Markup facts(const std::vector<std::pair<std::string, Markup>>& facts);
/// A figure with caption, a link to its file and, unless `numbers` is empty, one to the table of its numbers.
Markup figure(const std::string& svg, std::string_view caption, std::string_view file, std::string_view numbers = {});
/// A table as HTML: numbers to the right and rounded to `digits` significant digits (their exact text shows when
/// pointed at), `n/a` dimmed. More than `limit` rows are cut, with a line that says how many there are.
Markup table(const Table& table, std::string_view caption, int digits = 4, std::size_t limit = 200);

/// A number for people: `digits` significant digits, a real minus sign, "n/a" for NaN.
std::string rounded(double value, int digits = 3);
/// The same with as many decimals as `scale` (an interval's width, a standard deviation) has at `digits` significant
/// digits, so that numbers that belong together line up: 0.0479 beside 0.74 is 0.048. Without a usable scale as
/// `rounded`.
std::string rounded_beside(double value, double scale, int digits = 3);
/// A p value for people: "p = .032", "p < .001", "p n/a", with spaces that do not break.
std::string p_text(double p);

/// A whole page: self-contained, no script, a content security policy that forbids any request.
struct Page {
  std::string title;
  std::string eyebrow;  ///< small line above the title
  std::string question;
  Markup body;
  std::string footer;
};
std::string to_html(const Page& page);

}  // namespace attune::report
