#include "attune/table/document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "attune/base/error.hpp"

namespace attune {
namespace {

std::string indented(const std::string& json) {
  std::string out;
  for (const char c : json) {
    out += c;
    if (c == '\n') out += "  ";
  }
  while (out.ends_with(' ') || out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace

Table to_table(const Document& document) {
  std::vector<Record> rows;
  const auto add = [&](const std::string& part, const Record& record) {
    Record row{{"part", part}};
    row.insert(row.end(), record.begin(), record.end());
    rows.push_back(std::move(row));
  };
  for (const auto& [name, records] : document.parts)
    for (const Record& record : records) add(name, record);
  if (!document.fields.empty()) add("whole", document.fields);
  return to_table(std::span<const Record>(rows));
}

std::string to_json(const Document& document) {
  std::string out = "{\n";
  for (const auto& [name, records] : document.parts)
    out += fmt::format("  \"{}\": {},\n", name, indented(to_json(records, false)));
  if (document.fields.empty()) {
    out.erase(out.size() - 2);
    return out + "\n}\n";
  }
  const std::string fields = to_json(std::vector<Record>{document.fields}, true);
  return out + fields.substr(2);  // without its opening brace and line end
}

Document only_part(const Document& document, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& [part, records] : document.parts) {
    if (part == name) return {{{part, records}}, {}};
    known.push_back(part);
  }
  throw analysis_error(fmt::format("the result has no part {}; it has {}", in_quotes(name), fmt::join(known, ", ")));
}

}  // namespace attune
