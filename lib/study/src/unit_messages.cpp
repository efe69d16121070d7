#include "attune/study/unit_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace attune::study {
namespace {

constexpr std::size_t kNamesShown = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The message without what differs from unit to unit: labels of participant, session and run, and free numbers.
std::string pattern_of(std::string_view message) {
  std::string pattern;
  for (std::size_t at = 0; at < message.size();) {
    const bool starts_word = at == 0 || !is_letter_or_digit(message[at - 1]);
    const std::string_view rest = message.substr(at);
    const bool label = rest.starts_with("sub-") || rest.starts_with("ses-") || rest.starts_with("run-");
    if (starts_word && label) {
      pattern += rest.substr(0, 4);
      for (at += 4; at < message.size() && is_letter_or_digit(message[at]);) ++at;
    } else if (starts_word && is_digit(message[at])) {
      pattern += '#';
      while (at < message.size() && (is_digit(message[at]) || message[at] == '.')) ++at;
    } else {
      pattern += message[at++];
    }
  }
  return pattern;
}

}  // namespace

std::string short_name(const std::string& unit) {
  const std::string file = unit.substr(unit.rfind('/') + 1);
  std::string name;
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t end = std::min(file.find('_', at), file.size());
    const std::string part = file.substr(at, end - at);
    if (part.starts_with("sub-") || part.starts_with("ses-") || part.starts_with("run-"))
      name += (name.empty() ? "" : "_") + part;
    at = end + 1;
  }
  return name.empty() ? unit : name;
}

std::string first_names(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) list += (i > 0 ? ", " : "") + names[i];
  return names.size() > kNamesShown ? fmt::format("{} and {} more", list, names.size() - kNamesShown) : list;
}

std::vector<std::string> grouped_messages(const std::vector<UnitMessage>& messages) {
  std::map<std::string, std::size_t> places;
  std::vector<std::pair<const UnitMessage*, std::vector<std::string>>> groups;
  for (const UnitMessage& message : messages) {
    const auto [place, fresh] = places.emplace(pattern_of(message.second), groups.size());
    if (fresh)
      groups.push_back({&message, {}});
    else if (const std::string name = short_name(message.first);
             name != short_name(groups[place->second].first->first) &&
             (groups[place->second].second.empty() || groups[place->second].second.back() != name))
      groups[place->second].second.push_back(name);
  }
  std::vector<std::string> lines;
  for (const auto& [first, others] : groups) {
    std::string line = fmt::format("{}: {}", first->first, first->second);
    if (!others.empty())
      line +=
          fmt::format("; alike in {} more run{}: {}", others.size(), others.size() > 1 ? "s" : "", first_names(others));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace attune::study
