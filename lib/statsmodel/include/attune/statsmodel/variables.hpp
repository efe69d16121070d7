#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/bold/response.hpp"
#include "attune/statsmodel/origin.hpp"

namespace attune::statsmodel {

/// What a variable has one value of: the rows of events.tsv, the volumes of a run, or the inputs of a node above runs.
enum class Shape { events, volumes, rows };

/// A variable of a node. Missing values are NaN (numbers) or `n/a` (text). An event whose value is missing is absent:
/// it takes no part in means, levels or responses; an event of value 0 takes part in means and answers nothing.
struct Variable {
  std::string name;
  Shape shape = Shape::rows;
  std::vector<double> values;              ///< empty where `text` is not
  std::vector<std::string> text;           ///< levels of a variable that is not numeric
  std::vector<Seconds> onsets, durations;  ///< events; a duration may be NaN (not known)

  /// Volumes: what the column is, and what a coefficient of 1 means: the height of the answer to one event of value 1
  /// and of the mean duration. 1 for what was not made of events, or was computed from columns that were.
  bold::ColumnKind kind = bold::ColumnKind::confound;
  double peak = 1;
  std::size_t events = 0;  ///< that the column answers to
  Seconds duration{0};     ///< their mean

  bool is_text() const { return !text.empty(); }
  std::size_t size() const { return is_text() ? text.size() : values.size(); }
};

/// The variables of one group of a node, by name, in order of their making.
class Variables {
 public:
  using Loader = std::function<Variable(const std::string&)>;

  Variables() = default;
  /// Further variables that are there but read only when asked for, such as the columns of a confounds table.
  Variables(std::vector<std::string> loadable, Loader loader)
      : loadable_(std::move(loadable)), loader_(std::move(loader)) {}

  /// The variable, or null.
  const Variable* find(const std::string& name);
  /// Adds it, or replaces that of its name where it stands.
  void put(Variable variable);
  void erase(const std::string& name);
  /// Those that exist, then those that can be loaded.
  std::vector<std::string> names() const;
  /// The names that fit a name or pattern, in order; a name that is not there is noted as missing, a pattern may fit
  /// none.
  std::vector<std::string> resolve(const std::string& name_or_pattern, const Origin& origin);

  /// The columns that one convolution made of a variable, itself included where it is a column.
  void set_family(const std::string& name, std::vector<std::string> columns) { families_[name] = std::move(columns); }
  const std::vector<std::string>* family(const std::string& name) const;
  void rename_family(const std::string& from, const std::string& to);

  /// A name that was asked for and is not there.
  struct Missing {
    std::string name, reason;
    Origin origin;
  };
  void note_missing(const std::string& name, const std::string& reason, const Origin& origin);
  const std::vector<Missing>& missing() const { return missing_; }
  /// Why a name is missing; empty if it was not noted.
  std::string reason(const std::string& name) const;

 private:
  std::vector<Variable> made_;
  std::vector<std::string> loadable_;
  Loader loader_;
  std::map<std::string, std::vector<std::string>> families_;
  std::vector<Missing> missing_;
};

}  // namespace attune::statsmodel
