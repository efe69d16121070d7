#include "mat_hdf5.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/store/hdf5_lock.hpp"
#include "hdf5_chunks.hpp"
#include "object_headers.hpp"
#include "text_encoding.hpp"

namespace attune::eeg {
namespace {

using Close = herr_t (*)(hid_t);

/// An HDF5 identifier that is closed at the end of its scope.
class Handle {
 public:
  Handle(hid_t id, Close close) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor): stands for the identifier
  bool ok() const { return id_ >= 0; }

 private:
  hid_t id_;
  Close close_;
};

/// The library is not built for threads and prints its errors; one reader at a time, and in silence.
class Quiet {
 public:
  Quiet() : lock_(store::lock_hdf5()) {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  std::unique_lock<std::mutex> lock_;
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

MatValue unsupported() {
  MatValue out;
  out.kind = MatValue::Kind::other;
  return out;
}

constexpr int kDeepest = 16;
// Deflate makes at most 1032 bytes of one.
constexpr std::uintmax_t kLargestInflation = 1032;

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : path_(path), budget_(size_of_file(path) * kLargestInflation) {}

  MatValue dataset() {
    const Handle file(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!file.ok()) refuse("cannot be opened as HDF5; the file is cut short or damaged");
    headers_.emplace(path_, file);
    headers_->check_group(Handle(H5Oopen(file, "/", H5P_DEFAULT), H5Oclose));
    const bool wrapped = H5Lexists(file, "EEG", H5P_DEFAULT) > 0;
    const Handle root = open(file, wrapped ? "EEG" : "/");
    if (H5Iget_type(root) != H5I_GROUP) refuse("EEG is not a structure");
    headers_->check_group(root);
    MatValue out;
    out.kind = MatValue::Kind::structure;
    for (const std::string_view name : kDatasetFields) {
      const std::string field(name);
      if (H5Lexists(root, field.c_str(), H5P_DEFAULT) <= 0) continue;
      out.fields.push_back(field);
      out.items.push_back(value(open(root, field), field, 0));
    }
    if (out.fields.empty()) refuse("holds no EEGLAB dataset: no EEG and no data at top level");
    return out;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw input_error(path_, what); }
  [[noreturn]] void refuse(const std::string& name, const std::string& what) const {
    throw input_error(path_, fmt::format("field {}: {}", in_quotes(name), what));
  }

  Handle open(hid_t parent, const std::string& name) const {
    if (name != "/") {
      H5L_info_t info{};
      if (H5Lget_info(parent, name.c_str(), &info, H5P_DEFAULT) < 0 || info.type != H5L_TYPE_HARD)
        refuse(name, "is a link to elsewhere, expected the data themselves");
    }
    Handle out(H5Oopen(parent, name.c_str(), H5P_DEFAULT), H5Oclose);
    if (!out.ok()) refuse(name, "cannot be opened; the file is damaged");
    return out;
  }

  MatValue value(const Handle& object, const std::string& name, int depth) {
    if (depth > kDeepest) refuse(name, fmt::format("values are nested more than {} deep", kDeepest));
    spend(64, name);
    const H5I_type_t type = H5Iget_type(object);
    if (type == H5I_GROUP) return structure(object, name, depth);
    if (type != H5I_DATASET) return unsupported();
    const MatlabNotes notes = headers_->notes(object);
    if (notes.is_empty) return {};
    const Handle stored(H5Dget_type(object), H5Tclose);
    const H5T_class_t stored_class = H5Tget_class(stored);
    if (stored_class == H5T_REFERENCE) {
      MatValue out = referenced(object, stored, name, depth);
      out.kind = out.items.empty() ? MatValue::Kind::empty : MatValue::Kind::cells;
      return out;
    }
    if (!is_plain_number(stored)) return unsupported();
    return notes.class_name == "char" ? text(object, stored, name) : numbers(object, stored, name);
  }

  /// Bytes made from the file so far may not exceed what it can hold.
  void spend(std::uintmax_t bytes, const std::string& name) {
    if (bytes > budget_) refuse(name, "more values than the bytes of the file can hold");
    budget_ -= bytes;
  }

  /// Number of elements of a dataset, its MATLAB dimensions into `out`; checked against what is stored for it.
  std::size_t extent(hid_t object, hid_t stored, const std::string& name, MatValue& out) {
    const Handle space(H5Dget_space(object), H5Sclose);
    const int rank = space.ok() ? H5Sget_simple_extent_ndims(space) : -1;
    if (rank < 0 || rank > 8) refuse(name, "has no array extent of at most 8 dimensions");
    std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
    std::uintmax_t count = 1;
    for (const hsize_t size : sizes)
      count = std::min<std::uintmax_t>(count * std::min<hsize_t>(size, 1U << 31), 1U << 31);
    out.dimensions.assign(sizes.rbegin(), sizes.rend());
    check_storage(object, name, sizes, count, H5Tget_size(stored));
    spend(count * H5Tget_size(stored), name);
    return static_cast<std::size_t>(count);
  }

  void check_storage(hid_t object, const std::string& name, std::span<const hsize_t> shape, std::uintmax_t count,
                     std::size_t element_size) const {
    const Handle creation(H5Dget_create_plist(object), H5Pclose);
    if (!creation.ok() || H5Pget_external_count(creation) > 0) refuse(name, "is stored in another file");
    const bool chunked = H5Pget_layout(creation) == H5D_CHUNKED;
    if (!chunked && H5Pget_layout(creation) == H5D_VIRTUAL) refuse(name, "is stored in another file");
    const int filters = H5Pget_nfilters(creation);
    for (int i = 0; i < filters; ++i) {
      unsigned flags = 0;
      std::size_t values = 0;
      const H5Z_filter_t filter =
          H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, nullptr);
      if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32)
        refuse(name, fmt::format("is stored with filter {}, expected deflate or none", filter));
    }
    const std::uintmax_t bytes = count * element_size;
    const std::uintmax_t held = std::min<std::uintmax_t>(H5Dget_storage_size(object), size_of_file(path_));
    if (bytes > held * (chunked && filters > 0 ? kLargestInflation : 1))
      refuse(name, fmt::format("is {} bytes by its dimensions, but {} bytes are stored", bytes, held));
    if (chunked) check_chunks(object, creation, shape, element_size, path_, name);
  }

