#include "group_record.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "attune/base/version.hpp"
#include "study_folder.hpp"
#include "unit_record.hpp"

namespace attune::study {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t kLimit = 1 << 20;  // a record is a few kilobytes
constexpr const char* kAgain = "run the group level again";

}  // namespace

std::filesystem::path group_record_path(const std::filesystem::path& output) { return output / "group" / "group.json"; }

void drop_group_record(const std::filesystem::path& output) {
  if (!made_by_attune(output)) return;
  std::error_code error;
  std::filesystem::remove(group_record_path(output), error);
  if (error) throw output_error(group_record_path(output), fmt::format("cannot be removed: {}", error.message()));
}

void write_group_record(const Study& study, const std::filesystem::path& output,
                        const std::vector<std::filesystem::path>& units,
                        const std::vector<std::filesystem::path>& tables) {
  Json json;
  json["attune"] = std::string(version());
  json["study_sha256"] = sha256_of_file(output / "study.yaml");
  json["study_and_claims_sha256"] = study.sha256;
  json["units"] = Json::array();
  for (const std::filesystem::path& unit : units)
    json["units"].push_back(unit.lexically_relative(output).generic_string());
  json["tables"] = Json::array();
  for (const store::InputFile& table : hashed(tables))
    json["tables"].push_back({{"path", table.path.lexically_relative(output).generic_string()},
                              {"sha256", table.sha256},
                              {"bytes", table.bytes}});
  write_text(group_record_path(output), json.dump(2) + "\n", Overwrite::allow);
}

GroupRecord read_group_record(const std::filesystem::path& output) {
  const std::filesystem::path path = group_record_path(output);
  if (!std::filesystem::exists(path))
    throw input_error(path, fmt::format("is not here, so the group level did not finish; {}", kAgain));
  try {
    const Json json = Json::parse(read_text(path, kLimit));
    GroupRecord record{json.at("attune").get<std::string>(),
                       json.at("study_sha256").get<std::string>(),
                       json.at("study_and_claims_sha256").get<std::string>(),
                       {},
                       {}};
    for (const Json& unit : json.at("units")) record.units.emplace_back(unit.get<std::string>());
    for (const Json& table : json.at("tables"))
      record.tables.push_back({table.at("path").get<std::string>(), table.at("sha256").get<std::string>(),
                               table.at("bytes").get<std::uintmax_t>()});
    return record;
  } catch (const Json::exception&) {
    throw input_error(path, fmt::format("is not the record of a finished group level; {}", kAgain));
  }
}

void check_group_record(const GroupRecord& record, const Study& study, const std::filesystem::path& output) {
  if (sha256_of_file(output / "study.yaml") != record.study_sha256)
    throw input_error(output / "study.yaml",
                      fmt::format("is not the study file that the group level used; {}", kAgain));
  if (study.sha256 != record.study_and_claims_sha256)
    throw input_error(output / "study.yaml",
                      fmt::format("has claims that changed since the group level judged them; {}", kAgain));
  for (const store::InputFile& table : record.tables) {
    const std::filesystem::path path = output / table.path;
    if (!std::filesystem::exists(path))
      throw input_error(path, fmt::format("is not here, but the group level wrote it; {}", kAgain));
    if (sha256_of_file(path) != table.sha256)
      throw input_error(path, fmt::format("is not as the group level wrote it; {}", kAgain));
  }
}

}  // namespace attune::study
