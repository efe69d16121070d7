#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attune::report {

/// `text` as it may stand in HTML or SVG, between tags or in a quoted attribute: `& < > " '` become references, control
/// characters vanish, bytes that are not UTF-8 become U+FFFD.
std::string escaped(std::string_view text);

/// A piece of HTML or SVG. It is made from text (which is escaped) or from other pieces, never from a bare string, so
/// a name out of a data file cannot become a tag.
class Markup {
 public:
  Markup() = default;
  const std::string& html() const { return html_; }
  Markup& operator+=(const Markup& other);
  friend Markup operator+(Markup a, const Markup& b) { return std::move(a += b); }

 private:
  friend Markup text(std::string_view);
  friend Markup element(std::string_view, const std::vector<std::pair<std::string, std::string>>&, const Markup&);
  friend Markup drawing(std::string);
  std::string html_;
};

/// Escaped text.
Markup text(std::string_view content);

/// Attribute names and values; values are escaped, names are written as they are (they come from the source code).
using Attributes = std::vector<std::pair<std::string, std::string>>;

/// `<tag name="value">content</tag>`; the tag comes from the source code. A link whose target could leave the folder or
/// run a script (`href` with a scheme or `//`) is an internal error.
Markup element(std::string_view tag, const Attributes& attributes, const Markup& content = {});
/// The same without attributes and with plain text.
Markup element(std::string_view tag, std::string_view content);

/// An SVG document made by `Svg`, to stand inside a page.
Markup drawing(std::string svg);

}  // namespace attune::report
