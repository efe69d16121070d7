#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace attune::roi {

/// The whole number that stands for a region in a label image; 0 is background.
struct LabelCode {
  std::int64_t value = 0;
  friend auto operator<=>(const LabelCode&, const LabelCode&) = default;
};

/// One region of a label table.
struct Label {
  LabelCode code;
  std::string name;       ///< safe as a column name, unique in its table; the hemisphere column has joined it
  std::string structure;  ///< as the table says, may be empty
  std::string source;     ///< where the region comes from, may be empty
  std::size_t line = 0;   ///< of the file, from 1; 0: not from a file
};

/// Which names a label image's codes have.
struct LabelTable {
  std::filesystem::path path;
  std::string form;  ///< the form that was recognised: "columns", "FreeSurfer LUT", "one name per line", ...
  std::vector<Label> labels;
};

/// Reads a label table; the form is recognised by its content:
/// a table separated by tab, semicolon or comma with a header (`index`, `id`, `code` or `value`, or `label` with whole
/// numbers beside `name`; `name`, `label` or `region`; optionally `hemisphere`, `structure`, `source`), a FreeSurfer
/// LUT (`code name r g b a`), `code name [number]` lines, two-line blocks (name; `code r g b a`), one name per line
/// (line n is label n; no header, comment, blank line or separator, and not in .tsv or .csv files) or JSON with
/// `labels` as a list or an object. Code 0 is background and left out. A hemisphere L or R joins the name
/// (`amygdala_L`), other hemispheres do not. Anything else, duplicate codes and duplicate names (naming both lines) are
/// input errors.
LabelTable read_label_table(const std::filesystem::path& path);
LabelTable parse_label_table(std::string_view text, const std::filesystem::path& path);

/// `name` with everything but letters, digits, `_`, `-`, `.` and `+` replaced by `_`.
std::string safe_name(std::string_view name);

/// The side of the body a region's name speaks of.
enum class Side { none, left, right };
/// From a suffix (`_L`, `-lh`, `.R`, `_left`) or prefix (`L_`, `lh.`, `Left-`, `7Networks_LH_`).
Side side_of(std::string_view name);

}  // namespace attune::roi
