#include "attune/checks/circular.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "attune/base/number_text.hpp"

namespace attune::checks {
namespace {

using store::InputFile;

std::filesystem::path whole(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, ignored), ignored);
}

/// Where an input of a record is now: as written, or beside the file that was made from it if the folder moved.
std::filesystem::path found(const std::filesystem::path& path, const std::filesystem::path& output) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) || path.is_absolute()) return path;
  const std::filesystem::path beside = output.parent_path() / path.filename();
  return std::filesystem::exists(beside, ignored) ? beside : path;
}

/// Roles for the records of versions that wrote none: `attune roi` named its atlas, `attune atlas` its grid.
void give_roles(store::Provenance& record) {
  const auto named_by = [&](const std::string& option, const std::filesystem::path& path) {
    for (std::size_t i = 0; i < record.arguments.size(); ++i) {
      const std::string& word = record.arguments[i];
      if (word == option && i + 1 < record.arguments.size() && record.arguments[i + 1] == path.string()) return true;
      if (word == option + "=" + path.string()) return true;
    }
    return false;
  };
  for (InputFile& input : record.inputs) {
    if (!input.role.empty()) continue;
    if (record.command == "roi" && (named_by("--atlas", input.path) || named_by("--labels", input.path)))
      input.role = "atlas";
    if (record.command == "roi" && named_by("--mask", input.path)) input.role = "mask";
    if (record.command == "atlas" && named_by("--like", input.path)) input.role = "grid";
  }
}

/// Sidecars, events and lists of participants may be alike in two studies, byte for byte, and hold no signal.
bool is_description(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  for (const char* ending :
       {".json", ".yaml", ".yml", "_events.tsv", "_channels.tsv", "_electrodes.tsv", "_confounds_timeseries.tsv"})
    if (name.ends_with(ending)) return true;
  return name == "participants.tsv";
}

bool gives_values(const InputFile& input) {
  return input.role != "grid" && input.role != "mask" && !is_description(input.path);
}

/// Whether an input with a record of its own is another file now; only such files are looked into, so only they are
/// hashed.
bool changed(const InputFile& input) {
  if (input.sha256.empty() || !std::filesystem::exists(store::provenance_path(input.path))) return false;
  return std::filesystem::is_regular_file(input.path) && sha256_of_file(input.path) != input.sha256;
}

/// Inputs of a chain of records, each once.
class Walk {
 public:
  Warnings warnings;
  std::vector<InputFile> definitions, data;

  /// Follows the records from `file`. Below a definition everything is definition.
  void follow(const std::filesystem::path& file, bool defines) {
    if (!visited_.emplace(whole(file), defines).second) return;
    std::optional<store::Provenance> record = store::read_provenance(file);
    if (!record) return;
    give_roles(*record);
    for (InputFile input : record->inputs) {
      if (!gives_values(input) || input.path == "-") continue;
      input.path = found(input.path, file);
      const bool is_definition = defines || input.role == "atlas";
      (is_definition ? definitions : data).push_back(input);
      if (changed(input)) {
        warnings.push_back(fmt::format("{} changed since {} was made from it; what it was made from then is unknown",
                                       input.path.string(), file.string()));
        continue;
      }
      follow(input.path, is_definition);
    }
  }

 private:
  std::set<std::pair<std::filesystem::path, bool>> visited_;
};

/// Whether two files are the same: by SHA-256, or by place where one of them has none.
bool same(const InputFile& a, const InputFile& b) {
  if (!a.sha256.empty() && !b.sha256.empty()) return a.sha256 == b.sha256;
  return whole(a.path) == whole(b.path);
}

/// Pairs of a definition and the data that are the same file; `owner` says for which region file.
void add_pairs(const std::filesystem::path& owner, const InputFile& definition, const std::vector<InputFile>& data,
               CircularCheck& check) {
  for (const InputFile& file : data)
    if (same(definition, file)) {
      check.sources.push_back({owner, definition.path, file.path});
      return;
    }
}

}  // namespace

std::vector<InputFile> ancestors(const std::filesystem::path& file) {
  Walk walk;
  walk.follow(file, true);
  return walk.definitions;
}

CircularCheck circular_sources(const std::filesystem::path& table) {
  Walk walk;
  walk.follow(table, false);
  CircularCheck check;
  check.warnings = walk.warnings;
  for (const InputFile& definition : walk.definitions) {
    if (definition.role != "atlas") continue;
    const bool fresh =
        std::find(check.definitions.begin(), check.definitions.end(), definition.path) == check.definitions.end();
    if (!fresh) continue;
    check.definitions.push_back(definition.path);
    add_pairs(definition.path, definition, walk.data, check);
    if (changed(definition)) continue;  // a warning of the walk says so
    for (const InputFile& source : ancestors(definition.path)) add_pairs(definition.path, source, walk.data, check);
  }
  return check;
}

CircularCheck circular_sources(const std::vector<std::filesystem::path>& definitions,
                               const std::vector<InputFile>& data) {
  CircularCheck check;
  check.definitions = definitions;
  std::vector<InputFile> sized = data;
  for (InputFile& file : sized)
    if (file.bytes == 0 && std::filesystem::is_regular_file(file.path)) file.bytes = size_of_file(file.path);
  for (const std::filesystem::path& path : definitions) {
    std::vector<InputFile> sources = ancestors(path);
    sources.insert(sources.begin(), InputFile{path, "", size_of_file(path)});
    for (InputFile& source : sources)
      for (InputFile& file : sized) {
        // A file is hashed only where another one of its size asks for it.
        if (source.bytes != file.bytes && whole(source.path) != whole(file.path)) continue;
        if (source.sha256.empty()) source.sha256 = sha256_of_file(source.path);
        if (file.sha256.empty()) file.sha256 = sha256_of_file(file.path);
        if (source.sha256 == file.sha256) check.sources.push_back({path, source.path, file.path});
      }
  }
  return check;
}

Warnings refuse_circular(const CircularCheck& check, const std::optional<std::string>& reason) {
  Warnings warnings = check.warnings;
  if (check.sources.empty()) return warnings;
  const CircularSource& first = check.sources.front();
  const std::string more =
      check.sources.size() > 1 ? fmt::format(" (and {} more such files)", check.sources.size() - 1) : std::string();
  const std::string itself = first.source == first.definition
                                 ? "is itself among the data"
                                 : fmt::format("was made from {}, which is among the data", first.source.string());
  const std::string what = fmt::format("the regions and the values come from the same data: {} {} ({}){}",
                                       first.definition.string(), itself, first.data.string(), more);
  if (reason && !trimmed(*reason).empty()) {
    warnings.push_back(fmt::format("{}; allowed because: {}", what, *reason));
    return warnings;
  }
  throw input_error(first.definition,
                    fmt::format("{}; an effect in such regions is there by selection; take regions from other data, "
                                "or say with --allow-circular \"reason\" why the selection does not bear on the test",
                                what));
}

Warnings refuse_circular(const std::vector<std::filesystem::path>& tables, const std::optional<std::string>& reason) {
  Warnings out;
  for (const std::filesystem::path& table : tables) {
    const Warnings warnings = refuse_circular(circular_sources(table), reason);
    out.insert(out.end(), warnings.begin(), warnings.end());
  }
  return out;
}

}  // namespace attune::checks
