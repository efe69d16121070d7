#include "attune/base/distinct_files.hpp"

#include <fmt/format.h>

#include <map>
#include <system_error>

#include "attune/base/error.hpp"

namespace attune {

void require_distinct(std::span<const std::filesystem::path> files) {
  std::map<std::filesystem::path, std::filesystem::path> seen;  // what a name leads to, and the name
  for (const std::filesystem::path& file : files) {
    std::error_code status;
    std::filesystem::path place = std::filesystem::weakly_canonical(file, status);
    if (status) place = file.lexically_normal();
    const auto [first, is_new] = seen.emplace(std::move(place), file);
    if (is_new) continue;
    throw input_error(file, first->second == file ? "is given twice; expected each file once"
                                                  : fmt::format("is the same file as {}; expected each file once",
                                                                describe(first->second)));
  }
}

}  // namespace attune
