#include "attune/bids/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "index.hpp"

namespace attune::bids {
namespace {

constexpr std::array<std::string_view, 14> kDatatypes = {"anat", "func", "fmap", "dwi",  "perf", "eeg",    "ieeg",
                                                         "meg",  "beh",  "pet",  "micr", "nirs", "motion", "mrs"};

bool is_datatype(std::string_view folder) {
  return std::find(kDatatypes.begin(), kDatatypes.end(), folder) != kDatatypes.end();
}

std::vector<std::string> labels(const std::vector<std::string>& folders, std::string_view prefix) {
  std::vector<std::string> out;
  for (const std::string& folder : folders)
    if (folder.starts_with(prefix) && is_label(std::string_view(folder).substr(prefix.size())))
      out.push_back(folder.substr(prefix.size()));
  return out;
}

bool has_value(const Name& name, std::string_view key, const std::string& wanted) {
  const auto value = name.entity(key);
  return wanted.empty() ? !value.has_value() : value && same_value(key, *value, wanted);
}

bool matches(const Name& name, const Query& query) {
  if (query.task && !has_value(name, "task", *query.task)) return false;
  if (query.run && !has_value(name, "run", *query.run)) return false;
  if (query.suffix && name.suffix != *query.suffix) return false;
  const auto& extensions = query.extensions;
  if (!extensions.empty() && std::find(extensions.begin(), extensions.end(), name.extension) == extensions.end())
    return false;
  return std::all_of(query.entities.begin(), query.entities.end(),
                     [&](const Entity& e) { return has_value(name, e.key, e.value); });
}

// By entities in the order of the BIDS table; a name that lacks one comes before those that have it.
bool comes_before(const File& a, const File& b) {
  const auto sorted = [](std::vector<Entity> entities) {
    std::stable_sort(entities.begin(), entities.end(), [](const Entity& x, const Entity& y) {
      return std::pair(entity_rank(x.key), x.key) < std::pair(entity_rank(y.key), y.key);
    });
    return entities;
  };
  const std::vector<Entity> left = sorted(a.name.entities), right = sorted(b.name.entities);
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (left[i].key != right[i].key) {
      const std::size_t x = entity_rank(left[i].key), y = entity_rank(right[i].key);
      return x != y ? x > y : left[i].key > right[i].key;
    }
    if (const int order = natural_compare(left[i].value, right[i].value); order != 0) return order < 0;
  }
  if (left.size() != right.size()) return left.size() < right.size();
  if (a.name.suffix != b.name.suffix) return a.name.suffix < b.name.suffix;
  if (a.name.extension != b.name.extension) return a.name.extension < b.name.extension;
  return a.relative < b.relative;
}

std::string without_prefix(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

}  // namespace

int natural_compare(std::string_view a, std::string_view b) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits = [&](std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    return text.substr(at, end - at);
  };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      std::string_view x = digits(a, i), y = digits(b, j);
      i += x.size();
      j += y.size();
      x.remove_prefix(std::min(x.find_first_not_of('0'), x.size()));
      y.remove_prefix(std::min(y.find_first_not_of('0'), y.size()));
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order < 0 ? -1 : 1;
    } else {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
      ++i;
      ++j;
    }
  }
  if ((i < a.size()) != (j < b.size())) return i < a.size() ? 1 : -1;
  const int order = a.compare(b);  // equal up to leading zeros: any fixed order
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

Dataset::Dataset(std::filesystem::path root) : index_(std::make_unique<Index>()) {
  std::error_code status;
  if (!std::filesystem::is_directory(root, status))
    throw input_error(root, std::filesystem::exists(root, status) ? "is no folder, expected the root of a BIDS dataset"
                                                                  : "no such folder; check the path");
  index_->root = std::move(root);
}
Dataset::~Dataset() = default;
Dataset::Dataset(Dataset&&) noexcept = default;
Dataset& Dataset::operator=(Dataset&&) noexcept = default;

const std::filesystem::path& Dataset::root() const { return index_->root; }
std::size_t Dataset::folders_read() const { return index_->folders_read(); }

std::vector<std::string> Dataset::participants() const { return labels(index_->list("")->folders, "sub-"); }

