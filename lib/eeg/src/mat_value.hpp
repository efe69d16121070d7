#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attune::eeg {

/// A MATLAB value as EEGLAB uses them, whichever file format it came from.
struct MatValue {
  enum class Kind {
    empty,      ///< an array without elements
    numbers,    ///< real numbers of any class, logicals too
    text,       ///< one row of characters, as UTF-8
    cells,      ///< `items`: the elements
    structure,  ///< `items`: element 0's fields, then element 1's, ...
    other,      ///< complex numbers, character matrices, objects, function handles
  };
  Kind kind = Kind::empty;
  std::vector<std::size_t> dimensions;
  Eigen::MatrixXd numbers;  ///< one column, in MATLAB's (column-major) order
  std::string text;
  std::vector<std::string> fields;
  std::vector<MatValue> items;

  /// Elements of a structure or cell array.
  std::size_t count() const;
  /// The field of one element of a structure array; nullptr if there is none.
  const MatValue* field(std::string_view name, std::size_t element = 0) const;
  MatValue* field(std::string_view name, std::size_t element = 0);
  /// The one number that this is; nothing for anything else.
  std::optional<double> scalar() const;
};

/// The fields of an EEGLAB dataset that a recording is made of; the others (ICA, history, ...) are not read.
inline constexpr std::string_view kDatasetFields[] = {"data",  "datfile", "nbchan",   "pnts",     "trials",
                                                      "srate", "xmin",    "chanlocs", "chaninfo", "event"};

}  // namespace attune::eeg
