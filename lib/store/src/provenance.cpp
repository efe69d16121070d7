#include "attune/store/provenance.hpp"

#include <nlohmann/json.hpp>

#include "attune/base/error.hpp"
#include "attune/base/version.hpp"

namespace attune::store {
namespace {

std::filesystem::path beside(const std::filesystem::path& output, const std::string& extension) {
  std::string name = output.filename().string();
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  return output.parent_path() / (std::filesystem::path(name).stem().string() + extension);
}

// Bytes that are not UTF-8 (a path may hold any) are replaced rather than refused.
std::string dump(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

std::filesystem::path provenance_path(const std::filesystem::path& output) {
  return output.parent_path() / (output.filename().string() + ".provenance.json");
}

void write_provenance(const std::filesystem::path& output, const Provenance& provenance, Overwrite overwrite) {
  nlohmann::ordered_json json;
  json["Output"] = output.filename().string();
  json["Command"] = provenance.command;
  json["Arguments"] = provenance.arguments;
  json["Seed"] = provenance.seed;
  json["Threads"] = provenance.threads;
  json["InstructionSet"] = provenance.instruction_set;
  json["AttuneVersion"] = std::string(version());
  json["Compiler"] = std::string(compiler());
  for (const Library& library : libraries())
    json["Libraries"][std::string(library.name)] = std::string(library.version);
  json["Inputs"] = nlohmann::ordered_json::array();
  for (const InputFile& input : provenance.inputs) {
    json["Inputs"].push_back({{"Path", input.path.string()}, {"Bytes", input.bytes}, {"SHA256", input.sha256}});
    if (!input.role.empty()) json["Inputs"].back()["Role"] = input.role;
  }
  json["Warnings"] = provenance.warnings;
  json["WallSeconds"] = provenance.wall_seconds;
  json["PeakMemoryBytes"] = provenance.peak_memory_bytes;
  write_text(provenance_path(output), dump(json), overwrite);
}

Provenance parse_provenance(std::string_view text, const std::filesystem::path& path) {
  try {
    const auto json = nlohmann::json::parse(text);
    Provenance provenance;
    provenance.command = json.at("Command").get<std::string>();
    provenance.arguments = json.value("Arguments", std::vector<std::string>{});
    provenance.seed = json.value("Seed", std::uint64_t{0});
    for (const auto& input : json.at("Inputs"))
      provenance.inputs.push_back({input.at("Path").get<std::string>(), input.value("SHA256", std::string()),
                                   input.value("Bytes", std::uintmax_t{0}), input.value("Role", std::string())});
    return provenance;
  } catch (const nlohmann::json::exception&) {
    throw input_error(path, "is not the record of how a file was made; make the file again, or remove the record");
  }
}

std::optional<Provenance> read_provenance(const std::filesystem::path& output) {
  constexpr std::uintmax_t kLimit = 1 << 28;  // a hundred bytes per input file of a large study
  const std::filesystem::path path = provenance_path(output);
  if (!std::filesystem::is_regular_file(path)) return std::nullopt;
  return parse_provenance(read_text(path, kLimit), path);
}

std::filesystem::path sidecar_path(const std::filesystem::path& table) { return beside(table, ".json"); }

void write_sidecar(const std::filesystem::path& table, const std::vector<ColumnMeaning>& columns, Overwrite overwrite) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const ColumnMeaning& column : columns) {
    json[column.column]["Description"] = column.meaning;
    if (!column.unit.empty()) json[column.column]["Units"] = column.unit;
  }
  write_text(sidecar_path(table), dump(json), overwrite);
}

}  // namespace attune::store
