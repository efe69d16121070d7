#include "name_pattern.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"

namespace attune {

NamePattern parse_name_pattern(std::string_view option, std::string_view request) {
  const auto refuse = [&](const char* expected) {
    return usage_error(
        fmt::format("{} {}: {}; an example is scr=scr_{{half}}_{{cs}}", option, in_quotes(request), expected));
  };
  const std::size_t equals = request.find('=');
  if (equals == std::string_view::npos || equals == 0) throw refuse("expected name=pattern");
  NamePattern out;
  out.value = request.substr(0, equals);
  std::string_view rest = request.substr(equals + 1);
  while (true) {
    const std::size_t open = rest.find('{');
    out.literals.emplace_back(rest.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    if (close == std::string_view::npos || close == open + 1) throw refuse("expected a name between { and }");
    out.names.emplace_back(rest.substr(open + 1, close - open - 1));
    if (out.names.back().find('{') != std::string::npos) throw refuse("expected a } before the next {");
    rest.remove_prefix(close + 1);
  }
  if (out.names.empty()) throw refuse("expected at least one {name}");
  for (std::size_t i = 1; i + 1 < out.literals.size(); ++i)
    if (out.literals[i].empty()) throw refuse("expected something between } and {");
  return out;
}

}  // namespace attune
