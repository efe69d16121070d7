#include "attune/cli/session.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "attune/base/hash.hpp"
#include "attune/base/instruction_set.hpp"
#include "attune/cli/progress_line.hpp"
#include "attune/cli/readable_table.hpp"

namespace attune::cli {

Session::Session(std::string command, std::vector<std::string> arguments, CommonOptions options)
    : command_(std::move(command)), arguments_(std::move(arguments)), options_(std::move(options)) {}

void Session::input(const std::filesystem::path& path) { input(path, ""); }

void Session::input(const std::filesystem::path& path, std::string sha256) { input(path, std::move(sha256), ""); }

void Session::input(const std::filesystem::path& path, std::string sha256, std::string role) {
  for (store::InputFile& known : inputs_) {
    if (known.path != path) continue;
    if (known.sha256.empty()) known.sha256 = std::move(sha256);
    if (role.empty()) known.role.clear();  // used in two ways: its values count
    return;
  }
  inputs_.push_back({path, std::move(sha256), 0, std::move(role)});
}

Table Session::read_table(const std::filesystem::path& path, const Dialect& dialect) {
  return read_selected(path, {}, dialect);
}

Table Session::read_selected(const std::filesystem::path& path, const TableSelection& selection,
                             const Dialect& dialect) {
  const bool standard_input = path == "-";
  StreamOptions reading;
  // Standard input cannot be read again for its hash.
  reading.hash = has_output_file_ || standard_input;
  reading.run = [&](std::size_t count, const auto& task) { parallel::for_each(count, threads(), task); };
  if (standard_input) {
    constexpr const char* kName = "standard input";
    StreamedTable read = stream_table(bytes_of(STDIN_FILENO, kName), kName, selection, dialect, reading);
    inputs_.push_back({"-", read.sha256, read.bytes});
    return std::move(read.table);
  }
  StreamedTable read = stream_file(path, selection, dialect, reading);
  input(path, read.sha256);
  return std::move(read.table);
}

void Session::warn(std::string_view message) {
  ++warnings_;
  if (options_.strict) throw Error(Fault::input, fmt::format("{} (a warning, made an error by --strict)", message));
  if (!options_.quiet) fmt::print(stderr, "attune {}: warning: {}\n", command_, one_line(message));
}

void Session::warn(const Warnings& warnings) {
  for (const std::string& warning : warnings) warn(warning);
}

void Session::say(std::string_view message) {
  if (!options_.quiet) fmt::print(stderr, "attune {}: {}\n", command_, one_line(message));
}

void Session::note(std::string_view message) {
  if (options_.verbose && !options_.quiet) fmt::print(stderr, "attune {}: {}\n", command_, one_line(message));
}

parallel::Progress Session::progress(std::string label) {
  if (options_.quiet) return {};
  return progress_line(std::move(label), ::isatty(STDERR_FILENO) == 1);
}

int Session::times_named(const std::filesystem::path& path) const {
  const auto whole = [](const std::filesystem::path& p) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(std::filesystem::absolute(p, ignored), ignored);
  };
  const std::filesystem::path wanted = whole(path);
  return static_cast<int>(std::count_if(arguments_.begin(), arguments_.end(), [&](const std::string& word) {
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    const std::string value = equals == std::string::npos ? word : word.substr(equals + 1);
    return !value.empty() && value != "-" && whole(value) == wanted;
  }));
}

void Session::check_output(const Output& out) {
  if (!out.path) return;
  has_output_file_ = true;
  std::vector<std::filesystem::path> companions{store::provenance_path(*out.path)};
  if (out.path->extension() == ".tsv") companions.push_back(store::sidecar_path(*out.path));
  if (times_named(*out.path) > 1)
    throw usage_error(fmt::format("{} is named twice; an output needs a name of its own", describe(*out.path)));
  for (const std::filesystem::path& companion : companions)
    if (times_named(companion) > 0)
      throw usage_error(fmt::format("{} would be written beside {}; give one of them another name", describe(companion),
                                    describe(*out.path)));
  if (options_.force) return;
  companions.push_back(*out.path);
  std::error_code ignored;
  for (const std::filesystem::path& file : companions)
    if (std::filesystem::exists(file, ignored))
      throw output_error(file, "exists; use --force to replace it or choose another name");
}

