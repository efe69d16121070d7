#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace YAML {
class Node;
}

namespace attune::yaml {

/// A value of a YAML file that knows its name and its line, so that what is wrong with it can be said. What is read
/// from it and is not there as asked is a usage error, as files of settings are part of the command line.
class Entry {
 public:
  Entry(const YAML::Node& node, std::string name, std::filesystem::path path, std::size_t line = 0);

  [[noreturn]] void fail(const std::string& what) const;  ///< usage error `path:line: 'name': what`
  std::size_t line() const;
  const std::string& name() const { return name_; }

  /// An empty list: nothing of this kind is wanted.
  bool is_empty() const;
  bool is_text() const;
  std::string text() const;
  double number() const;
  double positive() const;
  std::int64_t whole(std::int64_t least, std::int64_t most) const;
  bool flag() const;
  /// A list of words, or one word.
  std::vector<std::string> words() const;
  /// Two numbers, the first smaller.
  std::pair<double, double> range() const;
  /// One of a few words; the message suggests the nearest.
  std::string choice(const std::vector<std::string>& known) const;
  /// The entries of a list, or of a map in the order of the file (a repeated key is an error).
  std::vector<Entry> list() const;
  std::vector<Entry> entries() const;

 private:
  std::shared_ptr<const YAML::Node> node_;
  std::string name_;
  std::filesystem::path path_;
  std::size_t line_ = 0;  ///< of the key
};

/// A map whose keys are known.
class Section {
 public:
  /// A key that is not one of `known` is an error that suggests the nearest known one; `kind` is what the map is
  /// ("claim") in messages.
  Section(const Entry& entry, const std::string& kind, const std::vector<std::string>& known);
  std::optional<Entry> find(const std::string& key) const;
  /// The entry; without it an error that says it is needed.
  Entry need(const std::string& key) const;
  const Entry& whole() const { return entry_; }

 private:
  Entry entry_;
  std::vector<Entry> entries_;
};

/// The one document of a YAML text; broken YAML, no document and a top level that is no map are usage errors.
Entry parse(std::string_view text, const std::filesystem::path& path);

}  // namespace attune::yaml
