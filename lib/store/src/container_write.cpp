#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/base/error.hpp"
#include "attune/store/container.hpp"
#include "hdf5_handle.hpp"
#include "seal.hpp"

namespace attune::store {
namespace {

using Shape = std::vector<hsize_t>;

constexpr hsize_t kChunkElements = 65536;
constexpr hsize_t kContiguousBytes = 4096;  // below it, chunks and filters cost more than they save
constexpr unsigned kGzipLevel = 4;
constexpr std::size_t kTextBytesLimit = std::size_t{1} << 30;

class Writer {
 public:
  Writer(const std::filesystem::path& file, const std::filesystem::path& target) : target_(target) {
    const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    H5Pset_userblock(creation, kSealBytes);
    H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_obj_track_times(creation, false);
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
    H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18);
    H5Pset_file_locking(access, false, true);  // cluster file systems often cannot lock
    file_ = Handle(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose);
    check(file_, "the file");
  }

  void write(const Container& container) {
    text_attribute(file_, "format", "attune container");
    text_attribute(file_, "kind", container.kind);
    text_attribute(file_, "missing", "NaN");
    if (container.sampling_frequency)
      number_attribute(file_, "sampling_frequency_hz", container.sampling_frequency->value());
    for (const DataArray& array : container.arrays) write_array(array);
    const Handle attributes = group(file_, "attributes");
    for (const auto& [name, text] : container.attributes) text_attribute(attributes, name, text);
    const Handle tables = group(file_, "tables");
    for (const auto& [name, table] : container.tables) write_table(tables, name, table);
  }

  void finish() {
    if (!file_.close()) throw output_error(target_, fmt::format("cannot be written: {}", last_hdf5_error()));
  }

 private:
  void check(hid_t result, const std::string& what) const {
    if (result < 0) throw output_error(target_, fmt::format("{} cannot be written: {}", what, last_hdf5_error()));
  }

  Handle group(hid_t parent, const std::string& name) const {
    const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
    H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    H5Pset_obj_track_times(creation, false);
    Handle out(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation, H5P_DEFAULT), H5Gclose);
    check(out, fmt::format("group {}", in_quotes(name)));
    return out;
  }

