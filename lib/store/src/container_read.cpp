#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "attune/base/error.hpp"
#include "attune/store/container.hpp"
#include "hdf5_handle.hpp"
#include "seal.hpp"

namespace attune::store {
namespace {

using Shape = std::vector<hsize_t>;

constexpr std::uintmax_t kGzipRatio = 1100;  // deflate cannot shrink by more than 1032
constexpr std::size_t kNameLimit = 4096;

/// Whether the numbers are wanted or just their shape.
enum class Depth { shapes, values };

class Reader {
 public:
  Reader(const std::filesystem::path& path, Depth depth) : path_(path), depth_(depth), bytes_(size_of_file(path)) {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_file_locking(access, false, true);
    file_ = Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose);
    if (!file_.is_open()) throw input_error(path_, fmt::format("cannot be opened as HDF5: {}", last_hdf5_error()));
  }

  Container read() const {
    Container out;
    out.path = path_;
    out.kind = text_attribute(file_, "kind", "/");
    if (H5Aexists(file_, "sampling_frequency_hz") > 0) {
      out.sampling_frequency = Hertz(number_attribute(file_, "sampling_frequency_hz", "/"));
      if (!(out.sampling_frequency->value() > 0))
        throw input_error(
            path_, fmt::format("sampling_frequency_hz is {}, expected more than 0", out.sampling_frequency->value()));
    }
    for (const std::string& name : links(file_, "/")) {
      if (name != "attributes" && name != "tables") out.arrays.push_back(read_array(name));
    }
    out.attributes = read_attributes();
    const Handle tables = open_group(file_, "tables", "/tables");
    for (const std::string& name : links(tables, "/tables")) out.tables.emplace_back(name, read_table(tables, name));
    return out;
  }

 private:
  [[noreturn]] void refuse(const std::string& where, const std::string& what) const {
    throw input_error(path_, fmt::format("{}: {}", where, what));
  }
  [[noreturn]] void refuse_hdf5(const std::string& where) const {
    refuse(where, fmt::format("cannot be read: {}", last_hdf5_error()));
  }

  Handle open_group(hid_t parent, const std::string& name, const std::string& where) const {
    Handle out(H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose);
    if (!out.is_open()) refuse_hdf5(where);
    return out;
  }

