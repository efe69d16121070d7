#include <fmt/format.h>

#include <set>

#include "report_parts.hpp"

namespace attune::study {

std::string physio_methods(const Study& study) {
  const PhysioSteps& steps = *study.physio;
  std::string words = fmt::format("Physiology of the task {} was measured ", steps.task);
  if (steps.conditions.empty())
    words += "over whole recordings. ";
  else if (steps.window)
    words += fmt::format("from {} to {} s after the onset of the events {}. ", signed_text(steps.window->first.count()),
                         signed_text(steps.window->second.count()), listed(steps.conditions));
  else
    words += fmt::format("while the events {} lasted. ", listed(steps.conditions));
  std::set<std::string> names;
  for (const StudyMeasure& measure : study.measures)
    if (measure.modality == "physio") names.insert(fmt::format("{} ({})", measure.measure, measure.unit()));
  words += fmt::format("Measures: {}. ", listed({names.begin(), names.end()}));
  words += fmt::format(
      "Beats are R peaks (Pan & Tompkins 1985) placed between samples; intervals were corrected after Lipponen & "
      "Tarvainen (2019) and none spans a gap; bands of heart rate variability are those of {}s. Skin conductance "
      "responses have an absolute threshold in microsiemens. A condition of which more than {:g} % was missing, flat "
      "or "
      "corrected has no value. ",
      steps.bands, 100 * steps.max_artefact);
  for (const PhysioContrast& contrast : steps.contrasts)
    words += fmt::format("{} is {} less {}. ", contrast.name, contrast.of, contrast.less);
  return words + "Several runs of a participant were averaged.";
}

}  // namespace attune::study
