#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/statsmodel/origin.hpp"

namespace attune::statsmodel {

using Json = nlohmann::ordered_json;

/// A JSON text and the line of everything in it.
class JsonDocument {
 public:
  /// Broken JSON, a key that is there twice in one object, and nesting deeper than 64 are input errors with the line.
  JsonDocument(std::string_view text, std::filesystem::path path);
  const Json& root() const { return root_; }
  const std::filesystem::path& path() const { return path_; }
  Origin origin(const std::string& pointer) const;

 private:
  Json root_;
  std::filesystem::path path_;
  std::map<std::string, std::size_t> lines_;
};

/// `path:line: /place: what`.
Error error_at(const std::filesystem::path& path, const Origin& origin, const std::string& what);

/// A value of a document and its place, with the checks that a reader needs. Every error is an input error at the
/// place.
class JsonView {
 public:
  explicit JsonView(const JsonDocument& document) : document_(&document), json_(&document.root()) {}

  const Json& json() const { return *json_; }
  Origin origin() const { return document_->origin(pointer_); }
  Error error(const std::string& what) const { return error_at(document_->path(), origin(), what); }

  /// An object whose keys are all in `known`; a key in `spurned` is refused as one that is not executed, any other with
  /// the nearest known one. `what` says what the object is.
  const JsonView& expect_keys(const std::string& what, const std::vector<std::string>& known,
                              const std::vector<std::string>& spurned = {}) const;
  bool has(const std::string& key) const { return json_->is_object() && json_->contains(key); }
  /// The member; one that is not there is an error.
  JsonView at(const std::string& key) const;
  std::optional<JsonView> find(const std::string& key) const;
  /// The elements of a list; anything else is an error.
  std::vector<JsonView> elements() const;
  /// Keys of an object, in the file's order.
  std::vector<std::string> keys() const;

  std::string text() const;  ///< not empty
  double number() const;     ///< finite
  bool flag() const;
  /// A text, or a number as its shortest text.
  std::string text_or_number() const;
  /// A text or a list of texts.
  std::vector<std::string> texts() const;

 private:
  JsonView(const JsonDocument& document, const Json& json, std::string pointer)
      : document_(&document), json_(&json), pointer_(std::move(pointer)) {}

  const JsonDocument* document_;
  const Json* json_;
  std::string pointer_;
};

/// A key as a part of a JSON pointer.
std::string escaped(std::string_view key);

}  // namespace attune::statsmodel
