#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "attune/base/number_text.hpp"
#include "attune/statsmodel/transform.hpp"
#include "json_document.hpp"

namespace attune::statsmodel {
namespace {

std::vector<bold::Stimulus> stimuli_of(const Variable& events, const TransformContext& context, const Origin& origin) {
  std::vector<bold::Stimulus> out;
  for (std::size_t row = 0; row < events.size(); ++row) {
    if (std::isnan(events.values[row]) || events.values[row] == 0.0 || std::isnan(events.onsets[row].count())) continue;
    const Seconds duration = events.durations[row];
    if (std::isnan(duration.count()))
      throw error_at(context.model, origin,
                     fmt::format("the event of {} at {} s has no duration; write 0 for an instant",
                                 in_quotes(events.name), format_double(events.onsets[row].count())));
    if (duration < Seconds(0))
      throw error_at(context.model, origin,
                     fmt::format("the event of {} at {} s lasts {} s; a duration is 0 or more", in_quotes(events.name),
                                 format_double(events.onsets[row].count()), format_double(duration.count())));
    out.push_back({events.onsets[row], duration, events.values[row]});
  }
  return out;
}

}  // namespace

bool convolve(const bold::ResponseModel& model, const TransformContext& context, const Variable& events,
              const std::string& name, const Origin& origin, Variables& variables) {
  if (!context.frames) throw Error(Fault::internal, "convolve: there are no volumes");
  if (events.shape != Shape::events)
    throw error_at(context.model, origin,
                   fmt::format("{} is not made of events and cannot be convolved", in_quotes(events.name)));
  if (events.is_text())
    throw error_at(context.model, origin,
                   fmt::format("{} is text; make its levels variables first, with Factor", in_quotes(events.name)));
  const std::vector<bold::Stimulus> stimuli = stimuli_of(events, context, origin);
  const std::string from = events.name;
  if (stimuli.empty()) {
    variables.erase(name);
    variables.note_missing(name, "has no event", origin);
    return false;
  }
  Seconds duration(0);
  for (const bold::Stimulus& stimulus : stimuli) duration += stimulus.duration;
  duration /= static_cast<double>(stimuli.size());
  const bold::Response response(model, context.frames->repetition_time);
  const Eigen::MatrixXd columns = response.columns(stimuli, *context.frames);
  std::vector<std::string> family;
  if (response.parts() > 0 && !response.suffix(0).empty()) variables.erase(name);
  for (std::size_t part = 0; part < response.parts(); ++part) {
    Variable column;
    column.name = name + response.suffix(part);
    column.shape = Shape::volumes;
    const Eigen::VectorXd values = columns.col(static_cast<Eigen::Index>(part));
    column.values.assign(values.begin(), values.end());
    column.kind = response.kind(part);
    column.peak = response.peak(duration);
    column.events = stimuli.size();
    column.duration = duration;
    family.push_back(column.name);
    variables.put(std::move(column));
  }
  variables.set_family(name, family);
  return true;
}

}  // namespace attune::statsmodel
