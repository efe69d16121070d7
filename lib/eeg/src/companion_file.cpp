#include "companion_file.hpp"

#include <fmt/format.h>

namespace attune::eeg {

std::filesystem::path find_companion(const std::filesystem::path& header, std::string_view named, std::string_view role,
                                     std::initializer_list<std::string_view> extensions, Warnings& warnings) {
  const std::size_t folder_end = named.find_last_of("/\\");
  const std::string name(folder_end == std::string_view::npos ? named : named.substr(folder_end + 1));
  std::error_code status;
  if (!name.empty() && name != "." && name != "..") {
    const std::filesystem::path beside = header.parent_path() / name;
    if (std::filesystem::is_regular_file(beside, status)) return beside;
  }
  for (const std::string_view extension : extensions) {
    std::filesystem::path candidate = header;
    candidate.replace_extension(extension);
    if (candidate == header || !std::filesystem::is_regular_file(candidate, status)) continue;
    // The name it gives is from before the file was renamed, which may have been to hide who it is of.
    warnings.push_back(fmt::format("{}: names a {} of another name, which is not here; {} is read instead",
                                   describe(header), role, in_quotes(candidate.filename().string(), 120)));
    return candidate;
  }
  std::filesystem::path same_stem = header;
  same_stem.replace_extension(extensions.size() > 0 ? *extensions.begin() : std::string_view());
  const std::string expected = same_stem.filename().string();
  if (name == expected)
    throw input_error(header, fmt::format("its {}, {}, is not beside it", role, in_quotes(name, 120)));
  throw input_error(header, fmt::format("names a {} of another name, which is not beside it, and neither is {}", role,
                                        in_quotes(expected, 120)));
}

}  // namespace attune::eeg
