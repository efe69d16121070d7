#include "attune/base/error.hpp"

#include <fmt/format.h>

namespace attune {

Error::Error(Fault fault, const std::string& message) : std::runtime_error(message), fault_(fault) {}

Place at_line(std::size_t line) { return {.line = line, .column = {}, .byte = {}}; }
Place at_cell(std::size_t line, std::size_t column) { return {.line = line, .column = column, .byte = {}}; }
Place at_byte(std::size_t byte) { return {.line = {}, .column = {}, .byte = byte}; }

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

std::string describe(const std::filesystem::path& path, const Place& place) {
  std::string out = one_line(path.string());
  if (place.byte) return fmt::format("{}@{}", out, *place.byte);
  if (place.line) out += fmt::format(":{}", *place.line);
  if (place.column) out += fmt::format(":{}", *place.column);
  return out;
}

Error input_error(const std::filesystem::path& path, const std::string& what) {
  return Error(Fault::input, fmt::format("{}: {}", describe(path), what));
}
Error input_error(const std::filesystem::path& path, const Place& place, const std::string& what) {
  return Error(Fault::input, fmt::format("{}: {}", describe(path, place), what));
}
Error output_error(const std::filesystem::path& path, const std::string& what) {
  return Error(Fault::output, fmt::format("{}: {}", describe(path), what));
}
Error usage_error(const std::string& what) { return Error(Fault::usage, what); }
Error analysis_error(const std::string& what) { return Error(Fault::analysis, what); }

Error with_context(const Error& error, std::string_view context) {
  return Error(error.fault(), fmt::format("{}: {}", context, error.what()));
}

std::string in_quotes(std::string_view text, std::size_t limit) {
  std::string out = "'";
  for (const char c : text.substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out + (text.size() > limit ? "...'" : "'");
}

}  // namespace attune
