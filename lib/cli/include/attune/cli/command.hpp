#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "attune/cli/session.hpp"
#include "attune/cli/tool.hpp"

namespace attune::cli {

/// A command as the registry knows it. `prepare` makes fresh arguments, declares them into `tool` and returns the work;
/// parsing the tool fills the arguments the work will see.
struct Entry {
  std::string name;  ///< one word, or two: "erp compare" belongs to "erp" and is preferred to an argument of it
  std::function<std::function<void(Session&)>(Tool& tool)> prepare;
};

/// All commands by name.
const std::vector<Entry>& commands();
/// The command that the first words of a command line name, the longer name first: `erp compare x` is "erp compare" if
/// there is one, otherwise "erp". Null if there is none.
const Entry* find_command(std::span<const Entry> commands, std::span<const std::string> words);
/// Number of words in a command's name: 1 or 2.
std::size_t word_count(const Entry& entry);
/// Called by `Command` before main starts.
void register_command(Entry entry);

/// Registers a command: `const cli::Command<Arguments> command{"roi", declare, run};` at the end of tools/roi.cpp, with
/// everything in an unnamed namespace; `{"erp compare", declare, run}` in tools/erp_compare.cpp.
template <class Arguments>
class Command {
 public:
  Command(std::string name, void (*declare)(Tool&, Arguments&), void (*run)(const Arguments&, Session&)) {
    register_command({std::move(name), [declare, run](Tool& tool) {
                        auto arguments = std::make_shared<Arguments>();
                        declare(tool, *arguments);
                        return [arguments, run](Session& session) { run(*arguments, session); };
                      }});
  }
};

/// The whole program: finds the command, parses, runs, prints errors, checks standard output, returns the exit code.
int run_main(int argc, char** argv);

}  // namespace attune::cli