void Session::check_figure(const std::optional<std::filesystem::path>& path) {
  if (path && path->extension() != ".svg")
    throw usage_error(fmt::format("{} is to be a figure; expected a name that ends in .svg", describe(*path)));
  check_output({path});
}

void Session::write(const Output& out, const Table& table, std::span<const ColumnMeaning> meanings) {
  if (options_.format == "json") return write_text_result(out, to_json(to_records(table), false), meanings);
  const bool readable = !out.path && options_.format.empty() && ::isatty(STDOUT_FILENO) == 1;
  write_text_result(out, readable ? readable_table(table) : to_tsv(table), meanings);
}

void Session::write(const Output& out, std::span<const Record> records, std::span<const ColumnMeaning> meanings) {
  if (options_.format == "json") return write_text_result(out, to_json(records, records.size() == 1), meanings);
  const bool readable = !out.path && options_.format.empty() && ::isatty(STDOUT_FILENO) == 1;
  write_text_result(out, readable ? readable_records(records) : to_tsv(to_table(records)), meanings);
}

void Session::write(const Output& out, const Document& document, std::span<const ColumnMeaning> meanings) {
  if (options_.format == "json") return write_text_result(out, to_json(document), meanings);
  const bool readable = !out.path && options_.format.empty() && ::isatty(STDOUT_FILENO) == 1;
  if (!readable) return write_text_result(out, to_tsv(to_table(document)), meanings);
  std::string text;
  for (const auto& [name, records] : document.parts)
    if (!records.empty())
      text += fmt::format("{}\n{}\n", name, readable_table(to_table(std::span<const Record>(records))));
  write_text_result(out, text + readable_records(std::vector<Record>{document.fields}), meanings);
}

void Session::write_text_result(const Output& out, const std::string& text, std::span<const ColumnMeaning> meanings) {
  if (options_.dry_run) return;
  if (!out.path) return print(text);
  check_output(out);
  write_text(*out.path, text, overwrite());
  // A sidecar describes the columns of a TSV; a JSON result `x.json` would be overwritten by its own sidecar.
  if (!meanings.empty() && store::sidecar_path(*out.path) != *out.path)
    store::write_sidecar(*out.path, {meanings.begin(), meanings.end()}, Overwrite::allow);
  record(*out.path);
}

void Session::print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw Error(Fault::output, "standard output cannot be written");
}

store::Provenance Session::provenance() const {
  store::Provenance p;
  p.command = command_;
  p.arguments = arguments_;
  p.seed = static_cast<std::uint64_t>(options_.seed);
  p.threads = options_.threads > 0 ? options_.threads : static_cast<int>(std::thread::hardware_concurrency());
  p.instruction_set = instruction_set();
  p.inputs = inputs_;
  p.warnings = warnings_;
  p.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  p.peak_memory_bytes = static_cast<std::uintmax_t>(usage.ru_maxrss) * 1024;
  return p;
}

void Session::write_figure(const std::optional<std::filesystem::path>& path, std::string_view svg) {
  check_figure(path);
  if (!path || options_.dry_run) return;
  write_text(*path, svg, overwrite());
  record(*path);
}

void Session::record(const std::filesystem::path& output) {
  if (options_.dry_run) return;
  for (store::InputFile& file : inputs_) {
    if (file.path == "-") continue;
    if (file.sha256.empty()) file.sha256 = sha256_of_file(file.path);
    if (file.bytes == 0) file.bytes = size_of_file(file.path);
  }
  store::write_provenance(output, provenance(), Overwrite::allow);
}

void Session::record(const std::filesystem::path& output, const std::vector<store::InputFile>& inputs) {
  if (options_.dry_run) return;
  store::Provenance one = provenance();
  one.inputs = inputs;
  store::write_provenance(output, one, Overwrite::allow);
}

bool Session::colour() const { return ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr; }

}  // namespace attune::cli