std::vector<std::string> Dataset::sessions(std::string_view participant) const {
  const std::string label = participant_label(participant);
  std::error_code status;
  if (!std::filesystem::is_directory(root() / ("sub-" + label), status)) {
    const auto known = participants();
    throw input_error(root(), fmt::format("has no participant {}{}", in_quotes("sub-" + label),
                                          known.empty() ? "; it has no sub-* folders" : suggestion(label, known)));
  }
  return labels(index_->list("sub-" + label)->folders, "ses-");
}

namespace {

// Datatype folders of one participant that a query asks for, relative to the root.
template <class List>
std::vector<std::filesystem::path> wanted_folders(const Query& query, const std::string& participant,
                                                  const std::vector<std::string>& sessions, const List& list) {
  const std::filesystem::path folder = "sub-" + participant;
  std::vector<std::filesystem::path> parents;
  if (!query.session || query.session->empty()) parents.push_back(folder);
  for (const std::string& session : sessions)
    if (!query.session || without_prefix(*query.session, "ses-") == session)
      parents.push_back(folder / ("ses-" + session));
  std::vector<std::filesystem::path> out;
  for (const auto& parent : parents)
    for (const std::string& name : list(parent)->folders)
      if (is_datatype(name) && (!query.datatype || *query.datatype == name)) out.push_back(parent / name);
  return out;
}

}  // namespace

std::vector<File> Dataset::find(const Query& query) const {
  const auto list = [this](const std::filesystem::path& folder) { return index_->list(folder); };
  std::vector<File> out;
  const std::vector<std::string> wanted =
      query.participant ? std::vector{participant_label(*query.participant)} : participants();
  for (const std::string& participant : wanted) {
    for (const auto& folder : wanted_folders(query, participant, sessions(participant), list)) {
      for (const std::string& name : list(folder)->files) {
        File file{root() / folder / name, folder / name, folder.filename().string(), {}};
        try {
          file.name = parse_name(file.path);
        } catch (const Error&) {
          continue;  // not a BIDS name: name_problems() tells
        }
        if (file.participant() == participant && matches(file.name, query)) out.push_back(std::move(file));
      }
    }
  }
  std::sort(out.begin(), out.end(), comes_before);
  return out;
}

File Dataset::find_one(const Query& query) const {
  std::vector<File> found = find(query);
  if (found.size() == 1) return std::move(found.front());
  std::string wanted;
  const auto add = [&](const char* key, const std::optional<std::string>& value) {
    if (value) wanted += fmt::format(" {} {}", key, *value);
  };
  add("participant", query.participant);
  add("session", query.session);
  add("task", query.task);
  add("run", query.run);
  add("suffix", query.suffix);
  std::vector<std::string> names;
  for (const File& file : found) names.push_back(file.relative.string());
  if (names.size() > 6) names.resize(6);
  throw input_error(root(), fmt::format("{} files match{}, expected one{}{}", found.size(), wanted,
                                        names.empty() ? "" : ": ", fmt::join(names, ", ")));
}

Metadata Dataset::metadata(const File& file) const {
  Metadata out;
  for (const auto& level : Index::levels(file))
    if (const auto sidecar = index_->applicable(level, file, file.name.suffix, ".json"))
      out.merge(read_metadata(sidecar->path));
  return out;
}

std::optional<File> Dataset::associated(const File& file, std::string_view suffix, std::string_view extension) const {
  const auto levels = Index::levels(file);
  for (auto level = levels.rbegin(); level != levels.rend(); ++level)
    if (auto found = index_->applicable(*level, file, suffix, extension)) return found;
  return std::nullopt;
}

Warnings Dataset::name_problems(std::string_view participant) const {
  const std::string label = participant_label(participant);
  const auto list = [this](const std::filesystem::path& folder) { return index_->list(folder); };
  Warnings out;
  for (const auto& folder : wanted_folders({}, label, sessions(label), list)) {
    for (const std::string& name : list(folder)->files) {
      try {
        const Name parsed = parse_name(root() / folder / name);
        if (parsed.entity("sub") != label)
          out.push_back(fmt::format("{}: the name is not about the participant {} of its folder",
                                    describe(root() / folder / name), in_quotes("sub-" + label)));
      } catch (const Error& e) {
        out.emplace_back(e.what());
      }
    }
  }
  return out;
}

}  // namespace attune::bids
