#include "attune/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/number_text.hpp"
#include "page_style.hpp"

namespace attune::report {
namespace {

const char* tone_class(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::neutral:
      return "neutral";
    case Tone::bad:
      return "bad";
    case Tone::open:
      break;
  }
  return "open";
}

const char* tone_mark(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "\u2713";
    case Tone::neutral:
      return "\u2248";
    case Tone::bad:
      return "\u2717";
    case Tone::open:
      break;
  }
  return "?";
}

bool numeric(const Column& column) { return !std::holds_alternative<Column::Text>(column.values); }

Markup cell(const Column& column, std::size_t row, int digits) {
  const std::string exact = column.cell(row);
  if (exact == "n/a") return element("td", {{"class", numeric(column) ? "num na" : "na"}}, text("n/a"));
  if (!numeric(column)) return element("td", exact);
  const double value = parse_double(exact).value_or(0.0);
  const bool whole = exact.find_first_not_of("-0123456789") == std::string::npos;
  return element("td", {{"class", "num"}, {"title", exact}}, text(whole ? exact : rounded(value, digits)));
}

}  // namespace

Markup cards(const std::vector<Card>& cards) {
  Markup all;
  for (const Card& card : cards) {
    Markup inside =
        element("p", {{"class", "verdict"}},
                element("span", {{"aria-hidden", "true"}}, text(tone_mark(card.tone))) + text(" " + card.verdict));
    inside += element("h3", card.claim);
    inside += element("p", {{"class", "evidence"}}, text(card.evidence));
    if (!card.source.empty()) inside += element("p", {{"class", "source"}}, text(card.source));
    if (!card.link.empty()) inside += element("p", {{"class", "source"}}, link(card.link));
    all += element("article", {{"class", std::string("card ") + tone_class(card.tone)}}, inside);
  }
  return element("div", {{"class", "cards"}}, all);
}

Markup section(std::string_view id, std::string_view title, const Markup& content) {
  const std::string anchor(id);
  return element("section", {{"id", anchor}, {"aria-labelledby", anchor + "-title"}},
                 element("h2", {{"id", anchor + "-title"}}, text(title)) + content);
}

Markup paragraph(std::string_view content) { return element("p", content); }

Markup link(std::string_view relative_path, std::string_view words) {
  return element("a", {{"href", std::string(relative_path)}}, text(words.empty() ? relative_path : words));
}

Markup facts(const std::vector<std::pair<std::string, Markup>>& facts) {
  Markup all;
  for (const auto& [name, value] : facts) all += element("dt", name) + element("dd", {}, value);
  return element("dl", {}, all);
}

Markup figure(const std::string& svg, std::string_view caption, std::string_view file, std::string_view numbers) {
  Markup words = text(caption);
  if (!numbers.empty()) words += text(" Numbers: ") + link(numbers) + text(".");
  if (!file.empty()) words += text(" Image: ") + link(file) + text(".");
  return element("figure", {}, element("div", {{"class", "scroll"}}, drawing(svg)) + element("figcaption", {}, words));
}

Markup table(const Table& table, std::string_view caption, int digits, std::size_t limit) {
  Markup head, body;
  for (const Column& column : table.columns())
    head += element("th", {{"scope", "col"}, {"class", numeric(column) ? "num" : "txt"}}, text(column.name));
  const std::size_t shown = std::min(table.rows(), limit);
  for (std::size_t row = 0; row < shown; ++row) {
    Markup cells;
    for (const Column& column : table.columns()) cells += cell(column, row, digits);
    body += element("tr", {}, cells);
  }
  const Markup all = element("thead", {}, element("tr", {}, head)) + element("tbody", {}, body);
  // Beside the table, not in it: a caption wraps with the page, however narrow or wide the table is.
  Markup result = caption.empty() ? Markup() : element("p", {{"class", "caption"}}, text(caption));
  Attributes attributes;
  if (!caption.empty()) attributes.emplace_back("aria-label", std::string(caption));
  result += element("div", {{"class", "scroll"}}, element("table", attributes, all));
  if (shown < table.rows())
    result += element("p", {{"class", "source"}}, text(fmt::format("{} of {} rows.", shown, table.rows())));
  return result;
}

std::string to_html(const Page& page) {
  Markup header;
  if (!page.eyebrow.empty()) header += element("p", {{"class", "eyebrow"}}, text(page.eyebrow));
  header += element("h1", page.question.empty() ? page.title : page.question);
  const Markup body =
      element("main", {}, element("header", {}, header) + page.body + element("footer", {}, text(page.footer)));
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n",
      escaped(page.title), kPageStyle, body.html());
}

}  // namespace attune::report