  Handle open_dataset(hid_t parent, const std::string& name, const std::string& where) const {
    Handle out(H5Dopen2(parent, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (!out.is_open()) refuse_hdf5(where);
    return out;
  }

  // Names of the links in the order of their making.
  std::vector<std::string> links(hid_t parent, const std::string& where) const {
    H5G_info_t info{};
    if (H5Gget_info(parent, &info) < 0) refuse_hdf5(where);
    std::vector<std::string> out;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      std::string name(kNameLimit, '\0');
      const ssize_t length =
          H5Lget_name_by_idx(parent, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
      if (length < 0 || static_cast<std::size_t>(length) >= kNameLimit) refuse_hdf5(where);
      name.resize(static_cast<std::size_t>(length));
      out.push_back(std::move(name));
    }
    return out;
  }

  // A scalar fixed-length text.
  std::string attribute_text(const Handle& attribute, const std::string& where) const {
    const Handle type(H5Aget_type(attribute), H5Tclose);
    const Handle space(H5Aget_space(attribute), H5Sclose);
    if (H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0 || H5Sget_simple_extent_npoints(space) != 1)
      refuse(where, "is no single text of fixed length");
    std::string out(H5Tget_size(type), '\0');
    if (out.size() > bytes_) refuse(where, fmt::format("is {} bytes in a file of {}", out.size(), bytes_));
    if (H5Aread(attribute, type, out.data()) < 0) refuse_hdf5(where);
    out.resize(std::min(out.find('\0'), out.size()));
    return out;
  }

  std::string text_attribute(hid_t object, const std::string& name, const std::string& where) const {
    const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
    if (!attribute.is_open()) refuse(where, fmt::format("has no attribute {}", in_quotes(name)));
    return attribute_text(attribute, fmt::format("{}: attribute {}", where, in_quotes(name)));
  }

  double number_attribute(hid_t object, const std::string& name, const std::string& where) const {
    const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose);
    const Handle type(H5Aget_type(attribute), H5Tclose);
    const Handle space(H5Aget_space(attribute), H5Sclose);
    double out = 0;
    if (H5Tget_class(type) != H5T_FLOAT || H5Sget_simple_extent_npoints(space) != 1 ||
        H5Aread(attribute, H5T_NATIVE_DOUBLE, &out) < 0)
      refuse(where, fmt::format("attribute {} is no single number", in_quotes(name)));
    return out;
  }

  std::vector<std::pair<std::string, std::string>> read_attributes() const {
    const Handle group = open_group(file_, "attributes", "/attributes");
    H5O_info_t info{};
    if (H5Oget_info2(group, &info, H5O_INFO_NUM_ATTRS) < 0) refuse_hdf5("/attributes");
    std::vector<std::pair<std::string, std::string>> out;
    for (hsize_t i = 0; i < info.num_attrs; ++i) {
      const Handle attribute(H5Aopen_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
                             H5Aclose);
      std::string name(kNameLimit, '\0');
      const ssize_t length = H5Aget_name(attribute, name.size(), name.data());
      if (length < 0 || static_cast<std::size_t>(length) >= kNameLimit) refuse_hdf5("/attributes");
      name.resize(static_cast<std::size_t>(length));
      const std::string text = attribute_text(attribute, fmt::format("/attributes: {}", in_quotes(name)));
      out.emplace_back(name, text);
    }
    return out;
  }

  Shape shape_of(const Handle& dataset, const std::string& where) const {
    const Handle space(H5Dget_space(dataset), H5Sclose);
    const int rank = H5Sget_simple_extent_ndims(space);
    if (rank < 1) refuse(where, fmt::format("has {} dimensions, expected at least one", rank));
    Shape out(static_cast<std::size_t>(rank));
    if (H5Sget_simple_extent_dims(space, out.data(), nullptr) < 0) refuse_hdf5(where);
    return out;
  }

  // The number of elements, once it is certain that the stored bytes can hold so many.
  std::size_t checked_elements(const Handle& dataset, const Shape& shape, std::size_t element_bytes,
                               const std::string& where) const {
    const std::uintmax_t stored = std::min<std::uintmax_t>(H5Dget_storage_size(dataset), bytes_);
    const std::uintmax_t most = stored * kGzipRatio / std::max<std::size_t>(element_bytes, 1);
    std::uintmax_t elements = 1;
    for (const hsize_t n : shape) {
      if (n != 0 && elements > most / n)
        refuse(where, fmt::format("its shape {} needs more than its {} stored bytes can hold", fmt::join(shape, " x "),
                                  stored));
      elements *= n;
    }
    return static_cast<std::size_t>(elements);
  }

  bool is_text(const Handle& dataset) const {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
  }

  template <class T>
  std::vector<T> read_numbers(const Handle& dataset, hid_t memory_type, H5T_class_t expected, const Shape& shape,
                              const std::string& where) const {
    const Handle type(H5Dget_type(dataset), H5Tclose);
    if (H5Tget_class(type) != expected) refuse(where, "holds another type of value than expected");
    const std::size_t elements = checked_elements(dataset, shape, H5Tget_size(type), where);
    std::vector<T> out(elements);
    if (elements > 0 && H5Dread(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) < 0)
      refuse_hdf5(where);
    return out;
  }

  std::vector<std::string> read_texts(const Handle& dataset, const std::string& where) const {
    const Shape shape = shape_of(dataset, where);
    if (shape.size() != 1) refuse(where, fmt::format("has {} dimensions, expected 1", shape.size()));
    if (!is_text(dataset)) refuse(where, "holds no texts of fixed length");
    const Handle type(H5Dget_type(dataset), H5Tclose);
    const std::size_t width = H5Tget_size(type);
    const std::size_t elements = checked_elements(dataset, shape, width, where);
    std::string block(elements * width, '\0');
    if (elements > 0 && H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, block.data()) < 0) refuse_hdf5(where);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < elements; ++i) {
      const std::string_view cell = std::string_view(block).substr(i * width, width);
      out.emplace_back(cell.substr(0, cell.find('\0')));
    }
    return out;
  }

  std::vector<double> read_doubles(const Handle& dataset, const std::string& where) const {
    const Shape shape = shape_of(dataset, where);
    if (shape.size() != 1) refuse(where, fmt::format("has {} dimensions, expected 1", shape.size()));
    return read_numbers<double>(dataset, H5T_NATIVE_DOUBLE, H5T_FLOAT, shape, where);
  }

