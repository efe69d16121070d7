#include "json_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::statsmodel {
namespace {

constexpr std::size_t kDeepest = 64;

/// How far a parser has come.
struct Position {
  std::size_t line = 1;
  char last = '\0';
};

/// Goes through a text and tells how far it has come, so that the parser's events have a line.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, Position* position) : at_(at), position_(position) {}
  const char& operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_ == '\n') ++position_->line;
    position_->last = *at_++;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  Position* position_;
};

/// Follows the parser and keeps the line of every value.
class Follower {
 public:
  Follower(const std::filesystem::path& path, const Position& position, std::map<std::string, std::size_t>& lines)
      : path_(path), position_(position), lines_(lines) {}

  bool operator()(Json::parse_event_t event, const Json& value) {
    using Event = Json::parse_event_t;
    if (event == Event::key) {
      note_key(value.get_ref<const std::string&>());
    } else if (event == Event::object_end || event == Event::array_end) {
      open_.pop_back();
    } else {
      std::string pointer = next_pointer();
      // The end of a number is only seen in the character after it.
      const bool beyond = value.is_number() && position_.last == '\n';
      lines_.emplace(pointer, position_.line - (beyond ? 1 : 0));
      if (event == Event::value) return true;
      if (open_.size() >= kDeepest)
        throw input_error(path_, at_line(position_.line),
                          fmt::format("the JSON is nested deeper than {} levels", kDeepest));
      open_.push_back({std::move(pointer), event == Event::array_start, 0, "", {}});
    }
    return true;
  }

 private:
  struct Open {
    std::string pointer;
    bool list = false;
    std::size_t count = 0;
    std::string key;
    std::set<std::string> keys;
  };

  void note_key(const std::string& key) {
    Open& object = open_.back();
    if (!object.keys.insert(key).second)
      throw input_error(
          path_, at_line(position_.line),
          fmt::format("{}/{}: the key {} is there twice; keep one", object.pointer, escaped(key), in_quotes(key)));
    object.key = key;
  }

  std::string next_pointer() {
    if (open_.empty()) return "";
    Open& top = open_.back();
    return top.list ? fmt::format("{}/{}", top.pointer, top.count++)
                    : fmt::format("{}/{}", top.pointer, escaped(top.key));
  }

  const std::filesystem::path& path_;
  const Position& position_;
  std::map<std::string, std::size_t>& lines_;
  std::vector<Open> open_;
};

[[noreturn]] void refuse_broken(const std::filesystem::path& path, std::string_view text, std::size_t byte) {
  const std::size_t at = std::min(byte > 0 ? byte - 1 : 0, text.size());
  const auto line =
      1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  if (at >= text.size())
    throw input_error(path, at_line(line),
                      "the JSON ends here before it is complete; close every quote, bracket and brace");
  const std::string_view rest = text.substr(at, text.find_first_of("\r\n", at) - at);
  throw input_error(path, at_line(line),
                    fmt::format("{} is not what JSON expects here; check the commas, quotes and braces before it",
                                in_quotes(rest, 20)));
}

}  // namespace

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return one_line(out);
}

JsonDocument::JsonDocument(std::string_view text, std::filesystem::path path) : path_(std::move(path)) {
  Position position;
  Follower follower(path_, position, lines_);
  try {
    root_ =
        Json::parse(CountingIterator(text.data(), &position), CountingIterator(text.data() + text.size(), &position),
                    [&](int, Json::parse_event_t event, Json& value) { return follower(event, value); });
  } catch (const Json::parse_error& e) {
    refuse_broken(path_, text, e.byte);
  } catch (const Json::exception& e) {
    throw input_error(path_, at_line(position.line),
                      fmt::format("the JSON holds a value that cannot be used: {}", e.what()));
  }
}

Origin JsonDocument::origin(const std::string& pointer) const {
  const auto found = lines_.find(pointer);
  return {pointer, found == lines_.end() ? 1 : found->second};
}

Error error_at(const std::filesystem::path& path, const Origin& origin, const std::string& what) {
  return input_error(path, at_line(origin.line),
                     origin.pointer.empty() ? what : fmt::format("{}: {}", origin.pointer, what));
}

const JsonView& JsonView::expect_keys(const std::string& what, const std::vector<std::string>& known,
                                      const std::vector<std::string>& spurned) const {
  if (!json_->is_object()) throw error(fmt::format("is {}, expected {} (an object)", json_->type_name(), what));
  for (const auto& [key, value] : json_->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const JsonView member(*document_, value, fmt::format("{}/{}", pointer_, escaped(key)));
    if (std::find(spurned.begin(), spurned.end(), key) != spurned.end())
      throw member.error(
          fmt::format("{} is in the specification, but attune does not execute it; take it out or use "
                      "another program",
                      in_quotes(key)));
    throw member.error(fmt::format("{} has no key {}{}", what, in_quotes(key), suggestion(key, known)));
  }
  return *this;
}

JsonView JsonView::at(const std::string& key) const {
  if (const auto found = find(key)) return *found;
  throw error(fmt::format("lacks {}, which is needed", in_quotes(key)));
}

std::optional<JsonView> JsonView::find(const std::string& key) const {
  if (!has(key)) return std::nullopt;
  return JsonView(*document_, json_->at(key), fmt::format("{}/{}", pointer_, escaped(key)));
}

std::vector<JsonView> JsonView::elements() const {
  if (!json_->is_array()) throw error(fmt::format("is {}, expected a list", json_->type_name()));
  std::vector<JsonView> out;
  for (std::size_t i = 0; i < json_->size(); ++i)
    out.push_back(JsonView(*document_, (*json_)[i], fmt::format("{}/{}", pointer_, i)));
  return out;
}

std::vector<std::string> JsonView::keys() const {
  if (!json_->is_object()) throw error(fmt::format("is {}, expected an object", json_->type_name()));
  std::vector<std::string> out;
  for (const auto& [key, value] : json_->items()) out.push_back(key);
  return out;
}

std::string JsonView::text() const {
  if (!json_->is_string()) throw error(fmt::format("is {}, expected text", json_->type_name()));
  if (json_->get_ref<const std::string&>().empty()) throw error("is empty, expected text");
  return json_->get<std::string>();
}

double JsonView::number() const {
  if (!json_->is_number()) throw error(fmt::format("is {}, expected a number", json_->type_name()));
  return json_->get<double>();
}

bool JsonView::flag() const {
  if (!json_->is_boolean()) throw error(fmt::format("is {}, expected true or false", json_->type_name()));
  return json_->get<bool>();
}

std::string JsonView::text_or_number() const { return json_->is_number() ? format_double(number()) : text(); }

std::vector<std::string> JsonView::texts() const {
  if (json_->is_string()) return {text()};
  if (!json_->is_array()) throw error(fmt::format("is {}, expected text or a list of texts", json_->type_name()));
  std::vector<std::string> out;
  for (const JsonView& element : elements()) out.push_back(element.text());
  return out;
}

}  // namespace attune::statsmodel
