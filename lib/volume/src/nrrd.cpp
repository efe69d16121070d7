#include "nrrd.hpp"

#include <fmt/format.h>
#include <itkNrrdImageIO.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "attune/base/number_text.hpp"
#include "attune/gzip/byte_reader.hpp"
#include "orientation.hpp"
#include "voxels.hpp"

namespace attune {
namespace {

const std::uintmax_t kLongestTextHeader = std::uintmax_t{1} << 20;

/// Lines of the text header that ITK does not pass on.
struct NrrdText {
  std::string space, data_file, encoding;
  std::uint64_t length = 0;  ///< bytes up to the blank line that ends it
};

NrrdText read_text_header(const std::filesystem::path& path) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::min(size_of_file(path), kLongestTextHeader)));
  InputFile file(path);
  bytes.resize(file.read(bytes));
  std::istringstream lines(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  NrrdText out;
  const auto value = [](const std::string& line) { return std::string(trimmed(line.substr(line.find(':') + 1))); };
  for (std::string line; std::getline(lines, line);) {
    out.length += line.size() + 1;
    if (trimmed(line).empty()) break;
    if (line.starts_with("space:")) out.space = value(line);
    if (line.starts_with("encoding:")) out.encoding = value(line);
    if (line.starts_with("data file:") || line.starts_with("datafile:")) out.data_file = value(line);
  }
  return out;
}

VoxelType type_of(const std::filesystem::path& path, const itk::ImageIOBase& io) {
  using Component = itk::ImageIOBase;
  switch (io.GetComponentType()) {
    case Component::UCHAR:
      return VoxelType::uint8;
    case Component::CHAR:
      return VoxelType::int8;
    case Component::USHORT:
      return VoxelType::uint16;
    case Component::SHORT:
      return VoxelType::int16;
    case Component::UINT:
      return VoxelType::uint32;
    case Component::INT:
      return VoxelType::int32;
    case Component::ULONG:
    case Component::ULONGLONG:
      return VoxelType::uint64;
    case Component::LONG:
    case Component::LONGLONG:
      return VoxelType::int64;
    case Component::FLOAT:
      return VoxelType::float32;
    case Component::DOUBLE:
      return VoxelType::float64;
    default:
      throw input_error(path, "the NRRD type is not one of the integer and float types of 8 to 64 bits");
  }
}

itk::NrrdImageIO::Pointer open_nrrd(const std::filesystem::path& path) {
  itk::Object::GlobalWarningDisplayOff();  // the library never prints
  auto io = itk::NrrdImageIO::New();
  io->SetFileName(path.string());
  io->ReadImageInformation();
  return io;
}

/// The description of an ITK exception on one line.
Error from_itk(const std::filesystem::path& path, const itk::ExceptionObject& error) {
  std::string text = error.GetDescription();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return input_error(path, fmt::format("NRRD: {}", trimmed(text)));
}

/// ITK's places point to left and posterior (LPS); ours to right and anterior.
void place(ImageHeader& header, const itk::ImageIOBase& io) {
  for (unsigned row = 0; row < 3; ++row) {
    const double sign = row < 2 ? -1.0 : 1.0;
    for (unsigned axis = 0; axis < 3; ++axis)
      header.grid.affine.rows[row][axis] = sign * io.GetDirection(axis)[row] * io.GetSpacing(axis);
    header.grid.affine.rows[row][3] = sign * io.GetOrigin(row);
  }
}

void check_nrrd_space(ImageHeader& header, const NrrdText& text, const itk::ImageIOBase& io, bool assume_ras) {
  if (!text.space.empty()) {
    place(header, io);
    header.affine_source = fmt::format("NRRD space {}", text.space);
  } else if (assume_ras) {
    for (unsigned axis = 0; axis < 3; ++axis) header.grid.affine.rows[axis][axis] = io.GetSpacing(axis);
    header.affine_source = "assumed RAS";
  } else {
    throw input_error(header.path,
                      "has no 'space:' line: the file does not say where its voxels are; give --assume-ras if its axes "
                      "point to right, anterior and superior");
  }
  check_affine(header.path, header.grid.affine, "NRRD space directions");
}

}  // namespace

ImageHeader read_nrrd_header(const std::filesystem::path& path, const ImageOptions& options) {
  ImageHeader header;
  header.path = header.data_path = path;
  header.format = "NRRD";
  const NrrdText text = read_text_header(path);
  if (!text.data_file.empty()) {
    header.data_path = path.parent_path() / text.data_file;
    size_of_file(header.data_path);
  }
  try {
    const auto io = open_nrrd(path);
    if (io->GetNumberOfComponents() != 1 || io->GetNumberOfDimensions() != 3)
      throw input_error(path, fmt::format("NRRD with {} dimensions and {} numbers per voxel, expected 3 and 1",
                                          io->GetNumberOfDimensions(), io->GetNumberOfComponents()));
    std::array<std::int64_t, 4> dim{3};
    for (unsigned axis = 0; axis < 3; ++axis) dim[axis + 1] = static_cast<std::int64_t>(io->GetDimensions(axis));
    set_shape(header, dim);
    header.type = type_of(path, *io);
    header.compressed = text.encoding != "raw";
    header.data_offset = text.data_file.empty() ? text.length : 0;
    check_data_size(header, size_of_file(header.data_path));
    check_nrrd_space(header, text, *io, options.assume_ras);
  } catch (const itk::ExceptionObject& error) {
    throw from_itk(path, error);
  }
  return header;
}

StreamResult visit_nrrd(const ImageHeader& header, const std::function<void(const StoredVolume&)>& visit) {
  std::vector<std::byte> bytes(header.grid.voxels() * size_of(header.type));
  try {
    open_nrrd(header.path)->Read(bytes.data());
  } catch (const itk::ExceptionObject& error) {
    throw from_itk(header.path, error);
  }
  visit({0, header.type, bytes});
  return {sha256_of_file(header.data_path)};
}

}  // namespace attune
