#include "brainvision_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/number_text.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The code page that the file states about itself, read before its text can be decoded; empty if none.
std::string_view stated_code_page(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view line = next_line(bytes);
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos && same_word(trimmed(line.substr(0, equals)), "Codepage"))
      return trimmed(line.substr(equals + 1));
  }
  return {};
}

std::string decode(std::string_view bytes, const std::filesystem::path& path, Warnings& warnings) {
  if (is_utf8(bytes)) return std::string(bytes);
  const std::string_view page = stated_code_page(bytes);
  if (!page.empty() && !same_word(page, "ANSI"))
    warnings.push_back(
        fmt::format("{}: the text is not in its code page {}; it is read as cp1252", describe(path), in_quotes(page)));
  return cp1252_to_utf8(bytes);
}

void check_magic(std::string_view line, const std::filesystem::path& path, std::string_view magic) {
  const bool vendor = line.starts_with("Brain Vision ") || line.starts_with("BrainVision ");
  if (!vendor || line.find(magic) == std::string_view::npos)
    throw input_error(path, at_line(1),
                      fmt::format("first line is {}, expected 'Brain Vision Data Exchange {} Version 1.0' or 2.0",
                                  in_quotes(line), magic));
}

void add_entry(BrainVisionText& out, std::string_view line, std::size_t number) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos)
    throw input_error(out.path, at_line(number), fmt::format("is {}, expected key=value", in_quotes(line)));
  if (out.sections.empty())
    throw input_error(out.path, at_line(number), fmt::format("{} stands before the first [section]", in_quotes(line)));
  out.sections.back().entries.push_back(
      {std::string(trimmed(line.substr(0, equals))), std::string(line.substr(equals + 1)), number});
}

}  // namespace

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find_first_of("\r\n");
  const std::string_view line = text.substr(0, end);
  if (end == std::string_view::npos) {
    text = {};
  } else {
    const bool crlf = text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n';
    text.remove_prefix(end + (crlf ? 2 : 1));
  }
  return line;
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

const BrainVisionEntry* BrainVisionSection::find(std::string_view key) const {
  for (const BrainVisionEntry& entry : entries)
    if (same_word(entry.key, key)) return &entry;
  return nullptr;
}

const BrainVisionSection* BrainVisionText::find(std::string_view section) const {
  for (const BrainVisionSection& candidate : sections)
    if (same_word(candidate.name, section)) return &candidate;
  return nullptr;
}

const BrainVisionSection& BrainVisionText::section(std::string_view name) const {
  const BrainVisionSection* found = find(name);
  if (found == nullptr) throw input_error(path, fmt::format("section [{}] is missing", name));
  return *found;
}

const BrainVisionEntry& BrainVisionText::required(std::string_view section_name, std::string_view key) const {
  const BrainVisionSection& from = section(section_name);
  const BrainVisionEntry* entry = from.find(key);
  if (entry == nullptr || trimmed(entry->value).empty())
    throw input_error(path, at_line(entry == nullptr ? from.line : entry->line),
                      fmt::format("section [{}] does not give {}", section_name, key));
  return *entry;
}

BrainVisionText parse_brainvision_text(std::string_view bytes, const std::filesystem::path& path,
                                       std::string_view magic) {
  BrainVisionText out;
  out.path = path;
  const std::string text = decode(bytes, path, out.warnings);
  std::string_view rest = text;
  if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
  check_magic(next_line(rest), path, magic);
  for (std::size_t number = 2; !rest.empty(); ++number) {
    const std::string_view line = next_line(rest);
    const std::string_view content = trimmed(line);
    if (content.empty() || content.front() == ';') continue;
    if (content.front() != '[') {
      add_entry(out, line, number);
      continue;
    }
    if (content.back() != ']')
      throw input_error(path, at_line(number), fmt::format("is {}, expected [section]", in_quotes(content)));
    const std::string name(content.substr(1, content.size() - 2));
    if (same_word(name, "Comment")) break;
    if (out.find(name) != nullptr)
      throw input_error(path, at_line(number), fmt::format("section [{}] occurs a second time", name));
    out.sections.push_back({name, number, {}});
  }
  return out;
}

std::vector<std::string> brainvision_fields(std::string_view value) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == ',') {
      out.emplace_back();
    } else if (value[i] == '\\' && i + 1 < value.size() && value[i + 1] == '1') {
      out.back() += ',';
      ++i;
    } else {
      out.back() += value[i];
    }
  }
  return out;
}

}  // namespace attune::eeg
