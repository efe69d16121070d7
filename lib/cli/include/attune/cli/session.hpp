#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/cli/table_rows.hpp"
#include "attune/cli/tool.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/store/level_orders.hpp"
#include "attune/store/provenance.hpp"
#include "attune/table/delimited.hpp"
#include "attune/table/document.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/stream.hpp"
#include "attune/table/table.hpp"

namespace attune::cli {

/// The options every command has.
struct CommonOptions {
  int threads = 0;  ///< 0: all cores
  std::int64_t seed = 1;
  bool force = false, quiet = false, verbose = false, strict = false, dry_run = false;
  std::string format;  ///< empty (tsv, or a readable table on a terminal), tsv or json
};

/// One run of a command: its common options, its messages, its inputs and outputs. Everything a command prints or
/// writes goes through here, so that provenance, `--force`, `--format` and `--strict` hold everywhere.
class Session {
 public:
  Session(std::string command, std::vector<std::string> arguments, CommonOptions options);

  const CommonOptions& options() const { return options_; }
  parallel::Threads threads() const { return {options_.threads}; }
  parallel::Seed seed() const { return {static_cast<std::uint64_t>(options_.seed)}; }
  Overwrite overwrite() const { return options_.force ? Overwrite::allow : Overwrite::refuse; }
  bool dry_run() const { return options_.dry_run; }
  const std::vector<std::string>& arguments() const { return arguments_; }

  /// Notes a file the result depends on; its SHA-256 is taken when an output is written, unless it is given.
  void input(const std::filesystem::path& path);
  void input(const std::filesystem::path& path, std::string sha256);
  /// The same for an input of which the record says what it was used for, as `store::InputFile::role`.
  void input(const std::filesystem::path& path, std::string sha256, std::string role);
  /// Reads a table that is an input; "-" is standard input.
  Table read_table(const std::filesystem::path& path, const Dialect& dialect = {});

  /// Reads a table, joins another to it and takes the rows that are asked for; both are inputs. A key that was named
  /// but is no column of the table is an input error.
  Table read_table(const TableRows& rows);
  /// The same, keeping of a long table only the columns a command needs (names the table lacks are its to refuse), the
  /// identifiers and `excluded`: what is left out costs no memory. Every column is kept of a table of up to 16 MiB (so
  /// that commands can warn of what they see in other columns), where rows are gathered, averaged or rewritten, and of
  /// what is joined.
  Table read_table(const TableRows& rows, std::vector<std::string> columns);
  /// Order of the levels of columns that the sidecars beside those tables state ("Levels"); a sidecar is an input too.
  store::LevelOrders level_orders(const TableRows& rows);

  /// One line on standard error, counted; with --strict an input error instead. --quiet hides but counts.
  void warn(std::string_view message);
  void warn(const Warnings& warnings);
  /// One line on standard error that is no warning: what was done as asked. --quiet hides it.
  void say(std::string_view message);
  /// One line on standard error with --verbose.
  void note(std::string_view message);
  /// Shows progress on standard error: a bar on a terminal, otherwise a line a minute; nothing with --quiet.
  parallel::Progress progress(std::string label);

  /// What is wrong with an output, found before the work: it, its sidecar or its provenance record exists without
  /// --force, or is also named as an input or as another output. Inputs that are read after an output file was checked
  /// are hashed while they are read.
  void check_output(const Output& out);
  /// The same for a drawing; a name that does not end in .svg is a usage error.
  void check_figure(const std::optional<std::filesystem::path>& path);
  /// Writes a table: TSV or, with --format json, an array of objects. A file gets its sidecar and provenance record;
  /// standard output gets TSV, or a readable table where it is a terminal.
  void write(const Output& out, const Table& table, std::span<const ColumnMeaning> meanings);
  /// The same for result records; JSON is one object if there is one record.
  void write(const Output& out, std::span<const Record> records, std::span<const ColumnMeaning> meanings);
  /// The same for a result of several parts; on a terminal a table each.
  void write(const Output& out, const Document& document, std::span<const ColumnMeaning> meanings);
  /// Writes text for people or other programs to standard output.
  void print(std::string_view text);
  /// Writes a drawing, where one is asked for, with its provenance record, after `check_figure`.
  void write_figure(const std::optional<std::filesystem::path>& path, std::string_view svg);
  /// Writes the provenance record beside an output that was written elsewhere (HDF5, images, folders).
  void record(const std::filesystem::path& output);
  /// The same for one output among many, made from just these inputs.
  void record(const std::filesystem::path& output, const std::vector<store::InputFile>& inputs);

  /// True where colour may be used: standard output is a terminal and NO_COLOR is unset.
  bool colour() const;
  std::size_t warnings() const { return warnings_; }

 private:
  Table read_selected(const std::filesystem::path& path, const TableSelection& selection, const Dialect& dialect);
  Table read_rows(const TableRows& rows, std::optional<std::vector<std::string>> columns);
  void write_text_result(const Output& out, const std::string& text, std::span<const ColumnMeaning> meanings);
  store::Provenance provenance() const;
  int times_named(const std::filesystem::path& path) const;

  std::string command_;
  std::vector<std::string> arguments_;
  CommonOptions options_;
  std::vector<store::InputFile> inputs_;
  std::size_t warnings_ = 0;
  bool has_output_file_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace attune::cli
