#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace attune::eeg {

/// The fields of an EDF header that are read; those after `signals` exist once per signal.
enum class EdfField {
  header_bytes,
  reserved,
  records,
  duration,
  signals,
  label,
  unit,
  physical_minimum,
  physical_maximum,
  digital_minimum,
  digital_maximum,
  samples,
};

/// The text fields of an EDF or BDF header: blanks and NULs around them removed. A file whose first bytes are no such
/// header, that ends within it, or whose stated header size is another is an input error at its byte.
class EdfFields {
 public:
  EdfFields(std::span<const std::byte> bytes, std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  std::size_t signals() const { return signals_; }
  std::size_t header_bytes() const { return 256 * (signals_ + 1); }

  /// UTF-8; bytes that are not are taken as Windows-1252.
  std::string text(EdfField field, std::size_t signal = 0) const;
  /// A finite number, with '.' or ',' as decimal sign.
  double number(EdfField field, std::size_t signal = 0) const;
  std::int64_t whole_number(EdfField field, std::int64_t least) const { return whole_number(field, 0, least); }
  std::int64_t whole_number(EdfField field, std::size_t signal, std::int64_t least) const;

 private:
  std::size_t position(EdfField field, std::size_t signal) const;
  [[noreturn]] void refuse(EdfField field, std::size_t signal, const std::string& expected) const;

  std::span<const std::byte> bytes_;
  std::filesystem::path path_;
  std::size_t signals_ = 0;
};

}  // namespace attune::eeg
