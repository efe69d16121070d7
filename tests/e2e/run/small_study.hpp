#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {

/// A simulated study of a few participants and what was made of it.
class SmallStudy {
 public:
  explicit SmallStudy(const std::string& name, const std::string& simulate_options = "--participants 3,3 --small") {
    study_ = std::string(ATTUNE_SOURCE_DIR) + "/pipelines/" + name + "/study.yaml";
    simulated_ = run_attune("simulate " + name + " '" + data().string() + "' --seed 5 " + simulate_options);
  }
  std::filesystem::path data() const { return folder_ / "data"; }
  std::filesystem::path results() const { return folder_ / "results"; }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  const ProgramResult& simulated() const { return simulated_; }

  ProgramResult run(const std::string& level, const std::string& options = "", const std::string& results = "results") {
    return run_attune("run '" + data().string() + "' '" + (folder_ / results).string() + "' " + level + " --study '" +
                      study_ + "' " + options);
  }

 private:
  TemporaryFolder folder_;
  std::string study_;
  ProgramResult simulated_;
};

inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Every file of a folder by its relative path, but logs and provenance records, which hold times.
inline std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).generic_string();
    if (entry.is_regular_file() && !name.ends_with(".provenance.json") && !name.starts_with("logs/"))
      files[name] = content(entry.path());
  }
  return files;
}

}  // namespace attune::test
