#include "unit_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"

namespace attune::study {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t kLimit = 1 << 24;  // a record is a few kilobytes

Json files_json(const std::vector<store::InputFile>& files) {
  Json list = Json::array();
  for (const store::InputFile& file : files)
    list.push_back({{"path", file.path.generic_string()}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  return list;
}

std::vector<store::InputFile> files_of(const Json& list) {
  std::vector<store::InputFile> files;
  for (const Json& item : list)
    files.push_back({item.at("path").get<std::string>(), item.at("sha256").get<std::string>(),
                     item.at("bytes").get<std::uintmax_t>()});
  return files;
}

bool same_files(const std::vector<store::InputFile>& a, const std::vector<store::InputFile>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.path.generic_string() == y.path.generic_string() && x.sha256 == y.sha256;
  });
}

}  // namespace

std::vector<store::InputFile> hashed(const std::vector<std::filesystem::path>& files) {
  std::vector<store::InputFile> result;
  for (const std::filesystem::path& file : files) result.push_back({file, sha256_of_file(file), size_of_file(file)});
  return result;
}

std::string record_text(const UnitRecord& record) {
  Json json;
  json["unit"] = record.unit;
  json["parameters"] = Json::parse(record.parameters);
  json["inputs"] = files_json(record.inputs);
  json["outputs"] = files_json(record.outputs);
  json["warnings"] = record.warnings;
  if (!record.mask.empty()) json["mask"] = record.mask;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

UnitRecord read_record(const std::filesystem::path& path) {
  const std::string text = read_text(path, kLimit);
  try {
    const Json json = Json::parse(text);
    return {json.at("unit").get<std::string>(), json.at("parameters").dump(),        files_of(json.at("inputs")),
            files_of(json.at("outputs")),       json.at("warnings").get<Warnings>(), json.value("mask", std::string())};
  } catch (const Json::exception&) {
    throw input_error(path, "is not a record of a finished unit; remove it and run the participant level again");
  }
}

bool outputs_are_whole(const UnitRecord& record, const std::filesystem::path& output) {
  return std::all_of(record.outputs.begin(), record.outputs.end(), [&](const store::InputFile& file) {
    const std::filesystem::path path = output / file.path;
    return std::filesystem::exists(path) && sha256_of_file(path) == file.sha256;
  });
}

bool up_to_date(const std::filesystem::path& record, const UnitRecord& wanted, const std::filesystem::path& output) {
  if (!std::filesystem::exists(record)) return false;
  try {
    const UnitRecord found = read_record(record);
    if (found.parameters != wanted.parameters || !same_files(found.inputs, wanted.inputs)) return false;
    if (found.mask != wanted.mask) return false;  // the record of an earlier attune did not say
    return outputs_are_whole(found, output);
  } catch (const Error&) {
    return false;  // a record that cannot be read is as good as none: the unit is done again
  }
}

}  // namespace attune::study
