#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attune::bids {

/// The patterns of a `.bidsignore`, written as for git: `*` within a name, `**` across folders, a leading or inner
/// slash ties the pattern to the root, a trailing slash means folders and all in them, `!` takes back.
class IgnoreRules {
 public:
  explicit IgnoreRules(std::string_view text = {});
  /// True for a path relative to the root that is named itself or lies in a folder that is.
  bool ignores(std::string_view relative) const;

 private:
  struct Rule {
    std::string pattern;
    bool anchored = false, folders_only = false, keeps = false;
  };
  std::vector<Rule> rules_;
};

/// True if `pattern` with `*`, `**` and `?` describes the whole of `text`.
bool matches_pattern(std::string_view pattern, std::string_view text);

}  // namespace attune::bids
