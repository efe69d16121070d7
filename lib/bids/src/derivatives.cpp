#include "attune/bids/derivatives.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "attune/base/version.hpp"
#include "json_text.hpp"

namespace attune::bids {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::uintmax_t kDescriptionLimit = 1 << 24;
constexpr const char* kBidsVersion = "1.9.0";

std::string text_field(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string generator(const Json& json) {
  const std::string name = text_field(json, "Name"), version = text_field(json, "Version");
  return version.empty() ? name : fmt::format("{} {}", name, version);
}

void check_label(const std::string& value, const char* what) {
  if (!is_label(value))
    throw usage_error(fmt::format("{} {} cannot be part of a path; use letters and digits", what, in_quotes(value)));
}

void check_extension(const std::string& extension) {
  std::string plain = extension;
  std::erase(plain, '.');
  if (extension.empty() || extension.front() != '.' || extension.back() == '.' || !is_label(plain))
    throw usage_error(fmt::format("{} is no extension; write it as .tsv or .nii.gz", in_quotes(extension)));
}

}  // namespace

Description read_description(const std::filesystem::path& root) {
  const std::filesystem::path path = root / "dataset_description.json";
  const Json json = parse_object(read_text(path, kDescriptionLimit), path);
  Description out;
  out.name = text_field(json, "Name");
  out.bids_version = text_field(json, "BIDSVersion");
  if (out.name.empty()) throw input_error(path, "lacks the text 'Name', which BIDS needs; add it");
  if (out.bids_version.empty()) throw input_error(path, "lacks the text 'BIDSVersion', which BIDS needs; add it");
  if (const std::string type = text_field(json, "DatasetType"); !type.empty()) out.type = type;
  out.license = text_field(json, "License");
  if (const auto list = json.find("GeneratedBy"); list != json.end() && list->is_array()) {
    for (const Json& item : *list)
      if (item.is_object()) out.generated_by.push_back(generator(item));
  } else if (const auto old = json.find("PipelineDescription"); old != json.end() && old->is_object()) {
    out.generated_by.push_back(generator(*old));  // before BIDS 1.4
    out.type = "derivative";
  }
  return out;
}

void write_derivative_description(const std::filesystem::path& root, const std::string& name,
                                  const std::vector<SourceDataset>& sources, Overwrite overwrite) {
  Json json;
  json["Name"] = name;
  json["BIDSVersion"] = kBidsVersion;
  json["DatasetType"] = "derivative";
  json["GeneratedBy"] = Json::array({{{"Name", "attune"}, {"Version", std::string(version())}}});
  json["SourceDatasets"] = Json::array();
  for (const SourceDataset& source : sources) {
    Json entry{{"URL", source.url_or_path}};
    if (!source.version.empty()) entry["Version"] = source.version;
    json["SourceDatasets"].push_back(entry);
  }
  write_text(root / "dataset_description.json", json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n",
             overwrite);
}

std::filesystem::path derivative_path(const File& source, const std::filesystem::path& root,
                                      const std::vector<Entity>& further, const std::string& suffix,
                                      const std::string& extension) {
  Name name{source.name.entities, suffix, extension};
  for (const Entity& e : further) {
    std::erase_if(name.entities, [&](const Entity& own) { return own.key == e.key; });
    check_label(e.key, "entity");
    if (e.value.empty()) continue;
    check_label(e.value, "value");
    name.entities.push_back(e);
  }
  const std::string participant = name.entity("sub").value_or("");
  const std::string session = name.entity("ses").value_or("");
  check_label(participant, "participant");
  check_label(suffix, "suffix");
  check_extension(extension);
  std::filesystem::path folder = root / ("sub-" + participant);
  if (!session.empty()) {
    check_label(session, "session");
    folder /= "ses-" + session;
  }
  if (!source.datatype.empty()) {
    check_label(source.datatype, "datatype");
    folder /= source.datatype;
  }
  return folder / format_name(name);
}

}  // namespace attune::bids
