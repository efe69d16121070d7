#include "attune/report/markup.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <stdexcept>

namespace attune::report {
namespace {

/// Length of the UTF-8 sequence that starts at `text[0]`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

void append_ascii(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    default:
      break;
  }
  const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
  if (!control) out += c;
}

bool leaves_the_folder(std::string_view target) {
  const std::size_t end = target.find_first_of("/?#");
  const std::size_t colon = target.find(':');
  return target.starts_with("/") || target.starts_with("\\") || (colon != std::string_view::npos && colon < end);
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 1) {
      append_ascii(out, text.front());
    } else if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else {
      // U+FFFE and U+FFFF may not stand in XML.
      const bool noncharacter = text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
      // C1 controls (U+0080 to U+009F) vanish like the others.
      const bool control = text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0;
      if (noncharacter)
        out += "\xEF\xBF\xBD";
      else if (!control)
        out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

Markup& Markup::operator+=(const Markup& other) {
  html_ += other.html_;
  return *this;
}

Markup text(std::string_view content) {
  Markup markup;
  markup.html_ = escaped(content);
  return markup;
}

Markup element(std::string_view tag, const Attributes& attributes, const Markup& content) {
  Markup markup;
  markup.html_ = fmt::format("<{}", tag);
  for (const auto& [name, value] : attributes) {
    if ((name == "href" || name == "src") && leaves_the_folder(value))
      throw std::logic_error(fmt::format("a page may only link beside itself, not to '{}'", value));
    markup.html_ += fmt::format(" {}=\"{}\"", name, escaped(value));
  }
  markup.html_ += fmt::format(">{}</{}>", content.html_, tag);
  return markup;
}

Markup element(std::string_view tag, std::string_view content) { return element(tag, {}, text(content)); }

Markup drawing(std::string svg) {
  Markup markup;
  markup.html_ = std::move(svg);
  return markup;
}

}  // namespace attune::report
