#include "mat_v5.hpp"

#include <fmt/format.h>
#include <matio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <system_error>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "mat_v5_check.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

struct CloseFile {
  void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
  void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};

/// An anonymous file in memory. libmatio reads by name, keeps an inflater of 40 kB for every leaf of a compressed
/// structure, and trusts the sizes it finds; so it is given the checked variables, inflated, instead of the file
/// itself.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("attune-mat", MFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t put = ::write(descriptor_, bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) throw std::system_error(errno, std::generic_category(), "write to memory file");
      bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
  }
  std::string name() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

 private:
  int descriptor_;
};

template <class T>
Eigen::MatrixXd as_doubles(const matvar_t& variable, std::size_t count) {
  return Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>(static_cast<const T*>(variable.data),
                                                               static_cast<Eigen::Index>(count))
      .template cast<double>();
}

/// The numbers of a real array; nothing for a class that holds none.
std::optional<Eigen::MatrixXd> numbers_of(const matvar_t& variable, std::size_t count) {
  switch (variable.class_type) {
    case MAT_C_DOUBLE:
      return as_doubles<double>(variable, count);
    case MAT_C_SINGLE:
      return as_doubles<float>(variable, count);
    case MAT_C_INT8:
      return as_doubles<std::int8_t>(variable, count);
    case MAT_C_UINT8:
      return as_doubles<std::uint8_t>(variable, count);
    case MAT_C_INT16:
      return as_doubles<std::int16_t>(variable, count);
    case MAT_C_UINT16:
      return as_doubles<std::uint16_t>(variable, count);
    case MAT_C_INT32:
      return as_doubles<std::int32_t>(variable, count);
    case MAT_C_UINT32:
      return as_doubles<std::uint32_t>(variable, count);
    case MAT_C_INT64:
      return as_doubles<std::int64_t>(variable, count);
    case MAT_C_UINT64:
      return as_doubles<std::uint64_t>(variable, count);
    default:
      return std::nullopt;
  }
}

std::string text_of(const matvar_t& variable, std::size_t count) {
  const std::size_t bytes =
      std::min<std::size_t>(variable.nbytes, count * static_cast<std::size_t>(variable.data_size));
  if (variable.data_size == 2) {
    const auto* units = static_cast<const char16_t*>(variable.data);
    return utf16_to_utf8({units, bytes / 2});
  }
  const std::string text(static_cast<const char*>(variable.data), bytes);
  return is_utf8(text) ? text : cp1252_to_utf8(text);
}

MatValue convert(const matvar_t* variable);

MatValue convert_fields(const matvar_t& variable, std::size_t count) {
  MatValue out;
  out.kind = MatValue::Kind::structure;
  const std::size_t fields = Mat_VarGetNumberOfFields(const_cast<matvar_t*>(&variable));
  char* const* names = Mat_VarGetStructFieldnames(&variable);
  if (count > 0 && fields > 0 && variable.data == nullptr) return {};
  for (std::size_t f = 0; f < fields; ++f) out.fields.emplace_back(names[f]);
  const auto* items = static_cast<matvar_t* const*>(variable.data);
  for (std::size_t i = 0; i < count * fields; ++i) out.items.push_back(convert(items[i]));
  return out;
}

MatValue convert(const matvar_t* variable) {
  MatValue out;
  if (variable == nullptr) return out;
  std::size_t count = 1;
  for (int i = 0; i < variable->rank; ++i) {
    out.dimensions.push_back(variable->dims[i]);
    count *= variable->dims[i];
  }
  if (count == 0 || variable->class_type == MAT_C_EMPTY || variable->data == nullptr) return out;
  if (variable->class_type == MAT_C_STRUCT) {
    MatValue filled = convert_fields(*variable, count);
    filled.dimensions = out.dimensions;
    return filled;
  }
  if (variable->class_type == MAT_C_CELL) {
    out.kind = MatValue::Kind::cells;
    const auto* items = static_cast<matvar_t* const*>(variable->data);
    for (std::size_t i = 0; i < count; ++i) out.items.push_back(convert(items[i]));
    return out;
  }
  out.kind = MatValue::Kind::other;
  if (variable->isComplex != 0) return out;
  if (variable->class_type == MAT_C_CHAR) {
    const bool width_known = variable->data_size == 1 || variable->data_size == 2;
    if (out.dimensions.front() != 1 || !width_known) return out;
    out.kind = MatValue::Kind::text;
    out.text = text_of(*variable, count);
  } else if (std::optional<Eigen::MatrixXd> numbers = numbers_of(*variable, count)) {
    out.kind = MatValue::Kind::numbers;
    out.numbers = std::move(*numbers);
  }
  return out;
}

/// The wanted fields of a structure `EEG`; everything else is left where it is.
MatValue convert_dataset(const matvar_t& variable, const std::filesystem::path& path) {
  if (variable.class_type != MAT_C_STRUCT || variable.rank != 2 || variable.dims[0] * variable.dims[1] != 1)
    throw input_error(path, "variable EEG is not one structure; a file holds one dataset");
  MatValue out;
  out.kind = MatValue::Kind::structure;
  for (const std::string_view name : kDatasetFields) {
    const matvar_t* field = Mat_VarGetStructFieldByName(const_cast<matvar_t*>(&variable), std::string(name).c_str(), 0);
    if (field == nullptr) continue;
    out.fields.emplace_back(name);
    out.items.push_back(convert(field));
  }
  return out;
}

}  // namespace

MatValue read_mat_v5(const std::filesystem::path& path) {
  MemoryFile copy;
  std::vector<std::string> names;
  {
    const std::vector<std::byte> file = read_bytes(path);
    copy.write(std::span(file).first(128));
    for (const MatV5Variable& variable : checked_variables(file, path)) {
      names.push_back(variable.name);
      copy.write(variable.element);
    }
  }
  const std::unique_ptr<mat_t, CloseFile> opened(Mat_Open(copy.name().c_str(), MAT_ACC_RDONLY));
  if (!opened) throw input_error(path, "is not read by libmatio as a MAT v5 file");
  MatValue out;
  out.kind = MatValue::Kind::structure;
  for (const std::string& name : names) {
    const std::unique_ptr<matvar_t, FreeVariable> variable(Mat_VarRead(opened.get(), name.c_str()));
    if (!variable) throw input_error(path, fmt::format("variable {} is not read by libmatio", name));
    if (name == "EEG") return convert_dataset(*variable, path);
    out.fields.push_back(name);
    out.items.push_back(convert(variable.get()));
  }
  return out;
}

}  // namespace attune::eeg
