#include "index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune::bids {

std::shared_ptr<const Listing> Dataset::Index::read(const std::filesystem::path& relative) {
  auto out = std::make_shared<Listing>();
  std::error_code status;
  std::filesystem::directory_iterator entry(relative.empty() ? root : root / relative, status);
  if (status == std::errc::no_such_file_or_directory || status == std::errc::not_a_directory) return out;
  if (status) throw input_error(root / relative, fmt::format("this folder cannot be read: {}", status.message()));
  ++folders_read_;
  for (; entry != std::filesystem::directory_iterator(); entry.increment(status)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.') || ignored_->ignores((relative / name).generic_string())) continue;
    std::error_code unknown;  // a broken symlink is neither
    if (entry->is_directory(unknown))
      out->folders.push_back(name);
    else
      out->files.push_back(name);
  }
  if (status) throw input_error(root / relative, fmt::format("this folder cannot be read: {}", status.message()));
  const auto before = [](const std::string& a, const std::string& b) { return natural_compare(a, b) < 0; };
  std::sort(out->folders.begin(), out->folders.end(), before);
  std::sort(out->files.begin(), out->files.end(), before);
  return out;
}

std::shared_ptr<const Listing> Dataset::Index::list(const std::filesystem::path& relative) {
  const std::lock_guard lock(mutex_);
  if (!ignored_) {
    const std::filesystem::path rules = root / ".bidsignore";
    std::error_code status;
    ignored_ = IgnoreRules(std::filesystem::is_regular_file(rules, status) ? read_text(rules, 1 << 20) : "");
  }
  auto& listing = listings_[relative];
  if (!listing) listing = read(relative);
  return listing;
}

std::size_t Dataset::Index::folders_read() {
  const std::lock_guard lock(mutex_);
  return folders_read_;
}

std::vector<std::filesystem::path> Dataset::Index::levels(const File& file) {
  std::vector<std::filesystem::path> out{""};
  if (file.participant().empty()) return out;
  out.push_back("sub-" + file.participant());
  if (!file.session().empty()) out.push_back(out.back() / ("ses-" + file.session()));
  if (!file.datatype.empty()) out.push_back(out.back() / file.datatype);
  return out;
}

std::optional<File> Dataset::Index::applicable(const std::filesystem::path& level, const File& file,
                                               std::string_view suffix, std::string_view extension) {
  const std::string ending = fmt::format("{}{}", suffix, extension);
  std::optional<File> found;
  for (const std::string& name : list(level)->files) {
    if (!name.ends_with(ending)) continue;
    File candidate{root / level / name, level / name, file.datatype, {}};
    try {
      candidate.name = parse_name(candidate.path);
    } catch (const Error&) {
      continue;  // not a BIDS name: Dataset::name_problems tells
    }
    if (candidate.name.suffix != suffix || candidate.name.extension != extension) continue;
    const bool applies =
        std::all_of(candidate.name.entities.begin(), candidate.name.entities.end(), [&](const Entity& e) {
          const auto value = file.entity(e.key);
          return value && same_value(e.key, *value, e.value);
        });
    if (!applies) continue;
    if (found)
      throw input_error(found->path, fmt::format("applies to {} and so does {} in the same folder; only one may: give "
                                                 "one of them more entities",
                                                 file.path.filename().string(), name));
    found = std::move(candidate);
  }
  return found;
}

}  // namespace attune::bids