  void attribute(hid_t object, const std::string& name, hid_t type, hid_t space, const void* value) const {
    const Handle out(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    check(out, fmt::format("attribute {}", in_quotes(name)));
    check(H5Awrite(out, type, value), fmt::format("attribute {}", in_quotes(name)));
  }

  void text_attribute(hid_t object, const std::string& name, const std::string& text) const {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    const Handle type = text_type(text.size());
    attribute(object, name, type, space, text.c_str());
  }

  void number_attribute(hid_t object, const std::string& name, double value) const {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
    attribute(object, name, H5T_IEEE_F64LE, space, &value);
  }

  // Chunks take whole trailing dimensions up to kChunkElements: one read gets neighbouring times and channels.
  static Shape chunk_shape(const Shape& shape) {
    Shape chunk(shape.size(), 1);
    hsize_t room = kChunkElements;
    for (std::size_t i = shape.size(); i-- > 0 && room > 1;) {
      chunk[i] = std::min(shape[i], room);
      room /= chunk[i];
    }
    return chunk;
  }

  Handle dataset(hid_t parent, const std::string& name, hid_t file_type, hid_t memory_type, const Shape& shape,
                 const void* values) const {
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    H5Pset_obj_track_times(creation, false);
    H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    hsize_t elements = 1;
    for (const hsize_t n : shape) elements *= n;
    if (elements * H5Tget_size(file_type) >= kContiguousBytes) {
      H5Pset_chunk(creation, static_cast<int>(shape.size()), chunk_shape(shape).data());
      H5Pset_shuffle(creation);
      H5Pset_deflate(creation, kGzipLevel);
      H5Pset_fill_time(creation, H5D_FILL_TIME_ALLOC);  // the unused part of edge chunks is zero, not memory
    }
    const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
    Handle out(H5Dcreate2(parent, name.c_str(), file_type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose);
    check(out, fmt::format("dataset {}", in_quotes(name)));
    if (elements > 0)
      check(H5Dwrite(out, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
            fmt::format("dataset {}", in_quotes(name)));
    return out;
  }

  Handle text_dataset(hid_t parent, const std::string& name, const std::vector<std::string>& texts) const {
    std::size_t width = 1;
    for (const std::string& text : texts) width = std::max(width, text.size());
    if (!texts.empty() && width > kTextBytesLimit / texts.size())
      throw output_error(
          target_, fmt::format("{}: {} texts of up to {} bytes are too large to store", name, texts.size(), width));
    std::string block(width * texts.size(), '\0');
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i].copy(block.data() + i * width, width);
    const Handle type = text_type(width);
    return dataset(parent, name, type, type, {texts.size()}, block.data());
  }

  Handle number_dataset(hid_t parent, const std::string& name, const std::vector<double>& values) const {
    return dataset(parent, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {values.size()}, values.data());
  }

  void attach_scale(hid_t values, const Handle& scale, unsigned dimension, const std::string& name) const {
    check(H5DSset_scale(scale, name.c_str()), "a dimension scale");
    check(H5DSattach_scale(values, scale, dimension), "a dimension scale");
  }

  void write_axis(hid_t parent, hid_t values, unsigned dimension, const Axis& axis) const {
    check(H5DSset_label(values, dimension, axis.name.c_str()), "a dimension name");
    if (!axis.values.empty() || axis.labels.empty()) {
      const Handle scale = number_dataset(parent, axis.name, axis.values);
      if (!axis.unit.empty()) text_attribute(scale, "units", axis.unit);
      attach_scale(values, scale, dimension, axis.name);
    }
    if (!axis.labels.empty()) {
      const std::string name = axis.values.empty() ? axis.name : axis.name + "_labels";
      attach_scale(values, text_dataset(parent, name, axis.labels), dimension, name);
    }
  }

  void write_array(const DataArray& array) const {
    const Handle parent = group(file_, array.name);
    Shape shape;
    std::string names;
    for (const Axis& axis : array.axes) {
      shape.push_back(axis.size());
      names += (names.empty() ? "" : " ") + axis.name;
    }
    const hid_t type = array.single_precision ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
    const Handle values = dataset(parent, "values", type, H5T_NATIVE_DOUBLE, shape, array.values.data());
    text_attribute(values, "units", array.unit);
    text_attribute(values, "long_name", array.meaning);
    text_attribute(values, "missing", "NaN");
    text_attribute(values, "axes", names);
    for (unsigned i = 0; i < array.axes.size(); ++i) write_axis(parent, values, i, array.axes[i]);
  }

  // The link is the column's name where HDF5 allows it; the true name is always in the attribute.
  static std::string link_name(const std::string& name, std::set<std::string>& used) {
    std::string link = name.empty() || name == "." || name == ".." ? "column" : name;
    std::replace(link.begin(), link.end(), '/', '_');
    while (!used.insert(link).second) link += "_";
    return link;
  }

  void write_table(hid_t parent, const std::string& name, const Table& table) const {
    const Handle columns = group(parent, name);
    std::set<std::string> used;
    for (const Column& column : table.columns()) {
      const std::string link = link_name(column.name, used);
      Handle data;
      if (const auto* numbers = std::get_if<Column::Numbers>(&column.values)) {
        data = number_dataset(columns, link, *numbers);
      } else if (const auto* integers = std::get_if<Column::Integers>(&column.values)) {
        data = dataset(columns, link, H5T_STD_I64LE, H5T_NATIVE_INT64, {integers->size()}, integers->data());
      } else {
        data = text_dataset(columns, link, table.text(column.name));
      }
      text_attribute(data, "column", column.name);
    }
  }

  const std::filesystem::path& target_;
  Handle file_;
};

void check_name(const std::string& name, std::set<std::string>& used) {
  const bool plain = !name.empty() && name != "." && name.find_first_of("/ ") == std::string::npos;
  if (!plain || !used.insert(name).second)
    throw Error(Fault::internal,
                fmt::format("{} cannot name a part of a container, or does so twice", in_quotes(name)));
}

void check_shape(const DataArray& array) {
  std::size_t elements = 1;
  std::set<std::string> names{"values"};
  for (const Axis& axis : array.axes) {
    check_name(axis.name, names);
    if (!axis.labels.empty() && !axis.values.empty() && axis.labels.size() != axis.values.size())
      throw Error(Fault::internal, fmt::format("axis {} has {} labels and {} values", in_quotes(axis.name),
                                               axis.labels.size(), axis.values.size()));
    elements *= axis.size();
  }
  if (elements != array.values.size() || array.axes.empty() || array.axes.size() > H5S_MAX_RANK)
    throw Error(Fault::internal, fmt::format("array {} has {} values, its {} axes make {}", in_quotes(array.name),
                                             array.values.size(), array.axes.size(), elements));
}

void check_container(const Container& container) {
  std::set<std::string> names{"attributes", "tables"};
  for (const DataArray& array : container.arrays) {
    check_name(array.name, names);
    check_shape(array);
  }
  std::set<std::string> tables, attributes;
  for (const auto& [name, table] : container.tables) check_name(name, tables);
  for (const auto& [name, text] : container.attributes) {
    check_name(name, attributes);
    if (text.size() > 60000)
      throw Error(Fault::internal,
                  fmt::format("attribute {} has {} bytes; put it into a table", in_quotes(name), text.size()));
  }
}

}  // namespace

void write_container(const std::filesystem::path& path, const Container& container, Overwrite overwrite) {
  check_container(container);
  const QuietErrors quiet;
  AtomicFile file(path, overwrite);
  Writer writer(file.temporary_path(), path);
  writer.write(container);
  writer.finish();
  write_seal(file.temporary_path());
  file.commit();
}

}  // namespace attune::store
