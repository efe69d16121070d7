#include "attune/cli/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>

#include "attune/base/error.hpp"
#include "attune/base/instruction_set.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/version.hpp"
#include "attune/cli/documents.hpp"
#include "attune/cli/parse.hpp"

namespace attune::cli {
namespace {

std::vector<Entry>& registry() {
  static std::vector<Entry> entries;
  return entries;
}

std::string version_text() {
  std::string out = fmt::format("attune {}\ncompiler {}\n", version(), compiler());
  for (const Library& library : libraries()) out += fmt::format("{} {}\n", library.name, library.version);
  return out;
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw Error(Fault::output, "standard output cannot be written");
}

std::vector<std::string> command_names() {
  std::vector<std::string> out;
  for (const Entry& entry : commands()) out.push_back(entry.name);
  return out;
}

void write_pages(const std::filesystem::path& folder) {
  Parsed parsed;
  Tool common;
  declare_common(common, parsed);
  for (const Entry& entry : commands()) {
    Tool tool;
    entry.prepare(tool);
    write_text(folder / page_name(entry.name), reference_page(entry.name, tool, common), Overwrite::allow);
  }
  write_text(folder / "README.md", reference_index(commands()), Overwrite::allow);
}

// `attune --something`, without a command.
void run_without_command(const std::vector<std::string>& words) {
  const std::string first = words.empty() ? "--help" : words[0];
  if (first == "--help" || first == "-h" || first == "help") return print(overview_text(commands()));
  if (first == "--version") return print(version_text());
  if (first == "--spec") {
    std::vector<std::string> all;
    for (const Entry& entry : commands()) {
      Parsed parsed;
      Tool tool, common;
      declare_common(common, parsed);
      entry.prepare(tool);
      all.push_back(spec_json(entry.name, tool, common));
    }
    return print(fmt::format("[{}]\n", fmt::join(all, ",")));
  }
  if (first == "--completion") {
    if (words.size() != 2 || (words[1] != "bash" && words[1] != "zsh"))
      throw usage_error("--completion: expected bash or zsh");
    return print(completion_script(words[1], commands()));
  }
  if (first == "--docs") {
    if (words.size() != 2) throw usage_error("--docs: expected a folder for the reference pages");
    return write_pages(words[1]);
  }
  throw usage_error(fmt::format("unknown command {}{}", in_quotes(first), suggestion(first, command_names())));
}

// "comprae" in `attune erp comprae x.h5` is the first file of `attune erp`; where no such file is there, it may be a
// slip of the finger for a command of two words.
void check_second_word(const Entry& entry, const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0].starts_with("-") || word_count(entry) > 1) return;
  std::vector<std::string> longer;
  for (const Entry& other : commands())
    if (other.name.starts_with(entry.name + " ")) longer.push_back(other.name.substr(entry.name.size() + 1));
  std::error_code ignored;
  if (longer.empty() || std::filesystem::exists(arguments[0], ignored)) return;
  if (const auto near = nearest_name(arguments[0], longer))
    throw usage_error(fmt::format("{} is no file and no command; did you mean 'attune {} {}'?", in_quotes(arguments[0]),
                                  entry.name, *near));
}

void run_command(const Entry& entry, const std::vector<std::string>& arguments) {
  Parsed parsed;
  Tool tool, common;
  const auto work = entry.prepare(tool);
  declare_common(common, parsed);
  check_second_word(entry, arguments);
  parse(tool, common, arguments, parsed);
  if (parsed.help) return print(help_text(entry.name, tool, common));
  if (parsed.version) return print(version_text());
  if (parsed.spec) return print(spec_json(entry.name, tool, common));
  const char* pinned = std::getenv("ATTUNE_ISA");
  pin_instruction_set(pinned == nullptr ? "" : pinned);
  Session session(entry.name, arguments, parsed.common);
  work(session);
}

int guarded(const std::string& name, const std::function<void()>& work) {
  const std::string prefix = name.empty() ? "attune" : "attune " + name;
  const auto report = [&](const char* what, int code) {
    fmt::print(stderr, "{}: error: {}\n", prefix, one_line(what));
    return code;
  };
  try {
    work();
  } catch (const Error& e) {
    return report(e.what(), static_cast<int>(e.fault()));
  } catch (const std::filesystem::filesystem_error& e) {
    const std::string what = fmt::format("{}: {}", describe(e.path1()), e.code().message());
    return report(what.c_str(), static_cast<int>(Fault::input));
  } catch (const std::bad_alloc&) {
    return report("out of memory; give the job more, or a smaller input", static_cast<int>(Fault::internal));
  } catch (const std::exception& e) {
    return report(fmt::format("a bug in attune: {}; please report the command line", e.what()).c_str(),
                  static_cast<int>(Fault::internal));
  }
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    return report("standard output cannot be written", static_cast<int>(Fault::output));
  return 0;
}

}  // namespace

const std::vector<Entry>& commands() {
  std::sort(registry().begin(), registry().end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return registry();
}

std::size_t word_count(const Entry& entry) {
  return 1 + static_cast<std::size_t>(std::count(entry.name.begin(), entry.name.end(), ' '));
}

const Entry* find_command(std::span<const Entry> commands, std::span<const std::string> words) {
  for (std::size_t count = std::min<std::size_t>(words.size(), 2); count > 0; --count) {
    const std::string name = fmt::format("{}", fmt::join(words.first(count), " "));
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Entry& e) { return e.name == name && word_count(e) == count; });
    if (found != commands.end()) return &*found;
  }
  return nullptr;
}

void register_command(Entry entry) { registry().push_back(std::move(entry)); }

int run_main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is exit code 4, not a silent death
  std::vector<std::string> words(argv + 1, argv + argc);
  const Entry* entry = find_command(commands(), words);
  if (entry == nullptr) return guarded("", [&] { run_without_command(words); });
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(word_count(*entry)));
  return guarded(entry->name, [&] { run_command(*entry, words); });
}

}  // namespace attune::cli
