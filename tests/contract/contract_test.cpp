// What every command promises, whatever it does: taken from `attune --spec`, so that a new command is tested too.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "run_program.hpp"

namespace attune::test {
namespace {

nlohmann::json specification() {
  const ProgramResult result = run_attune("--spec");
  return nlohmann::json::parse(result.out);
}

std::vector<std::string> command_names() {
  std::vector<std::string> out;
  for (const auto& command : specification()) out.push_back(command.at("command"));
  return out;
}

// A folder that looks like the project's to a help example, where outputs may be written.
class ExampleFolder {
 public:
  ExampleFolder() {
    for (const char* name : {"data-samples", "pipelines"})
      std::filesystem::create_symlink(std::filesystem::path(ATTUNE_SOURCE_DIR) / name, folder_ / name);
    std::filesystem::create_directory(folder_ / "bin");
    std::filesystem::create_symlink(ATTUNE_PROGRAM, folder_ / "bin" / "attune");
  }
  ProgramResult run(const std::string& command_line) const {
    return run_shell("export PATH=\"$PWD/bin:$PATH\"; " + command_line, folder_.path());
  }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Every output but the records of the run itself, which hold its wall time.
std::map<std::string, std::string> outputs_of(const std::filesystem::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = std::filesystem::relative(entry.path(), folder).string();
    const bool record = name.find("provenance") != std::string::npos || name.find("log") != std::string::npos;
    if (entry.is_regular_file() && !entry.is_symlink() && !record) out[name] = slurp(entry.path());
  }
  return out;
}

TEST(EveryCommand, HasHelpWithSynopsisUsageAndExample) {
  for (const std::string& name : command_names()) {
    const ProgramResult help = run_attune(name + " --help");
    EXPECT_EQ(help.code, 0) << name;
    EXPECT_NE(help.out.find("Usage: attune " + name), std::string::npos) << name;
    EXPECT_NE(help.out.find("Example:"), std::string::npos) << name << " has no example";
    EXPECT_EQ(help.err, "") << name;
  }
}

TEST(EveryCommand, StandsInAGroupOfTheOverview) {
  const std::string overview = run_attune("--help").out;
  for (const std::string& name : command_names())
    EXPECT_NE(overview.find("\n  " + name + " "), std::string::npos) << name;
}

TEST(EveryCommand, RefusesAnUnknownOptionWithCodeTwoAndOneLine) {
  for (const std::string& name : command_names()) {
    const ProgramResult result = run_attune(name + " --thread 2");
    EXPECT_EQ(result.code, 2) << name;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_NE(result.err.find("did you mean --threads?"), std::string::npos) << result.err;
  }
}

TEST(EveryCommand, NoticesThatStandardOutputIsFull) {
  for (const std::string& name : command_names())
    EXPECT_EQ(run_shell("\"$ATTUNE\" " + name + " --help > /dev/full").code, 4) << name;
}

TEST(EveryCommand, ItsExamplesRunFromTheProjectsFolder) {
  for (const auto& command : specification()) {
    for (const std::string line : command.at("examples")) {
      const ExampleFolder folder;
      const ProgramResult result = folder.run(line);
      EXPECT_EQ(result.code, 0) << line << "\n" << result.err;
    }
  }
}

TEST(EveryCommand, GivesTheSameBytesForOneAndTwoThreads) {
  for (const auto& command : specification()) {
    for (const std::string line : command.at("examples")) {
      const ExampleFolder one, two;
      const ProgramResult a = one.run(line + " --threads 1");
      const ProgramResult b = two.run(line + " --threads 2");
      EXPECT_EQ(a.out, b.out) << line;
      EXPECT_TRUE(outputs_of(one.path()) == outputs_of(two.path())) << line;
    }
  }
}

TEST(ReferencePages, AreTheOnesTheDeclarationsGive) {
  const TemporaryFolder fresh;
  ASSERT_EQ(run_attune("--docs '" + fresh.path().string() + "'").code, 0);
  const auto committed = outputs_of(std::filesystem::path(ATTUNE_SOURCE_DIR) / "docs" / "commands");
  const auto generated = outputs_of(fresh.path());
  for (const auto& [name, text] : generated) {
    ASSERT_TRUE(committed.contains(name)) << "run: attune --docs docs/commands (" << name << " is new)";
    EXPECT_EQ(committed.at(name), text) << "run: attune --docs docs/commands";
  }
  EXPECT_EQ(committed.size(), generated.size()) << "docs/commands has pages of commands that are gone";
}

TEST(TheProgram, SuggestsTheNearestCommand) {
  const ProgramResult result = run_attune("comparre x.tsv");
  EXPECT_EQ(result.code, 2);
  EXPECT_NE(result.err.find("did you mean 'compare'?"), std::string::npos) << result.err;
}

TEST(TheProgram, SaysItsVersionAndItsLibraries) {
  const ProgramResult result = run_attune("--version");
  EXPECT_EQ(result.code, 0);
  for (const char* name : {"attune 0.", "compiler ", "Eigen ", "HDF5 ", "ITK "})
    EXPECT_NE(result.out.find(name), std::string::npos) << name;
}

TEST(TheProgram, CompletesCommandsInBash) {
  const ProgramResult in_bash = run_shell(
      "bash -c 'source <(\"$0\" --completion bash); COMP_WORDS=(attune comp); COMP_CWORD=1; _attune; echo "
      "\"${COMPREPLY[*]}\"' \"$ATTUNE\"");
  EXPECT_EQ(in_bash.out, "compare\n") << in_bash.err;
}

}  // namespace
}  // namespace attune::test
