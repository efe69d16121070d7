#include <fmt/format.h>

#include <cmath>
#include <map>

#include "attune/bold/peristimulus.hpp"
#include "attune/glm/regional.hpp"

namespace attune::glm {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> row_major(const Eigen::MatrixXd& matrix) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(matrix.size()));
  for (Eigen::Index row = 0; row < matrix.rows(); ++row)
    for (Eigen::Index column = 0; column < matrix.cols(); ++column) values.push_back(matrix(row, column));
  return values;
}

// Fitted series of every volume; NaN where a volume is censored or a region has no fit.
Eigen::MatrixXd fitted_series(const FittedRun& run) {
  Eigen::MatrixXd fitted =
      Eigen::MatrixXd::Constant(run.design.volumes, static_cast<Eigen::Index>(run.fits.size()), kNaN);
  for (std::size_t region = 0; region < run.fits.size(); ++region) {
    if (!run.fits[region].reason.empty()) continue;
    for (std::size_t row = 0; row < run.design.kept.size(); ++row)
      fitted(run.design.kept[row], static_cast<Eigen::Index>(region)) =
          run.fits[region].fitted(static_cast<Eigen::Index>(row));
  }
  return fitted;
}

store::Axis time_axis(const bold::FrameTimes& frames) {
  store::Axis time{"time", "s", {}, {}};
  for (Eigen::Index volume = 0; volume < frames.volumes; ++volume) time.values.push_back(frames.at(volume).count());
  return time;
}

// Averages of one condition over runs, each bin weighted by its volumes.
class Average {
 public:
  void add(const bold::Peristimulus& part) {
    for (std::size_t bin = 0; bin < part.lags.size(); ++bin) {
      Row& row = rows_[std::llround(part.lags[bin].count() * 1e6)];
      if (row.sum.size() == 0) row.sum = Eigen::RowVectorXd::Zero(part.percent.cols());
      if (part.volumes[bin] == 0) continue;
      const auto weight = static_cast<double>(part.volumes[bin]);
      row.sum += weight * part.percent.row(static_cast<Eigen::Index>(bin));
      row.volumes += weight;
    }
  }
  void write(const std::string& condition, const std::vector<std::string>& regions, store::Container& out) const {
    store::DataArray array{"peristimulus_" + condition,
                           "percent",
                           "mean change from the resting signal around the events of " + condition,
                           {},
                           {},
                           false};
    store::Axis lag{"lag", "s", {}, {}};
    for (const auto& [micros, row] : rows_) {
      lag.values.push_back(static_cast<double>(micros) * 1e-6);
      for (const double sum : row.sum) array.values.push_back(row.volumes > 0 ? sum / row.volumes : kNaN);
    }
    array.axes = {lag, {"region", "", regions, {}}};
    out.arrays.push_back(std::move(array));
  }

 private:
  struct Row {
    Eigen::RowVectorXd sum;
    double volumes = 0;
  };
  std::map<long long, Row> rows_;
};

}  // namespace

store::Container series_container(const RegionalResult& result) {
  store::Container container;
  container.kind = "series";
  std::map<std::string, Average> averages;
  std::vector<Run> runs;
  for (const FittedRun& run : result.runs) runs.push_back(run.run);
  for (std::size_t i = 0; i < result.runs.size(); ++i) {
    const FittedRun& run = result.runs[i];
    const store::Axis time = time_axis(run.run.frames), region{"region", "", run.series.names, {}};
    const std::string name = fmt::format("{}", i + 1);
    container.arrays.push_back({"series_" + name,
                                "1",
                                "region series of " + run_name(runs, i) + ", image units",
                                {time, region},
                                row_major(run.series.values),
                                false});
    container.arrays.push_back({"fitted_" + name,
                                "1",
                                "fitted series of " + run_name(runs, i) + ", image units; censored volumes are missing",
                                {time, region},
                                row_major(fitted_series(run)),
                                false});
    container.tables.emplace_back("design_" + name, bold::to_table(run.design));
    for (const bold::Peristimulus& part :
         bold::peristimulus(run.run.events.events, run.run.frames, run.design, run.series.values, run.fits))
      averages[part.condition].add(part);
  }
  for (const auto& [condition, average] : averages)
    average.write(condition, result.runs.front().series.names, container);
  return container;
}

Table design_table(const RegionalResult& result) {
  Column::Text runs, columns;
  Column::Integers volumes;
  Column::Numbers values;
  std::vector<Run> all;
  for (const FittedRun& run : result.runs) all.push_back(run.run);
  for (std::size_t i = 0; i < result.runs.size(); ++i) {
    const bold::Design& design = result.runs[i].design;
    for (std::size_t row = 0; row < design.kept.size(); ++row)
      for (std::size_t column = 0; column < design.names.size(); ++column) {
        runs.push_back(run_name(all, i));
        volumes.push_back(design.kept[row]);
        columns.push_back(design.names[column]);
        values.push_back(design.matrix(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)));
      }
  }
  Table table;
  table.add("run", std::move(runs));
  table.add("volume", std::move(volumes));
  table.add("column", std::move(columns));
  table.add("value", std::move(values));
  return table;
}

}  // namespace attune::glm
