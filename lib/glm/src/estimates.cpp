#include "attune/glm/estimates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "attune/stats/distributions.hpp"

namespace attune::glm {
namespace {

std::string or_missing(const std::string& text) { return text.empty() ? "n/a" : text; }

class Builder {
 public:
  explicit Builder(const std::vector<Estimate>& rows) : rows_(rows) {}

  void text(const char* name, const std::function<std::string(const Estimate&)>& cell) {
    Column::Text values;
    for (const Estimate& row : rows_) values.push_back(or_missing(cell(row)));
    table_.add(name, std::move(values));
  }
  void text(const char* name, std::string Estimate::*member) {
    text(name, [member](const Estimate& row) { return row.*member; });
  }
  void label(const char* name, std::string RunLabels::*member) {
    text(name, [member](const Estimate& row) { return row.labels.*member; });
  }
  void number(const char* name, double Estimate::*member) {
    Column::Numbers values;
    for (const Estimate& row : rows_) values.push_back(row.*member);
    table_.add(name, std::move(values));
  }
  void count(const char* name, std::int64_t Estimate::*member) {
    Column::Integers values;
    for (const Estimate& row : rows_) values.push_back(row.*member);
    table_.add(name, std::move(values));
  }
  Table finish() { return std::move(table_); }

 private:
  const std::vector<Estimate>& rows_;
  Table table_;
};

}  // namespace

void add_intervals(std::vector<Estimate>& estimates, parallel::Threads threads) {
  parallel::for_each(estimates.size(), threads, [&](std::size_t i) {
    Estimate& row = estimates[i];
    if (!std::isfinite(row.psc) || !std::isfinite(row.psc_se) || !(row.df > 0)) return;
    const double half = stats::student_t_quantile(0.975, row.df) * row.psc_se;
    row.psc_low = row.psc - half;
    row.psc_high = row.psc + half;
  });
}

Table to_table(const std::vector<Estimate>& estimates) {
  Builder table(estimates);
  table.label("participant_id", &RunLabels::participant_id);
  table.label("session", &RunLabels::session);
  table.label("task", &RunLabels::task);
  table.label("run", &RunLabels::run);
  table.text("level", [](const Estimate& row) { return std::string(row.of_participant ? "participant" : "run"); });
  table.count("runs", &Estimate::runs);
  table.count("runs_left_out", &Estimate::runs_left_out);
  table.text("region", &Estimate::region);
  table.text("contrast", &Estimate::contrast);
  table.text("test", [](const Estimate& row) { return std::string(row.is_f ? "F" : "t"); });
  table.number("psc", &Estimate::psc);
  table.number("psc_se", &Estimate::psc_se);
  table.number("psc_ci_low", &Estimate::psc_low);
  table.number("psc_ci_high", &Estimate::psc_high);
  table.number("effect", &Estimate::effect);
  table.number("se", &Estimate::se);
  table.number("t", &Estimate::t);
  table.number("F", &Estimate::f);
  table.number("df_num", &Estimate::df_num);
  table.number("df", &Estimate::df);
  table.number("p", &Estimate::p);
  table.number("baseline", &Estimate::baseline);
  table.number("rho", &Estimate::rho);
  table.number("lambda", &Estimate::lambda);
  table.number("whiteness_p", &Estimate::whiteness_p);
  table.count("volumes", &Estimate::volumes);
  table.count("censored", &Estimate::censored);
  table.number("mean_fd_mm", &Estimate::mean_fd);
  table.number("tsnr", &Estimate::tsnr);
  table.number("coverage", &Estimate::coverage);
  table.text("voxels", [](const Estimate& row) { return row.voxels ? fmt::format("{}", *row.voxels) : ""; });
  table.text("excluded", &Estimate::excluded);
  table.text("source", &Estimate::source);
  return table.finish();
}

std::vector<ColumnMeaning> estimate_meanings() {
  return {{"participant_id", "the person", ""},
          {"session", "session", ""},
          {"task", "task", ""},
          {"run", "run; n/a where runs are joined", ""},
          {"level", "run: of one run; participant: joined over the runs", ""},
          {"runs", "runs that the estimate rests on", ""},
          {"runs_left_out", "runs without this estimate, each with its reason in its own row", ""},
          {"region", "name in the atlas", ""},
          {"contrast", "name of the contrast; a condition's own name is its height above rest", ""},
          {"test", "t: one weighted sum; F: several at once", ""},
          {"psc", "100 * effect / baseline: percent signal change at the peak of the response to the stated event",
           "percent"},
          {"psc_se", "standard error of psc, the baseline taken as known", "percent"},
          {"psc_ci_low", "lower end of the 95 % interval of psc", "percent"},
          {"psc_ci_high", "upper end of the 95 % interval of psc", "percent"},
          {"effect", "weighted sum of heights of responses to the stated event", "image units"},
          {"se", "standard error of effect", "image units"},
          {"t", "effect / se", ""},
          {"F", "F of an F contrast", ""},
          {"df_num", "numerator degrees of freedom of F", ""},
          {"df", "degrees of freedom; of F those of the denominator", ""},
          {"p", "two-sided for t", ""},
          {"baseline", "resting signal of the run: the fitted constant", "image units"},
          {"rho", "noise: rate at which its correlation falls from one volume to the next (a of ARMA(1,1))", ""},
          {"lambda", "noise: correlation of neighbouring volumes", ""},
          {"whiteness_p", "Ljung-Box test of the whitened residuals; small: the noise model does not fit", ""},
          {"volumes", "volumes of the run (joined: of all runs it rests on)", ""},
          {"censored", "volumes that were left out", ""},
          {"mean_fd_mm", "mean framewise displacement", "mm"},
          {"tsnr", "mean over voxels of temporal mean over standard deviation", ""},
          {"coverage", "share of the region's voxels that were used", ""},
          {"voxels", "voxels that were used (joined: the fewest of any run)", ""},
          {"excluded", "why there is no estimate, or no percent signal change", ""},
          {"source", "the run's file", ""}};
}

std::vector<Measure> psc_measures(const std::vector<Estimate>& estimates) {
  const bool joined =
      std::any_of(estimates.begin(), estimates.end(), [](const auto& row) { return row.of_participant; });
  std::vector<Measure> measures;
  for (const Estimate& row : estimates) {
    if (row.is_f || row.of_participant != joined) continue;
    Measure measure;
    measure.participant_id = row.labels.participant_id;
    measure.session = row.labels.session;
    measure.task = row.labels.task;
    measure.run = row.labels.run;
    measure.modality = "fmri";
    measure.measure = "psc";
    measure.site = row.region;
    measure.condition = row.contrast;
    measure.value = row.psc;
    measure.unit = "percent";
    measure.n = row.voxels;
    measure.quality = row.coverage;
    measure.excluded = row.excluded;
    measure.source = row.source;
    measures.push_back(std::move(measure));
  }
  return measures;
}

}  // namespace attune::glm
