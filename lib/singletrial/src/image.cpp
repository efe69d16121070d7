#include "attune/singletrial/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace attune::singletrial {
namespace {

struct Row {
  double response = 0, latency = 0;
  Eigen::RowVectorXd values;
};

std::vector<Row> rows_of(std::span<const Person> people, const AlignOptions& options, Warnings& warnings) {
  std::vector<Row> rows;
  for (const Person& person : people) {
    if (!(person.trials.times == people.front().trials.times)) {
      warnings.push_back(fmt::format("{}: condition {}: not in the figure, whose times are those of {}",
                                     person.trials.labels.participant_id, person.trials.condition,
                                     people.front().trials.labels.participant_id));
      continue;
    }
    const Eigen::MatrixXd smooth =
        1e6 * smooth_rows(person.trials.data, person.trials.times.sampling_frequency, low_pass_of(options));
    for (Eigen::Index i = 0; i < smooth.rows(); ++i)
      rows.push_back({person.trials.response_ms[static_cast<std::size_t>(i)],
                      person.excluded.empty() ? person.shrunk.latency_ms(i) : std::nan(""), smooth.row(i)});
  }
  return rows;
}

/// NaN last.
bool earlier(double a, double b) { return std::isnan(b) ? !std::isnan(a) : a < b; }

}  // namespace

report::Heatmap trial_image(std::span<const Person> people, const AlignOptions& options, Warnings& warnings) {
  const std::size_t before = warnings.size();
  std::vector<Row> rows = rows_of(people, options, warnings);
  const std::size_t shown = people.size() - (warnings.size() - before);
  const bool responses =
      std::any_of(rows.begin(), rows.end(), [](const Row& row) { return !std::isnan(row.response); });
  std::stable_sort(rows.begin(), rows.end(), [responses](const Row& a, const Row& b) {
    return responses ? earlier(a.response, b.response) : earlier(a.latency, b.latency);
  });
  report::Heatmap out;
  out.name = "trials";
  const std::string site = people.empty() ? "" : people.front().trials.site;
  out.title = fmt::format("Single trials at {}, {}", site, responses ? "by response time" : "by latency");
  out.description = fmt::format(
      "{} trials of {} averages under each other, low-passed at {:.3g} Hz, in the order of their {}; curves of the "
      "component's expected latency{}.",
      rows.size(), shown, low_pass_of(options).value(), responses ? "response times" : "latencies",
      responses ? " and of the response" : "");
  out.x_label = "time (ms)";
  out.y_label = "trial, in order";
  out.value_label = "amplitude (uV)";
  out.first_row_at_bottom = true;
  report::RowCurve latency{"expected latency", {}}, response{"response", {}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.y.push_back(static_cast<double>(i + 1));
    latency.x.push_back(rows[i].latency);
    response.x.push_back(rows[i].response);
    out.values.insert(out.values.end(), rows[i].values.data(), rows[i].values.data() + rows[i].values.size());
  }
  if (!people.empty())
    for (Eigen::Index t = 0; t < people.front().trials.times.samples; ++t)
      out.x.push_back(people.front().trials.times.at(t).count());
  out.curves.push_back(std::move(latency));
  if (responses) out.curves.push_back(std::move(response));
  out.marks.push_back({0, "event"});
  return out;
}

}  // namespace attune::singletrial
