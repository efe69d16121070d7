#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "temporary_folder.hpp"

namespace attune::test {

struct ProgramResult {
  int code = -1;
  std::string out, err;
};

/// Runs a shell command line; `attune` in it is the program under test when written as $ATTUNE.
inline ProgramResult run_shell(const std::string& command, const std::filesystem::path& folder = ".") {
  const TemporaryFolder scratch;
  const std::string line = "cd '" + folder.string() + "' && ATTUNE='" ATTUNE_PROGRAM "' && { " + command + "\n} >'" +
                           (scratch / "out").string() + "' 2>'" + (scratch / "err").string() + "'";
  const int status = std::system(line.c_str());
  const auto slurp = [](const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  };
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), slurp(scratch / "out"),
          slurp(scratch / "err")};
}

/// Runs attune with the given arguments (already quoted for the shell).
inline ProgramResult run_attune(const std::string& arguments, const std::filesystem::path& folder = ".") {
  return run_shell("\"$ATTUNE\" " + arguments, folder);
}

}  // namespace attune::test