  Axis read_axis(const Handle& parent, const std::string& where, const std::string& name, hsize_t size) const {
    Axis axis;
    axis.name = name;
    const std::string place = fmt::format("{}/{}", where, name);
    const Handle scale = open_dataset(parent, name, place);
    if (is_text(scale)) {
      axis.labels = read_texts(scale, place);
    } else {
      axis.values = read_doubles(scale, place);
      if (H5Aexists(scale, "units") > 0) axis.unit = text_attribute(scale, "units", place);
      const std::string labels = name + "_labels";
      if (H5Lexists(parent, labels.c_str(), H5P_DEFAULT) > 0)
        axis.labels = read_texts(open_dataset(parent, labels, place + "_labels"), place + "_labels");
    }
    for (const std::size_t length : {axis.labels.size(), axis.values.size()})
      if (length != size && length != 0)
        refuse(place, fmt::format("has {} entries, the dimension has {}", length, size));
    if (axis.size() != size) refuse(place, fmt::format("is empty, the dimension has {}", size));
    return axis;
  }

  DataArray read_array(const std::string& name) const {
    const std::string where = "/" + name;
    const Handle parent = open_group(file_, name, where);
    const Handle values = open_dataset(parent, "values", where + "/values");
    DataArray out;
    out.name = name;
    out.unit = text_attribute(values, "units", where + "/values");
    out.meaning = text_attribute(values, "long_name", where + "/values");
    const Shape shape = shape_of(values, where + "/values");
    const Handle type(H5Dget_type(values), H5Tclose);
    out.single_precision = H5Tget_size(type) == 4;
    checked_elements(values, shape, H5Tget_size(type), where + "/values");
    const std::string axes = text_attribute(values, "axes", where + "/values");
    std::size_t at = 0;
    for (const hsize_t size : shape) {
      const std::size_t end = std::min(axes.find(' ', at), axes.size());
      if (at >= end) refuse(where, fmt::format("names fewer axes than its {} dimensions", shape.size()));
      out.axes.push_back(read_axis(parent, where, axes.substr(at, end - at), size));
      at = end + 1;
    }
    if (depth_ == Depth::values)
      out.values = read_numbers<double>(values, H5T_NATIVE_DOUBLE, H5T_FLOAT, shape, where + "/values");
    return out;
  }

  Table read_table(const Handle& tables, const std::string& name) const {
    const std::string where = "/tables/" + name;
    const Handle group = open_group(tables, name, where);
    Table out;
    for (const std::string& link : links(group, where)) {
      const std::string place = where + "/" + link;
      const Handle data = open_dataset(group, link, place);
      const std::string column = text_attribute(data, "column", place);
      const Shape shape = shape_of(data, place);
      if (shape.size() != 1 || out.has(column) || (!out.columns().empty() && shape[0] != out.rows()))
        refuse(place, fmt::format("has the shape {}, expected one column of {} rows with its own name",
                                  fmt::join(shape, " x "), out.columns().empty() ? shape[0] : out.rows()));
      const Handle type(H5Dget_type(data), H5Tclose);
      if (is_text(data))
        out.add(column, read_texts(data, place));
      else if (H5Tget_class(type) == H5T_INTEGER)
        out.add(column, read_numbers<std::int64_t>(data, H5T_NATIVE_INT64, H5T_INTEGER, shape, place));
      else
        out.add(column, read_numbers<double>(data, H5T_NATIVE_DOUBLE, H5T_FLOAT, shape, place));
    }
    out.set_origin(path_, {});
    return out;
  }

  const std::filesystem::path& path_;
  Depth depth_;
  std::uintmax_t bytes_;
  Handle file_;
};

Container read_sealed(const std::filesystem::path& path, Depth depth) {
  check_seal(path);
  const QuietErrors quiet;
  return Reader(path, depth).read();
}

}  // namespace

Container read_container(const std::filesystem::path& path) { return read_sealed(path, Depth::values); }

Record summarise(const std::filesystem::path& path) {
  const Container container = read_sealed(path, Depth::shapes);
  Record out{{"file", path.string()}, {"format", std::string("attune HDF5 container")}, {"kind", container.kind}};
  if (container.sampling_frequency) out.emplace_back("sampling_frequency_hz", container.sampling_frequency->value());
  for (const auto& [name, text] : container.attributes) out.emplace_back(name, text);
  for (const DataArray& array : container.arrays) {
    std::vector<std::string> parts;
    for (const Axis& axis : array.axes) parts.push_back(fmt::format("{} {}", axis.size(), axis.name));
    out.emplace_back("array_" + array.name, fmt::format("{} in {}", fmt::join(parts, " x "), array.unit));
  }
  for (const auto& [name, table] : container.tables)
    out.emplace_back("table_" + name, fmt::format("{} rows: {}", table.rows(), fmt::join(table.names(), " ")));
  return out;
}

}  // namespace attune::store
