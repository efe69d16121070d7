#include "ignore.hpp"

#include <algorithm>

#include "attune/base/number_text.hpp"

namespace attune::bids {

// reached[j]: the pattern so far describes the first j characters of the text.
bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::vector<bool> reached(text.size() + 1, false);
  reached[0] = true;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    std::vector<bool> next(text.size() + 1, false);
    if (pattern[i] == '*') {
      const bool across = i + 1 < pattern.size() && pattern[i + 1] == '*';
      if (across) ++i;
      for (std::size_t j = 0; j <= text.size(); ++j)
        next[j] = reached[j] || (j > 0 && next[j - 1] && (across || text[j - 1] != '/'));
    } else {
      for (std::size_t j = 1; j <= text.size(); ++j)
        next[j] = reached[j - 1] && (pattern[i] == text[j - 1] || (pattern[i] == '?' && text[j - 1] != '/'));
    }
    reached = std::move(next);
  }
  return reached.back();
}

IgnoreRules::IgnoreRules(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = trimmed(text.substr(at, end - at));
    at = end + 1;
    if (line.empty() || line.front() == '#') continue;
    Rule rule;
    rule.keeps = line.front() == '!';
    if (rule.keeps) line.remove_prefix(1);
    rule.folders_only = line.ends_with('/');
    if (rule.folders_only) line.remove_suffix(1);
    rule.anchored = line.find('/') != std::string_view::npos;
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.starts_with("**/")) {
      line.remove_prefix(3);
      rule.anchored = line.find('/') != std::string_view::npos;
    }
    rule.pattern = std::string(line);
    if (!rule.pattern.empty()) rules_.push_back(std::move(rule));
  }
}

bool IgnoreRules::ignores(std::string_view relative) const {
  bool out = false;
  for (const Rule& rule : rules_) {
    for (std::size_t end = 0; end < relative.size();) {
      end = std::min(relative.find('/', end + 1), relative.size());
      const bool is_folder = end < relative.size();
      if (rule.folders_only && !is_folder) continue;
      const std::string_view whole = relative.substr(0, end);
      const std::string_view name = whole.substr(whole.rfind('/') + 1);
      if (matches_pattern(rule.pattern, rule.anchored ? whole : name)) out = !rule.keeps;
    }
  }
  return out;
}

}  // namespace attune::bids
