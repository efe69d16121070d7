#include "attune/glm/model_spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/glm/contrast_spec.hpp"
#include "attune/table/delimited.hpp"

namespace attune::glm {
namespace {

// A mean within this share of its standard deviation shifts the constant by less than that share of the column's
// effect.
constexpr double kCentred = 0.1;

std::vector<std::string> conditions_of(const std::vector<Run>& runs) {
  std::set<std::string> names;
  for (const Run& run : runs)
    for (const bold::Event& event : run.events.events) names.insert(event.trial_type);
  if (names.empty()) throw analysis_error("no run has an event with a trial type: there is nothing to model");
  return {names.begin(), names.end()};
}

bold::Design design_of(const Run& run, bold::DesignOptions options) {
  return bold::make_design(run.events, run.frames, run.confounds ? &*run.confounds : nullptr, options);
}

// The column that is 1 in every row: its coefficient is the resting signal only then.
std::string constant_of(const std::vector<std::string>& names, const Eigen::MatrixXd& matrix) {
  for (Eigen::Index column = 0; column < matrix.cols(); ++column)
    if ((matrix.col(column).array() == 1.0).all()) return names[static_cast<std::size_t>(column)];
  return "";
}

std::vector<Eigen::Index> volumes_of_rows(const Table& table, Eigen::Index volumes) {
  std::vector<Eigen::Index> kept;
  const std::vector<double> numbers = table.numbers("volume");
  for (std::size_t row = 0; row < numbers.size(); ++row) {
    const auto volume = static_cast<Eigen::Index>(numbers[row]);
    if (!(numbers[row] >= 0) || static_cast<double>(volume) != numbers[row] || volume >= volumes ||
        (!kept.empty() && volume <= kept.back()))
      table.throw_at(row, "volume", fmt::format("is not a volume of the run (0 to {}, ascending)", volumes - 1));
    kept.push_back(volume);
  }
  return kept;
}

// A finished design is taken as it is: what would have shaped one must not be dropped in silence.
void refuse_beside_tables(const bold::DesignOptions& options) {
  const bold::DesignOptions plain;
  const auto refuse = [](bool said, const char* option) {
    if (said)
      throw usage_error(fmt::format("{} stands beside --design, which is a finished design; leave it out", option));
  };
  const bold::ResponseModel& response = options.response;
  refuse(response.kind != plain.response.kind || response.time_derivative || response.orthogonalise, "--hrf");
  refuse(response.spm_sampling, "--compat");
  refuse(options.stated_event.has_value(), "--stated-event");
  refuse(!options.conditions.empty() || !options.modulators.empty(), "--conditions or --modulator");
  refuse(!options.confounds.empty(), "--confounds");
  refuse(options.drift != plain.drift || options.high_pass != plain.high_pass, "--drift or --high-pass");
  refuse(options.censor_displacement || options.censor_dvars || options.censor_outliers || options.keep_at_least > 0 ||
             !options.censor_volumes.empty(),
         "censoring (leave the volumes' rows out of the design and add a column volume)");
}

// The constant stands for the resting signal only where the nuisance columns beside it have mean 0.
Warnings warn_of_uncentred(const bold::Design& design, const RunModels& models) {
  const auto asked = [&](const std::string& name) {
    const auto names_it = [&](const bold::Contrast& contrast) {
      return std::any_of(contrast.weights.begin(), contrast.weights.end(),
                         [&](const auto& weight) { return weight.first == name; });
    };
    return std::any_of(models.contrasts.begin(), models.contrasts.end(), names_it) ||
           std::any_of(models.f_contrasts.begin(), models.f_contrasts.end(), [&](const bold::FContrast& contrast) {
             return std::any_of(contrast.rows.begin(), contrast.rows.end(), names_it);
           });
  };
  std::string names;
  for (Eigen::Index column = 0; column < design.matrix.cols(); ++column) {
    const std::string& name = design.names[static_cast<std::size_t>(column)];
    if (column == design.constant || asked(name)) continue;
    const Eigen::ArrayXd values = design.matrix.col(column);
    const double sd = std::sqrt((values - values.mean()).square().mean());
    if (std::abs(values.mean()) > kCentred * sd) names += (names.empty() ? "" : ", ") + name;
  }
  if (names.empty()) return {};
  return {
      fmt::format("the design's columns {} are in no contrast and not centred: percent signal change refers to the "
                  "signal where they are 0, not to the run's mean resting signal",
                  names)};
}

}  // namespace

std::string run_name(const std::vector<Run>& runs, std::size_t index) {
  const std::string& label = runs[index].labels.run;
  return label.empty() ? fmt::format("run {} of {}", index + 1, runs.size()) : "run-" + label;
}

bold::Design read_design_table(const std::filesystem::path& path, Eigen::Index volumes) {
  const Table table = read_table(path);
  std::vector<Eigen::Index> kept;
  if (table.has("volume")) {
    kept = volumes_of_rows(table, volumes);
  } else {
    if (static_cast<Eigen::Index>(table.rows()) != volumes)
      throw input_error(
          path, fmt::format("has {} rows, expected one for each of the run's {} volumes", table.rows(), volumes));
    for (Eigen::Index volume = 0; volume < volumes; ++volume) kept.push_back(volume);
  }
  std::vector<std::string> names;
  for (const std::string& name : table.names())
    if (name != "volume") names.push_back(name);
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(table.rows()), static_cast<Eigen::Index>(names.size()));
  for (std::size_t column = 0; column < names.size(); ++column) {
    const std::vector<double> values = table.numbers(names[column]);
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (!std::isfinite(values[row])) table.throw_at(row, names[column], "is not a finite number");
      matrix(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)) = values[row];
    }
  }
  if (matrix.rows() <= matrix.cols())
    throw input_error(
        path, fmt::format("has {} rows for {} columns, expected more rows than columns", matrix.rows(), matrix.cols()));
  const std::string constant = constant_of(names, matrix);
  if (constant.empty())
    throw input_error(path,
                      "has no constant column (1 in every row), whose coefficient is the resting signal; "
                      "add one, or write an existing one as 1");
  std::vector<bold::ColumnKind> kinds(names.size(), bold::ColumnKind::condition);
  kinds[static_cast<std::size_t>(std::find(names.begin(), names.end(), constant) - names.begin())] =
      bold::ColumnKind::constant;
  return bold::design_of_matrix(names, kinds, matrix, kept, volumes);
}

