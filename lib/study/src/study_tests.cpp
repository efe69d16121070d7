#include <fmt/format.h>

#include <algorithm>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/body/measures.hpp"
#include "attune/erp/measure.hpp"
#include "smallest_effect.hpp"
#include "study_sections.hpp"

namespace attune::study {
namespace {

std::vector<std::string> names_of(const Definitions& definitions) {
  std::vector<std::string> names;
  for (const auto& [name, text] : definitions) names.push_back(name);
  return names;
}

void read_fmri_measure(const Section& section, const Study& study, StudyMeasure& measure) {
  if (!study.fmri) section.whole().fail("has modality fmri, but the study has no section 'fmri'");
  measure.measure = section.need("measure").choice({"psc"});
  measure.sites = section.need("site").words();
  for (const char* key : {"component", "fraction", "neighbourhood"})
    if (const auto entry = section.find(key)) entry->fail("belongs to measures of modality eeg");
}

void read_eeg_measure(const Section& section, const Study& study, StudyMeasure& measure) {
  if (!study.eeg) section.whole().fail("has modality eeg, but the study has no section 'eeg'");
  measure.measure = section.need("measure").choice(erp::kind_names());
  section.need("condition").choice(names_of(study.eeg->events));
  std::vector<std::string> components;
  for (const ErpComponent& component : study.eeg->components) components.push_back(component.name);
  measure.component = section.need("component").choice(components);
  if (const auto site = section.find("site")) site->fail("is given by the component's channels; leave it out");
  if (const auto fraction = section.find("fraction")) {
    measure.fraction = fraction->number();
    if (measure.fraction <= 0 || measure.fraction >= 1) fraction->fail("is not between 0 and 1");
  }
  if (const auto samples = section.find("neighbourhood"))
    measure.neighbourhood = static_cast<int>(samples->whole(0, 1000));
  for (const StudyMeasure& other : study.measures)
    if (other.row_measure() == measure.row_measure() &&
        (other.fraction != measure.fraction || other.neighbourhood != measure.neighbourhood))
      section.whole().fail(fmt::format("measures {} like {} but otherwise; give it a component of its own",
                                       measure.row_measure(), other.name));
}

void read_physio_measure(const Section& section, const Study& study, StudyMeasure& measure) {
  if (!study.physio) section.whole().fail("has modality physio, but the study has no section 'physio'");
  measure.measure = section.need("measure").choice(body::measure_names());
  std::vector<std::string> conditions = study.physio->conditions;
  for (const PhysioContrast& contrast : study.physio->contrasts) conditions.push_back(contrast.name);
  if (!conditions.empty()) section.need("condition").choice(conditions);
  if (const auto site = section.find("site")) measure.sites = site->words();
  for (const char* key : {"component", "fraction", "neighbourhood"})
    if (const auto entry = section.find(key)) entry->fail("belongs to measures of modality eeg");
}

/// What a test may relate: measures, scores and covariates.
std::vector<std::string> values_of(const Study& study) {
  std::vector<std::string> names;
  for (const StudyMeasure& measure : study.measures) names.push_back(measure.name);
  for (const ScoreRule& rule : study.scores) names.push_back(rule.name);
  names.insert(names.end(), study.covariates.begin(), study.covariates.end());
  return names;
}

void read_compare(const Section& section, const Study& study, StudyTest& test) {
  test.kind = StudyTest::Kind::compare;
  test.value = section.need("compare").choice(values_of(study));
  std::vector<std::string> groupings = study.covariates;
  groupings.insert(groupings.begin(), "group");
  if (const auto by = section.find("by")) test.by = by->choice(groupings);
  if (test.by == "group" && study.group.levels.empty())
    section.whole().fail("compares groups, but 'participants' has no 'group'");
  const auto levels = section.find("levels");
  if (levels) {
    test.levels = levels->words();
  } else if (test.by == "group" && study.group.levels.size() == 2) {
    test.levels = study.group.levels;
  }
  if (test.levels.size() != 2) section.whole().fail("needs 'levels: [A, B]'; the estimate is A less B");
  if (test.by == "group")
    for (const std::string& level : test.levels)
      if (std::find(study.group.levels.begin(), study.group.levels.end(), level) == study.group.levels.end())
        section.whole().fail(
            fmt::format("level {} is no group{}", in_quotes(level), suggestion(level, study.group.levels)));
  test.method = "welch";
  if (const auto method = section.find("test")) test.method = method->choice({"welch", "student", "mann-whitney"});
  if (const auto sesoi = section.find("sesoi")) test.sesoi = smallest_effect_text(*sesoi);
}

void read_correlate(const Section& section, const Study& study, StudyTest& test) {
  test.kind = StudyTest::Kind::correlate;
  const std::vector<Entry> pair = section.need("correlate").list();
  if (pair.size() != 2) section.need("correlate").fail("expected two names: [x, y]");
  test.x = pair[0].choice(values_of(study));
  test.y = pair[1].choice(values_of(study));
  if (test.x == test.y) section.need("correlate").fail(fmt::format("relates {} to itself", test.x));
  if (const auto given = section.find("given")) test.given = given->choice(values_of(study));
  test.method = "pearson";
  if (const auto method = section.find("method")) test.method = method->choice({"pearson", "spearman", "kendall"});
}

}  // namespace

StudyMeasure read_measure(const Entry& entry, const Study& study) {
  const Section section(entry, "measure");
  StudyMeasure measure;
  measure.name = measure.label = checked_name(entry, entry.name());
  measure.line = entry.line();
  if (const auto label = section.find("label")) measure.label = label->text();
  measure.modality = section.need("modality").choice({"fmri", "eeg", "physio"});
  if (const auto condition = section.find("condition")) measure.condition = condition->text();
  if (measure.modality != "physio") section.need("condition");
  if (const auto combine = section.find("combine")) combine->choice({"mean"});
  if (measure.modality == "fmri")
    read_fmri_measure(section, study, measure);
  else if (measure.modality == "eeg")
    read_eeg_measure(section, study, measure);
  else
    read_physio_measure(section, study, measure);
  return measure;
}

StudyTest read_test(const Entry& entry, const Study& study) {
  for (const Entry& item : entry.entries())
    if (item.name() == "model") item.fail("models are not run yet; use 'compare' or 'correlate'");
  const std::vector<Entry> entries = entry.entries();
  const bool correlates =
      std::any_of(entries.begin(), entries.end(), [](const Entry& item) { return item.name() == "correlate"; });
  const Section section(entry, correlates ? "correlate" : "compare");
  StudyTest test;
  test.name = checked_name(entry, entry.name());
  test.line = entry.line();
  if (correlates)
    read_correlate(section, study, test);
  else
    read_compare(section, study, test);
  if (const auto permutations = section.find("permutations")) test.permutations = permutations->whole(0, 10000000);
  if (const auto primary = section.find("primary")) test.primary = primary->flag();
  return test;
}

}  // namespace attune::study
