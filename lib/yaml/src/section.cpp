#include "attune/yaml/section.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::yaml {
namespace {

[[noreturn]] void fail_at(const std::filesystem::path& path, std::size_t line, const std::string& what) {
  throw usage_error(fmt::format("{}: {}", describe(path, line > 0 ? at_line(line) : Place{}), what));
}

std::size_t line_of(const YAML::Mark& mark) { return mark.is_null() ? 0 : static_cast<std::size_t>(mark.line) + 1; }

std::string kind_of(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Map:
      return "a map";
    case YAML::NodeType::Sequence:
      return "a list";
    case YAML::NodeType::Scalar:
      return in_quotes(node.Scalar());
    case YAML::NodeType::Null:
    case YAML::NodeType::Undefined:
      break;
  }
  return "nothing";
}

}  // namespace

Entry::Entry(const YAML::Node& node, std::string name, std::filesystem::path path, std::size_t line)
    : node_(std::make_shared<const YAML::Node>(node)), name_(std::move(name)), path_(std::move(path)), line_(line) {}

std::size_t Entry::line() const {
  const std::size_t own = line_of(node_->Mark());
  return line_ > 0 ? line_ : own;
}

void Entry::fail(const std::string& what) const {
  fail_at(path_, line(), name_.empty() ? what : fmt::format("{}: {}", in_quotes(name_), what));
}

std::string Entry::text() const {
  if (!node_->IsScalar()) fail(fmt::format("is {}, expected text", kind_of(*node_)));
  const std::string value(trimmed(node_->Scalar()));
  if (value.empty()) fail("is empty, expected text");
  return value;
}

double Entry::number() const {
  if (!node_->IsScalar()) fail(fmt::format("is {}, expected a number", kind_of(*node_)));
  const std::optional<double> value = parse_double(node_->Scalar());
  if (!value || !std::isfinite(*value)) fail(fmt::format("is {}, expected a number", kind_of(*node_)));
  return *value;
}

double Entry::positive() const {
  const double value = number();
  if (value <= 0) fail(fmt::format("is {}, expected a number above 0", format_double(value)));
  return value;
}

std::int64_t Entry::whole(std::int64_t least, std::int64_t most) const {
  const std::optional<std::int64_t> value = node_->IsScalar() ? parse_integer(node_->Scalar()) : std::nullopt;
  if (!value || *value < least || *value > most)
    fail(fmt::format("is {}, expected a whole number from {} to {}", kind_of(*node_), least, most));
  return *value;
}

bool Entry::flag() const {
  if (node_->IsScalar() && node_->Scalar() == "true") return true;
  if (node_->IsScalar() && node_->Scalar() == "false") return false;
  fail(fmt::format("is {}, expected true or false", kind_of(*node_)));
}

std::vector<std::string> Entry::words() const {
  if (node_->IsScalar()) return {text()};
  std::vector<std::string> words;
  for (const Entry& entry : list()) words.push_back(entry.text());
  if (words.empty()) fail("is empty, expected at least one name");
  std::vector<std::string> sorted = words;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) fail(fmt::format("names {} twice", in_quotes(*twice)));
  return words;
}

std::pair<double, double> Entry::range() const {
  if (!node_->IsSequence() || node_->size() != 2) fail(fmt::format("is {}, expected [from, to]", kind_of(*node_)));
  const std::vector<Entry> ends = list();
  const double low = ends[0].number(), high = ends[1].number();
  if (!(low < high)) fail(fmt::format("goes from {} to {}; the first must be smaller", low, high));
  return {low, high};
}

std::string Entry::choice(const std::vector<std::string>& known) const {
  const std::string value = text();
  if (std::find(known.begin(), known.end(), value) == known.end())
    fail(fmt::format("is {}{}", in_quotes(value), suggestion(value, known)));
  return value;
}

std::vector<Entry> Entry::list() const {
  if (!node_->IsSequence()) fail(fmt::format("is {}, expected a list", kind_of(*node_)));
  std::vector<Entry> items;
  for (const YAML::Node& item : *node_) items.emplace_back(item, name_, path_, line_of(item.Mark()));
  return items;
}

std::vector<Entry> Entry::entries() const {
  if (!node_->IsMap()) fail(fmt::format("is {}, expected names with values", kind_of(*node_)));
  std::vector<Entry> items;
  std::map<std::string, std::size_t> lines;
  for (const auto& pair : *node_) {
    const std::size_t line = line_of(pair.first.Mark());
    if (!pair.first.IsScalar()) fail_at(path_, line, fmt::format("a key is {}, expected a name", kind_of(pair.first)));
    const std::string key = pair.first.Scalar();
    const auto [known, fresh] = lines.emplace(key, line);
    if (!fresh) fail_at(path_, line, fmt::format("{} is here twice, first on line {}", in_quotes(key), known->second));
    items.emplace_back(pair.second, key, path_, line);
  }
  return items;
}

bool Entry::is_empty() const { return node_->IsSequence() && node_->size() == 0; }

bool Entry::is_text() const { return node_->IsScalar(); }

Section::Section(const Entry& entry, const std::string& kind, const std::vector<std::string>& known)
    : entry_(entry), entries_(entry.entries()) {
  for (const Entry& found : entries_)
    if (std::find(known.begin(), known.end(), found.name()) == known.end())
      found.fail(fmt::format("is no key of a {}{}", kind, suggestion(found.name(), known)));
}

std::optional<Entry> Section::find(const std::string& key) const {
  for (const Entry& entry : entries_)
    if (entry.name() == key) return entry;
  return std::nullopt;
}

Entry Section::need(const std::string& key) const {
  if (const std::optional<Entry> entry = find(key)) return *entry;
  entry_.fail(fmt::format("needs the key {}", in_quotes(key)));
}

Entry parse(std::string_view text, const std::filesystem::path& path) {
  YAML::Node root;
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() != 1) fail_at(path, 1, fmt::format("holds {} YAML documents, expected one", documents.size()));
    root = documents.front();
  } catch (const YAML::Exception& error) {
    fail_at(path, line_of(error.mark), fmt::format("is not YAML: {}", error.msg));
  }
  if (!root.IsMap()) fail_at(path, 1, fmt::format("is {}, expected keys with values", kind_of(root)));
  return {root, "", path, 0};
}

}  // namespace attune::yaml
