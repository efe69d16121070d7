#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace attune::bids {

/// One value of a JSON sidecar, and the file it came from.
struct MetadataValue {
  /// Anything that is not one of the others (null, nested objects, mixed lists) as JSON text.
  struct Json {
    std::string text;
  };
  std::variant<bool, double, std::string, std::vector<double>, std::vector<std::string>, Json> value;
  std::filesystem::path source;
};

/// The fields of one or several merged JSON sidecars. Fields of `n/a` text count as absent.
class Metadata {
 public:
  /// Fields of `nearer` replace those that are here.
  void merge(const Metadata& nearer);
  void set(const std::string& key, MetadataValue value) { values_[key] = std::move(value); }

  bool has(std::string_view key) const;
  /// The field as a number, text, or list (a single value is a list of one); nothing if it is absent. Another kind of
  /// value is an input error that names the sidecar and the field.
  std::optional<double> number(std::string_view key) const;
  std::optional<std::string> text(std::string_view key) const;
  std::optional<bool> flag(std::string_view key) const;
  std::vector<double> numbers(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;
  /// The field as a number; absent is an input error about `path` that names the field.
  double required_number(std::string_view key, const std::filesystem::path& path) const;

  /// All fields by name.
  const std::map<std::string, MetadataValue, std::less<>>& values() const& { return values_; }
  void values() const&& = delete;  // a loop over a temporary's fields would outlive them
  /// The sidecar a field came from; empty if absent.
  std::filesystem::path source(std::string_view key) const;
  /// Every sidecar that was merged, farthest first.
  const std::vector<std::filesystem::path>& files() const { return files_; }
  void add_file(std::filesystem::path path) { files_.push_back(std::move(path)); }

 private:
  std::map<std::string, MetadataValue, std::less<>> values_;
  std::vector<std::filesystem::path> files_;
};

/// Reads one JSON sidecar. Broken JSON, a top level that is no object or a repeated field is an input error with the
/// line.
Metadata read_metadata(const std::filesystem::path& path);
Metadata parse_metadata(std::string_view text, const std::filesystem::path& path);

}  // namespace attune::bids
