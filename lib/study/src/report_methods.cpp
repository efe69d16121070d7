#include <fmt/format.h>

#include <cmath>
#include <set>

#include "attune/base/version.hpp"
#include "attune/report/page.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

std::string listed(const std::vector<std::string>& words, const std::string& last = " and ") {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i) all += (i == 0 ? "" : i + 1 == words.size() ? last : ", ") + words[i];
  return all;
}

std::string noise_words(const std::string& noise) {
  if (noise == "white") return "white noise";
  return noise == "ar1" ? "first-order autoregressive noise" : "autoregressive plus white (ARMA(1,1)) noise";
}

std::string fmri_methods(const FmriSteps& steps) {
  std::string words = fmt::format(
      "BOLD runs of the task {} ({}) were reduced to one series per region of the atlas {} ({} of the voxels that were "
      "inside the mask, finite and not constant; regions with less than {:g} % of their voxels have no value). ",
      steps.task, steps.derivatives == "none" ? "raw images" : "derivatives " + steps.derivatives, steps.atlas,
      steps.summary, 100 * steps.min_coverage);
  words += fmt::format(
      "Each series was modelled by generalised least squares: every trial type convolved with SPM's canonical "
      "haemodynamic response, discrete cosines with a cut-off of {:g} s, {}, {} estimated by restricted maximum "
      "likelihood. ",
      steps.model.high_pass.count(),
      steps.model.confounds.empty() ? "no confounds" : "the confounds " + listed(steps.model.confounds),
      noise_words(steps.model.noise));
  if (steps.model.censor_displacement)
    words += fmt::format("Volumes with a framewise displacement above {:g} mm were left out. ",
                         steps.model.censor_displacement->value());
  return words +
         "Percent signal change is 100 times the height of the modelled answer over the resting signal. BOLD is a "
         "haemodynamic signal; it does not say which transmitter was involved.";
}

std::string eeg_methods(const EegSteps& steps) {
  std::string words = fmt::format("Recordings of the task {} were cut from {:g} to {:g} ms around their events",
                                  steps.task, steps.epoch_from.count(), steps.epoch_to.count());
  if (steps.shift.count() != 0) words += fmt::format(", shifted by {:g} ms", steps.shift.count());
  if (steps.baseline)
    words += fmt::format(", with the mean from {:g} to {:g} ms as baseline", steps.baseline->first.count(),
                         steps.baseline->second.count());
  words += ". ";
  if (steps.reject)
    words += fmt::format("Trials with a peak-to-peak amplitude above {:g} \u00b5V on any channel were dropped. ",
                         steps.reject->value());
  if (steps.flat) words += fmt::format("Trials flatter than {:g} \u00b5V were dropped. ", steps.flat->value());
  words += steps.reference.empty() ? "Channels kept their recorded reference. "
                                   : fmt::format("Channels were referenced to {}. ", listed(steps.reference));
  for (const ErpComponent& component : steps.components)
    words +=
        fmt::format("The component {} was measured on the mean of {} from {:g} to {:g} ms ({} going). ", component.name,
                    listed(component.channels), component.from.count(), component.to.count(), component.polarity);
  return words +
         "Fractional area latency is the time that divides the component's area in the window, solved between samples; "
         "the standardised measurement error of every value is in measures.tsv.";
}

std::string group_methods(const Study& study) {
  std::string words;
  if (study.group.rule == "aai-two-way")
    words =
        "Adult Attachment Interviews were reduced to secure (F) and insecure (Ds, E); unresolved interviews went by "
        "their secondary classification, and those without one, or that cannot be classified, have no group. ";
  else if (!study.group.levels.empty())
    words = fmt::format("Groups come from the column {} of {}. ", study.group.column, study.group.from);
  for (const ScoreRule& score : study.scores)
    words += fmt::format("{} is the {} score of {} (mean of the items after reversal, at least 80 % answered). ",
                         score.name, score.rule, score.from);
  std::vector<std::string> rules;
  for (const ExclusionRule& rule : study.exclusions) rules.push_back(rule.text);
  if (!rules.empty()) words += fmt::format("Participants were left out where {}. ", listed(rules, " or "));
  return words;
}

std::string test_methods(const Study& study) {
  std::set<std::string> methods;
  for (const StudyTest& test : study.tests) methods.insert(test.method);
  std::string words;
  if (methods.count("welch") > 0) words += "Groups were compared with Welch's t test (unequal variances). ";
  if (methods.count("student") > 0) words += "Groups were compared with Student's t test. ";
  if (methods.count("mann-whitney") > 0) words += "Groups were compared with the Mann-Whitney test. ";
  words +=
      "Intervals are of 95 %; Hedges' g carries the exact small-sample correction and an interval from the noncentral "
      "t; Bayes factors are JZS with r = \u221a2/2 (correlations: stretched beta prior); equivalence is two one-sided "
      "tests at 5 %; permutation p values count the identity. ";
  return words +
         "A claim is equivalent to none where both one-sided tests reject the smallest effect of interest, supported "
         "or "
         "contradicted where zero is rejected on its side or the other, contradicted also where the interval excludes "
         "the size it names, and inconclusive otherwise. p values are not corrected for the number of tests.";
}

}  // namespace

std::vector<std::string> methods_of(const Finished& finished) {
  const Study& study = finished.study;
  std::vector<std::string> paragraphs{group_methods(study)};
  if (study.fmri) paragraphs.push_back(fmri_methods(*study.fmri));
  if (study.eeg) paragraphs.push_back(eeg_methods(*study.eeg));
  paragraphs.push_back(test_methods(study));
  paragraphs.push_back(fmt::format("Everything was computed with attune {}; all random draws follow from the seed {}.",
                                   version(), study.seed));
  return paragraphs;
}

}  // namespace attune::study