RunModels make_models(std::vector<Run>& runs, const ModelSpec& spec) {
  RunModels models;
  const bool finished = !spec.design_tables.empty();
  if (finished) refuse_beside_tables(spec.design);
  if (finished && spec.design_tables.size() != runs.size())
    throw usage_error(fmt::format("there are {} designs for {} runs; give one --design for each run, in their order",
                                  spec.design_tables.size(), runs.size()));
  bold::DesignOptions options = spec.design;
  if (!finished) {
    const std::vector<std::string> there = conditions_of(runs);
    for (const std::string& name : options.conditions)
      if (std::find(there.begin(), there.end(), name) == there.end())
        throw usage_error(
            fmt::format("--conditions: no run has an event of {}{}", in_quotes(name), suggestion(name, there)));
    if (options.conditions.empty()) options.conditions = there;
  }
  options.allow_missing_conditions = true;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    try {
      models.designs.push_back(finished ? read_design_table(spec.design_tables[i], runs[i].frames.volumes)
                                        : design_of(runs[i], options));
    } catch (const Error& error) {
      if (runs.size() == 1) throw;
      throw with_context(error, runs[i].data.filename().string());
    }
    if (finished) runs[i].inputs.push_back({spec.design_tables[i], ""});
    for (const std::string& warning : models.designs.back().warnings)
      models.warnings.push_back(runs.size() == 1 ? warning : fmt::format("{}: {}", run_name(runs, i), warning));
  }
  models.contrasts = make_contrasts(models.designs, finished, spec.contrasts);
  models.f_contrasts = make_f_contrasts(models.designs, finished, spec.f_contrasts);
  for (const bold::Contrast& contrast : models.contrasts)
    models.warnings.insert(models.warnings.end(), contrast.warnings.begin(), contrast.warnings.end());
  if (finished)
    for (const bold::Design& design : models.designs)
      for (const std::string& warning : warn_of_uncentred(design, models)) models.warnings.push_back(warning);
  if (models.contrasts.empty() && models.f_contrasts.empty())
    throw usage_error("there is no contrast; name one with --contrast 'face - house'");
  return models;
}

}  // namespace attune::glm
