#include <fmt/format.h>

#include <algorithm>

#include "report_parts.hpp"

namespace attune::study {
namespace {

std::string noise_words(const std::string& noise) {
  if (noise == "white") return "ordinary least squares (white noise)";
  return fmt::format("generalised least squares with {} noise, estimated by restricted maximum likelihood",
                     noise == "ar1" ? "first-order autoregressive" : "autoregressive plus white (ARMA(1,1))");
}

std::string summary_words(const std::string& summary) {
  if (summary == "eigenvariate") return "the first eigenvariate";
  return summary == "weighted-mean" ? "the weighted mean" : "the " + summary;
}

std::string confound_words(const std::vector<std::string>& names) {
  std::vector<std::string> words;
  for (const std::string& name : names)
    words.push_back(name == "motion6"     ? "six motion parameters"
                    : name == "motion24"  ? "24 motion parameters (six, their differences and the squares of both)"
                    : name == "acompcor5" ? "the first five anatomical components (aCompCor)"
                    : name == "csf_wm"    ? "the mean signals of cerebrospinal fluid and white matter"
                                          : name);
  return listed(words);
}

/// Which voxels counted; runs with and without a brain mask are told apart.
std::string voxel_words(const std::vector<UnitRecord>& records) {
  std::size_t runs = 0, masked = 0;
  for (const UnitRecord& record : records) {
    if (record.parameters.find("\"modality\":\"fmri\"") == std::string::npos) continue;
    ++runs;
    if (!record.mask.empty() && record.mask != "none") ++masked;
  }
  if (masked == 0) return "finite and not constant; there was no brain mask";
  if (masked == runs) return "inside the brain mask, finite and not constant";
  return fmt::format("finite and not constant, and inside the brain mask in the {} of {} runs that have one", masked,
                     runs);
}

std::string series_words(const FmriSteps& steps, const std::vector<UnitRecord>& records) {
  std::string words = fmt::format(
      "BOLD runs of the task {} ({}{}) were reduced to one series per region of the atlas {}: {} of the region's "
      "voxels "
      "that were {}. ",
      steps.task, steps.derivatives == "none" ? "raw images" : "preprocessed images of " + steps.derivatives,
      steps.space.empty() ? "" : ", space " + steps.space, steps.atlas, summary_words(steps.summary),
      voxel_words(records));
  if (steps.min_coverage > 0)
    words += fmt::format("Regions of which less than {:g} % of the voxels could be used have no value. ",
                         100 * steps.min_coverage);
  return words;
}

std::string response_words(const std::string& hrf) {
  if (hrf == "glover") return "Glover's double-gamma haemodynamic response";
  if (hrf == "gamma") return "a single-gamma haemodynamic response";
  return "SPM's canonical haemodynamic response";
}

std::string model_words(const FmriModel& model) {
  std::string words = fmt::format("Each series was modelled by {}: every trial type convolved with {}, ",
                                  noise_words(model.noise), response_words(model.hrf));
  words += model.high_pass.count() > 0
               ? fmt::format("discrete cosines for drifts with periods longer than {:g} s, ", model.high_pass.count())
               : "no drift terms, ";
  words += model.confounds.empty() ? "no confounds. " : "and as confounds " + confound_words(model.confounds) + ". ";
  if (model.censor_dvars)
    words += fmt::format("Volumes with a standardised DVARS above {:g} were left out. ", *model.censor_dvars);
  words += model.censor_displacement
               ? fmt::format("Volumes with a framewise displacement above {:g} mm were left out. ",
                             model.censor_displacement->value())
               : std::string(model.censor_dvars ? "" : "No volume was left out for motion. ");
  return words + "Volumes that a run's confounds table, where there is one, marks as non-steady state were left out. ";
}

/// A kind of ERP measure in a sentence.
std::string kind_words(const StudyMeasure& measure) {
  const std::string percent = fmt::format("{:g} %", 100 * measure.fraction);
  const std::string peak =
      measure.neighbourhood == 0
          ? "the largest sample of the component's polarity in the window"
          : fmt::format(
                "the largest sample of the component's polarity in the window that exceeds its neighbours and "
                "the mean of the {} samples on either side",
                measure.neighbourhood);
  const std::string& kind = measure.measure;
  if (kind == "mean_amplitude") return "Mean amplitude is the mean of the samples in the window. ";
  if (kind == "peak_amplitude") return fmt::format("Peak amplitude is that of {}. ", peak);
  if (kind == "peak_latency") return fmt::format("Peak latency is the time of {}. ", peak);
  if (kind == "fractional_area_latency")
    return fmt::format(
        "Area latency is the time that divides the component's area in the window at {}, solved between samples. ",
        percent);
  if (kind == "fractional_peak_onset")
    return fmt::format("Onset is where the waveform, followed back from {}, falls to {} of it. ", peak, percent);
  if (kind == "fractional_peak_offset")
    return fmt::format("Offset is where the waveform, followed forth from {}, falls to {} of it. ", peak, percent);
  if (kind == "centroid_latency")
    return "The centroid is the mean time of the component's area in the window, weighted by its height. ";
  if (kind == "peak_to_peak")
    return fmt::format(
        "Peak to peak is {} less the largest extremum of the other direction between the event and that peak. ", peak);
  if (kind == "positive_area") return "Positive area is the area above zero in the window, by trapezoids. ";
  if (kind == "negative_area") return "Negative area is the area below zero in the window, by trapezoids. ";
  if (kind == "total_area") return "Total area is the area above zero plus that below, by trapezoids. ";
  return "The integral is the area above zero less that below, by trapezoids. ";
}

std::string kinds_words(const Study& study) {
  std::vector<std::string> said;
  std::string words;
  for (const StudyMeasure& measure : study.measures) {
    if (measure.modality != "eeg") continue;
    const std::string sentence = kind_words(measure);
    if (std::find(said.begin(), said.end(), sentence) != said.end()) continue;
    said.push_back(sentence);
    words += sentence;
  }
  return words;
}

std::string error_words(const Study& study) {
  bool analytic = false, drawn = false;
  for (const StudyMeasure& measure : study.measures) {
    if (measure.modality != "eeg") continue;
    (measure.measure == "mean_amplitude" ? analytic : drawn) = true;
  }
  std::vector<std::string> ways;
  if (analytic) ways.emplace_back("from the spread of the trials for mean amplitudes");
  if (drawn)
    ways.push_back(fmt::format("from {} bootstrap draws of the trials for {}", study.eeg->bootstraps,
                               analytic ? "other measures" : "every measure"));
  return ways.empty()
             ? ""
             : fmt::format("The standardised measurement error of every value (measures.tsv) is {}. ", listed(ways));
}

std::string rejection_words(const EegSteps& steps) {
  const std::string where =
      steps.rejection_channels.empty() ? "any channel" : "any of " + listed(steps.rejection_channels);
  std::string words;
  if (steps.reject)
    words += fmt::format("Trials with a peak-to-peak amplitude above {:g} \u00b5V on {} were dropped. ",
                         steps.reject->value(), where);
  if (steps.flat)
    words += fmt::format("Trials with a peak-to-peak amplitude below {:g} \u00b5V on {} were dropped. ",
                         steps.flat->value(), where);
  return words.empty() ? "No trial was dropped for its amplitude. " : words;
}

std::string reference_words(const std::vector<std::string>& reference) {
  if (reference.empty()) return "Channels kept their recorded reference";
  if (reference == std::vector<std::string>{"average"})
    return "Channels were referenced to the average of the scalp channels";
  return fmt::format("Channels were referenced to {}{}", reference.size() > 1 ? "the mean of " : "", listed(reference));
}

}  // namespace

std::string fmri_methods(const Study& study, const std::vector<UnitRecord>& records) {
  const FmriSteps& steps = *study.fmri;
  std::string words = series_words(steps, records) + model_words(steps.model);
  std::vector<std::string> contrasts;
  for (const auto& [name, expression] : steps.contrasts) contrasts.push_back(fmt::format("{} = {}", name, expression));
  if (!contrasts.empty()) words += fmt::format("Contrasts: {}. ", listed(contrasts, "; "));
  return words +
         "Percent signal change is 100 times the height of the modelled answer to one event over the resting signal; a "
         "measure is the mean of its regions, then of the runs. BOLD is a haemodynamic signal; it does not say which "
         "transmitter was involved.";
}

std::string eeg_methods(const Study& study) {
  const EegSteps& steps = *study.eeg;
  std::string words;
  if (!steps.steps.empty())
    words = fmt::format(
        "The continuous recordings were cleaned by these steps, in this order: {}; what each did is in "
        "the file steps.json of the recording. ",
        listed(steps.steps, "; "));
  words += fmt::format("Recordings of the task {} were cut from {} to {} ms around their events", steps.task,
                       signed_text(steps.epoch_from.count()), signed_text(steps.epoch_to.count()));
  if (steps.shift.count() != 0) words += fmt::format(", each shifted by {} ms", signed_text(steps.shift.count()));
  words += steps.baseline
               ? fmt::format("; the mean from {} ms up to, not including, {} ms was subtracted as baseline",
                             signed_text(steps.baseline->first.count()), signed_text(steps.baseline->second.count()))
               : "; no baseline was subtracted";
  std::vector<std::string> conditions;
  for (const auto& [name, expression] : steps.events) conditions.push_back(fmt::format("{} ({})", name, expression));
  words += fmt::format(". Events are those of events.tsv or, without one, the recording's markers. Conditions: {}. ",
                       listed(conditions));
  words += reference_words(steps.reference) + ". Channels that a channels.tsv marks bad were not used. ";
  words += rejection_words(steps);
  for (const ErpComponent& component : steps.components)
    words +=
        fmt::format("The component {} ({}) was measured on {}{} from {} to {} ms. ", component.name, component.polarity,
                    component.channels.size() > 1 ? "the mean of " : "", listed(component.channels),
                    signed_text(component.from.count()), signed_text(component.to.count()));
  return words + kinds_words(study) + error_words(study) + "Several runs of a participant were averaged.";
}

}  // namespace attune::study
