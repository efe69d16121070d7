#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/statsmodel/instruction.hpp"
#include "attune/statsmodel/origin.hpp"

namespace attune::statsmodel {

/// Of what the estimates of a node are about.
enum class Level { run, session, subject, dataset };
/// "Run", "Session", "Subject", "Dataset".
std::string name_of(Level level);

/// `glm`: least squares (of a series, with modelled noise, at the level of runs). `meta`: known variances are the
/// weights.
enum class ModelType { glm, meta };
/// What is done with a contrast: nothing but passing it on, a t test, or an F test, which is not passed on.
enum class Test { pass, t, f };
std::string name_of(Test test);

/// The name of the column that the entry 1 of `X` makes; as text it means the same.
inline constexpr const char* kIntercept = "intercept";

/// An entry of `X`: a name, a pattern with `*` or `?`, or the intercept.
struct Term {
  std::string text;  ///< `kIntercept` for 1
  Origin origin;
  bool intercept() const { return text == kIntercept; }
  bool pattern() const { return text.find_first_of("*?") != std::string::npos; }
};

/// True if `name` is the text of the term or fits its pattern: `*` is any run of characters, `?` any one.
bool matches(const Term& term, std::string_view name);

/// A weighted sum of columns of the design; for F one row of weights for each sum.
struct Contrast {
  std::string name;
  std::vector<std::string> conditions;       ///< `kIntercept` for 1
  std::vector<std::vector<double>> weights;  ///< one row, or several for F
  Test test = Test::t;
  Origin origin;
};

/// A contrast of weight 1 for every column, or for those named.
struct DummyContrasts {
  std::optional<std::vector<std::string>> contrasts;  ///< absent: every variable of X
  Test test = Test::t;
  Origin origin;
};

/// `Model.HRF`: the variables it names are convolved after the transformations.
struct HrfSpec {
  std::vector<std::string> variables;  ///< names or patterns
  bold::ResponseModel response;
  Origin origin;
};

/// How the voxels of a mask become series.
enum class Aggregate { none, mean, pca };

/// BIDS entities by their long names ("subject", "task"), each with the values that are wanted.
using Filter = std::vector<std::pair<std::string, std::vector<std::string>>>;

struct Options {
  std::optional<double> high_pass_hz;  ///< slower changes are taken out by discrete cosines
  std::optional<double> low_pass_hz;   ///< faster ones too, by the other discrete cosines
  Filter mask;                         ///< entities of a mask file; empty: not asked for
  std::optional<Aggregate> aggregate;
};

/// One estimator of the model.
struct Node {
  Level level = Level::run;
  std::string name;
  std::vector<std::string> group_by;
  std::vector<Instruction> instructions;
  ModelType type = ModelType::glm;
  std::vector<Term> x;
  std::optional<HrfSpec> hrf;
  Options options;
  std::vector<Contrast> contrasts;
  std::optional<DummyContrasts> dummy_contrasts;
  Origin origin;
};

/// The outputs of one node are inputs of another.
struct Edge {
  std::size_t source = 0, destination = 0;  ///< indices of `StatsModel::nodes`
  Filter filter;
  Origin origin;
};

/// A BIDS Stats Model (`*_smdl.json`).
struct StatsModel {
  std::filesystem::path path;
  std::string name, version, description;
  Filter input;
  std::vector<Node> nodes;
  std::vector<Edge> edges;         ///< where the file has none: each node to the next
  std::vector<std::size_t> order;  ///< of nodes, so that sources come first
  Warnings warnings;               ///< such as settings for other software, which are not read
};

/// Reads and checks a model. Input errors name line and place (`/Nodes/0/Model/X/2`): broken JSON, repeated keys, keys
/// that the specification does not have (with the nearest one that it has), keys that it has and attune does not
/// execute (`Formula`, `ReplaceVariables`, other transformers and transformations), levels, tests and types that do not
/// exist, a missing `GroupBy`, contrasts of one name, weights that do not fit their conditions, conditions that are not
/// in `X`, edges between nodes that are not there, cycles. `Description` may stand anywhere; `Software` is passed over
/// with a warning.
StatsModel parse_stats_model(std::string_view text, const std::filesystem::path& path);
StatsModel read_stats_model(const std::filesystem::path& path);

/// `path:line: /place: what`.
Error model_error(const StatsModel& model, const Origin& origin, const std::string& what);

}  // namespace attune::statsmodel
