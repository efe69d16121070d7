#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/study/unit.hpp"

namespace attune::study {

void read_shard(const std::string& text, RunOptions& options) {
  if (text.empty()) return;
  const std::size_t slash = text.find('/');
  const auto part = parse_integer(text.substr(0, slash));
  const auto parts = slash == std::string::npos ? std::nullopt : parse_integer(text.substr(slash + 1));
  if (!part || !parts || *part < 1 || *part > *parts)
    throw usage_error(fmt::format("--shard {}: expected i/N with i from 1 to N", in_quotes(text)));
  options.shard = static_cast<std::size_t>(*part - 1);
  options.shards = static_cast<std::size_t>(*parts);
}

void read_derivatives(const std::vector<std::string>& texts, RunOptions& options) {
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw usage_error(fmt::format("--derivatives {}: expected name=DIR", in_quotes(text)));
    options.derivatives.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
}

}  // namespace attune::study
