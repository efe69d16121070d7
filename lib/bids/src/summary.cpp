#include <fmt/format.h>

#include <map>
#include <set>

#include "attune/bids/dataset.hpp"
#include "attune/bids/derivatives.hpp"

namespace attune::bids {

Record summarise(const Dataset& dataset) {
  const Description description = read_description(dataset.root());
  const std::vector<std::string> participants = dataset.participants();
  Record out{{"file", dataset.root().string()},
             {"format", fmt::format("BIDS {} dataset ({})", description.bids_version, description.type)},
             {"name", description.name},
             {"generated_by", description.generated_by},
             {"participants", static_cast<std::int64_t>(participants.size())}};
  if (participants.empty()) return out;
  const std::string& first = participants.front();
  std::set<std::string> tasks;
  std::map<std::string, std::size_t> kinds;
  for (const File& file : dataset.find({.participant = first,
                          .session = {},
                          .task = {},
                          .run = {},
                          .datatype = {},
                          .suffix = {},
                          .extensions = {},
                          .entities = {}})) {
    if (!file.task().empty()) tasks.insert(file.task());
    ++kinds[fmt::format("{}/{}{}", file.datatype, file.name.suffix, file.name.extension)];
  }
  std::vector<std::string> files;
  for (const auto& [kind, count] : kinds) files.push_back(fmt::format("{} {}", count, kind));
  out.emplace_back("first_participant", "sub-" + first);
  out.emplace_back("sessions", dataset.sessions(first));
  out.emplace_back("tasks", std::vector<std::string>(tasks.begin(), tasks.end()));
  out.emplace_back("files", files);
  out.emplace_back("names_not_bids", static_cast<std::int64_t>(dataset.name_problems(first).size()));
  return out;
}

}  // namespace attune::bids
