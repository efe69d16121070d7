#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {

inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Puts `with` where `what` first stands in a text file; a text without `what` is a test that proves nothing.
inline void edit(const std::filesystem::path& path, const std::string& what, const std::string& with) {
  std::string text = content(path);
  const std::size_t at = text.find(what);
  ASSERT_NE(at, std::string::npos) << path << " holds no " << what;
  std::ofstream(path, std::ios::binary) << text.replace(at, what.size(), with);
}

/// A simulated study of a few participants and what was made of it.
class SmallStudy {
 public:
  explicit SmallStudy(const std::string& name, const std::string& simulate_options = "--participants 3,3 --small",
                      int seed = 5)
      : name_(name), study_(std::string(ATTUNE_SOURCE_DIR) + "/pipelines/" + name + "/study.yaml") {
    simulated_ = run_attune("simulate " + name + " '" + data().string() + "' --seed " + std::to_string(seed) + " " +
                            simulate_options);
  }
  std::filesystem::path data() const { return folder_ / "data"; }
  std::filesystem::path results() const { return folder_ / "results"; }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  const ProgramResult& simulated() const { return simulated_; }

  /// From now on the study file is a copy of the project's, with its claims, that may be edited.
  std::filesystem::path own_study_file() {
    const std::filesystem::path original = std::filesystem::path(ATTUNE_SOURCE_DIR) / "pipelines" / name_;
    std::filesystem::copy(original, folder_ / "study", std::filesystem::copy_options::recursive);
    study_ = (folder_ / "study/study.yaml").string();
    return study_;
  }

  ProgramResult run(const std::string& level, const std::string& options = "", const std::string& results = "results") {
    return run_attune("run '" + data().string() + "' '" + (folder_ / results).string() + "' " + level + " --study '" +
                      study_ + "' " + options);
  }

 private:
  TemporaryFolder folder_;
  std::string name_, study_;
  ProgramResult simulated_;
};

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