  /// Numbers of another size or layout than MATLAB's are left alone.
  static bool is_plain_number(hid_t stored) {
    const hid_t known[] = {H5T_IEEE_F64LE, H5T_IEEE_F32LE, H5T_STD_I8LE,  H5T_STD_U8LE,  H5T_STD_I16LE,
                           H5T_STD_U16LE,  H5T_STD_I32LE,  H5T_STD_U32LE, H5T_STD_I64LE, H5T_STD_U64LE,
                           H5T_IEEE_F64BE, H5T_IEEE_F32BE, H5T_STD_U16BE, H5T_STD_I16BE, H5T_STD_I32BE};
    return std::any_of(std::begin(known), std::end(known), [stored](hid_t type) { return H5Tequal(stored, type) > 0; });
  }

  MatValue numbers(hid_t object, hid_t stored, const std::string& name) {
    MatValue out;
    const std::size_t count = extent(object, stored, name, out);
    if (count == 0) return out;
    out.kind = MatValue::Kind::numbers;
    out.numbers.resize(static_cast<Eigen::Index>(count), 1);
    if (H5Dread(object, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.numbers.data()) < 0)
      refuse(name, "its numbers cannot be read; the file is cut short or damaged");
    return out;
  }

  MatValue text(hid_t object, hid_t stored, const std::string& name) {
    MatValue out;
    const std::size_t count = extent(object, stored, name, out);
    if (count == 0) return out;
    if (out.dimensions.empty() || out.dimensions.front() != 1 || H5Tget_size(stored) > 2) return unsupported();
    std::u16string units(count, u'\0');
    if (H5Dread(object, H5T_NATIVE_UINT16, H5S_ALL, H5S_ALL, H5P_DEFAULT, units.data()) < 0)
      refuse(name, "its text cannot be read; the file is cut short or damaged");
    out.kind = MatValue::Kind::text;
    out.text = utf16_to_utf8(units);
    return out;
  }

