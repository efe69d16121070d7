#include "attune/table/join_key.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"

namespace attune {
namespace {

std::string file_of(const Table& table) { return table.path().empty() ? "table" : table.path().string(); }

}  // namespace

JoinKey parse_join_key(const std::string& text) {
  const std::size_t equals = text.find('=');
  const JoinKey out =
      equals == std::string::npos ? JoinKey{text, text} : JoinKey{text.substr(0, equals), text.substr(equals + 1)};
  if (out.left.empty() || out.right.empty())
    throw usage_error(fmt::format("key is {}; expected a column, or left=right", in_quotes(text)));
  return out;
}

Table join_tables(const Table& left, const Table& right, const JoinKey& key) {
  const auto partners = match_rows(left, right, key.left, key.right);
  const bool any = std::any_of(partners.begin(), partners.end(), [](const auto& p) { return p.has_value(); });
  if (!any && left.rows() > 0 && right.rows() > 0)
    throw input_error(file_of(right),
                      fmt::format("no {} of {} is a {} here; the first are {} and {}", key.left, file_of(left),
                                  key.right, in_quotes(left.text(key.left)[0]), in_quotes(right.text(key.right)[0])));
  return join(left, right, key.left, key.right);
}

}  // namespace attune
