#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace attune {

/// Whose fault an error is; the value is the exit code of the command.
enum class Fault {
  internal = 1,  ///< a bug: anything that is not an `Error`
  usage = 2,     ///< bad command line or study file; nothing was read
  input = 3,     ///< an input is missing, unreadable, malformed or inconsistent with another
  output = 4,    ///< an output exists (no `--force`) or cannot be written
  analysis = 5,  ///< the inputs are fine, the answer does not exist
  partial = 6,   ///< some participants failed; the others are complete
};

/// The one exception of attune: one line that says where, what is there, what was expected and what to do.
class Error : public std::runtime_error {
 public:
  Error(Fault fault, const std::string& message);
  Fault fault() const { return fault_; }

 private:
  Fault fault_;
};

/// Where in a file something is: nowhere in particular, a line (1-based, with an optional column) or a byte offset.
struct Place {
  std::optional<std::size_t> line;
  std::optional<std::size_t> column;
  std::optional<std::size_t> byte;
};
Place at_line(std::size_t line);
Place at_cell(std::size_t line, std::size_t column);
Place at_byte(std::size_t byte);

/// `path`, `path:line`, `path:line:column` or `path@byte`, with control characters of the path made visible.
std::string describe(const std::filesystem::path& path, const Place& place = {});

/// Errors about one file: `path:line: what`.
Error input_error(const std::filesystem::path& path, const std::string& what);
Error input_error(const std::filesystem::path& path, const Place& place, const std::string& what);
Error output_error(const std::filesystem::path& path, const std::string& what);
Error usage_error(const std::string& what);
Error analysis_error(const std::string& what);

/// The same error with `context: ` in front: participant and step, added at module borders.
Error with_context(const Error& error, std::string_view context);

/// Things worth telling that do not stop the work. Results carry them; the command prints and counts them, and
/// `--strict` turns the first into an error. One line each, in the form of an error message.
using Warnings = std::vector<std::string>;

/// `text` with control characters (line ends, escapes, delete) as `\xNN`: what may be shown on a terminal in one line.
std::string one_line(std::string_view text);

/// `text` shortened to `limit` bytes, in quotes, with control and non-ASCII-printable bytes as `\xNN`: for messages.
std::string in_quotes(std::string_view text, std::size_t limit = 60);

}  // namespace attune