  /// What the references of a dataset point to, in order, as `items`.
  MatValue referenced(hid_t object, hid_t stored, const std::string& name, int depth) {
    MatValue out;
    if (H5Tequal(stored, H5T_STD_REF_OBJ) <= 0) refuse(name, "holds references to parts of arrays");
    const std::size_t count = extent(object, stored, name, out);
    std::vector<hobj_ref_t> references(count);
    if (count > 0 && H5Dread(object, H5T_STD_REF_OBJ, H5S_ALL, H5S_ALL, H5P_DEFAULT, references.data()) < 0)
      refuse(name, "its references cannot be read; the file is cut short or damaged");
    for (const hobj_ref_t& reference : references) {
      const Handle target(H5Rdereference2(object, H5P_DEFAULT, H5R_OBJECT, &reference), H5Oclose);
      if (!target.ok()) refuse(name, "a reference points nowhere; the file is damaged");
      out.items.push_back(value(target, name, depth + 1));
    }
    return out;
  }

  std::vector<std::string> link_names(hid_t group) const {
    std::vector<std::string> out;
    const auto collect = [](hid_t, const char* link, const H5L_info_t*, void* data) -> herr_t {
      static_cast<std::vector<std::string>*>(data)->emplace_back(link);
      return 0;
    };
    hsize_t at = 0;
    if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &at, collect, &out) < 0)
      refuse("a structure cannot be listed; the file is damaged");
    return out;
  }

  /// A group is one structure, or an array of them when its members are references without a class of their own.
  MatValue structure(hid_t group, const std::string& name, int depth) {
    MatValue out;
    out.kind = MatValue::Kind::structure;
    std::vector<MatValue> columns;
    std::size_t count = 1;
    headers_->check_group(group);
    for (const std::string& field : link_names(group)) {
      const Handle member = open(group, field);
      const bool in_dataset = H5Iget_type(member) == H5I_DATASET;
      const Handle stored(in_dataset ? H5Dget_type(member) : -1, H5Tclose);
      const bool per_element =
          in_dataset && H5Tget_class(stored) == H5T_REFERENCE && headers_->notes(member).class_name.empty();
      MatValue column = per_element ? referenced(member, stored, name + "." + field, depth) : MatValue{};
      if (!per_element) column.items.push_back(value(member, name + "." + field, depth + 1));
      if (columns.empty()) count = column.items.size();
      if (column.items.size() != count)
        refuse(name,
               fmt::format("field {} has {} elements, the others {}", in_quotes(field), column.items.size(), count));
      out.fields.push_back(field);
      columns.push_back(std::move(column));
    }
    for (std::size_t i = 0; i < count; ++i)
      for (MatValue& column : columns) out.items.push_back(std::move(column.items[i]));
    return out;
  }

  const std::filesystem::path& path_;
  std::uintmax_t budget_;
  std::optional<ObjectHeaders> headers_;
};

}  // namespace

bool is_hdf5(const std::filesystem::path& path) {
  constexpr std::string_view kSignature("\x89HDF\r\n\x1a\n", 8);
  const std::uintmax_t size = size_of_file(path);
  std::ifstream file(path, std::ios::binary);
  // The signature stands at 0 or, behind a user block, at 512, 1024, 2048, ...
  for (std::uintmax_t at = 0; at + kSignature.size() <= size && at <= (1 << 20); at = at == 0 ? 512 : at * 2) {
    std::string found(kSignature.size(), '\0');
    file.seekg(static_cast<std::streamoff>(at));
    if (!file.read(found.data(), static_cast<std::streamsize>(found.size()))) return false;
    if (found == kSignature) return true;
  }
  return false;
}

MatValue read_mat_hdf5(const std::filesystem::path& path) {
  const Quiet quiet;
  return Reader(path).dataset();
}

}  // namespace attune::eeg
