#include "attune/study/study_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/body/measures.hpp"
#include "attune/erp/measure.hpp"
#include "study_sections.hpp"

namespace attune::study {
namespace {

constexpr std::uintmax_t kLimit = 1 << 20;  // a study file is a page of text; a megabyte of YAML is no study

template <class Items>
const auto& named(const Items& items, std::string_view name, const char* what) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  if (found == items.end()) throw std::logic_error(fmt::format("the study has no {} '{}'", what, name));
  return *found;
}

void refuse_shared_names(const Study& study, const Entry& whole) {
  std::vector<std::string> names{"participant_id", "group", "excluded"};
  for (const StudyMeasure& measure : study.measures) names.push_back(measure.name);
  for (const ScoreRule& rule : study.scores) names.push_back(rule.name);
  names.insert(names.end(), study.covariates.begin(), study.covariates.end());
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end())
    whole.fail(
        fmt::format("{} names two columns (measures, scores and covariates share one table)", in_quotes(*twice)));
}

Study read_sections(const Entry& whole, std::vector<Entry>& claims) {
  const Section section(whole, "study file");
  Study study;
  study.name = checked_name(section.need("study"), section.need("study").text());
  study.question = section.need("question").text();
  if (const auto entry = section.find("participants")) read_participants(*entry, study);
  if (const auto entry = section.find("fmri")) study.fmri = read_fmri(*entry);
  if (const auto entry = section.find("eeg")) study.eeg = read_eeg(*entry);
  if (const auto entry = section.find("physio")) study.physio = read_physio(*entry);
  if (!study.fmri && !study.eeg && !study.physio) whole.fail("needs a section 'fmri', 'eeg' or 'physio'");
  for (const Entry& entry : section.need("measures").entries()) study.measures.push_back(read_measure(entry, study));
  refuse_shared_names(study, whole);
  if (const auto tests = section.find("tests"))
    for (const Entry& entry : tests->entries()) study.tests.push_back(read_test(entry, study));
  if (const auto entry = section.find("claims")) claims = entry->list();
  if (const auto seed = section.find("seed"))
    study.seed = static_cast<std::uint64_t>(seed->whole(0, std::int64_t{1} << 53));
  return study;
}

/// Other spellings of a unit.
std::string plain_unit(const std::string& unit) {
  if (unit == "%") return "percent";
  if (unit == "\u00b5V" || unit == "\u03bcV") return "uV";
  return unit;
}

/// A verdict in another unit than the test's would be about another number.
void check_claim_unit(const Claim& claim, const Entry& entry, const Study& study) {
  const std::string unit = study.unit(study.test(claim.test));
  if (claim.unit.empty() || unit == "n/a" || plain_unit(claim.unit) == unit) return;
  const bool relates = study.test(claim.test).kind == StudyTest::Kind::correlate;
  if (relates && (claim.unit == "r" || claim.unit == "rho" || claim.unit == "tau")) return;
  entry.fail(fmt::format("the claim's unit is {}, but its test {} is in {}", in_quotes(claim.unit), claim.test,
                         relates ? "r, which has the unit 1" : unit));
}

void check_claim(const Claim& claim, const Entry& entry, const Study& study) {
  for (const Claim& other : study.claims)
    if (other.name == claim.name)
      entry.fail(fmt::format("the name {} is that of the claim {} too; give one of the files another name",
                             in_quotes(claim.name), other.path.generic_string()));
  std::vector<std::string> tests;
  for (const StudyTest& test : study.tests) tests.push_back(test.name);
  const auto test = std::find(tests.begin(), tests.end(), claim.test);
  if (test == tests.end())
    entry.fail(
        fmt::format("the claim's test {} is not in the study{}", in_quotes(claim.test), suggestion(claim.test, tests)));
  const bool compares = study.test(claim.test).kind == StudyTest::Kind::compare;
  if (!compares && (!claim.sesoi.empty() || claim.at_least))
    entry.fail("sesoi and at_least belong to claims about a comparison");
  if (claim.none && !compares)
    entry.fail("claims that there is no correlation, which no test here shows: p > .05 is not evidence of none");
  if (claim.none && claim.sesoi.empty() && study.test(claim.test).sesoi.empty())
    entry.fail(
        "claims that there is no effect, which p > .05 does not show; give 'sesoi', the smallest effect that "
        "would matter, in the claim or in its test");
  check_claim_unit(claim, entry, study);
}

}  // namespace

bool ExclusionRule::holds(double value) const {
  switch (comparison) {
    case Comparison::less:
      return value < bound;
    case Comparison::less_equal:
      return value <= bound;
    case Comparison::greater:
      return value > bound;
    case Comparison::greater_equal:
      return value >= bound;
  }
  return false;
}

ExclusionRule parse_exclusion_rule(std::string_view text) {
  const std::string_view line = trimmed(text);
  const std::size_t at = line.find_first_of("<>");
  if (at == std::string_view::npos)
    throw usage_error(fmt::format("{} is no rule; expected such as 'mean_fd > 0.5'", in_quotes(line)));
  const bool or_equal = at + 1 < line.size() && line[at + 1] == '=';
  const std::string_view quantity = trimmed(line.substr(0, at));
  const std::optional<double> bound = parse_double(trimmed(line.substr(at + (or_equal ? 2 : 1))));
  if (quantity.empty() || quantity.find_first_of(" \t") != std::string_view::npos || !bound)
    throw usage_error(fmt::format("{} is no rule; expected such as 'mean_fd > 0.5'", in_quotes(line)));
  ExclusionRule rule;
  rule.text = std::string(line);
  rule.quantity = std::string(quantity);
  rule.bound = *bound;
  using Comparison = ExclusionRule::Comparison;
  rule.comparison = line[at] == '<' ? (or_equal ? Comparison::less_equal : Comparison::less)
                                    : (or_equal ? Comparison::greater_equal : Comparison::greater);
  return rule;
}

std::string StudyMeasure::row_measure() const { return component.empty() ? measure : component + "." + measure; }

std::string StudyMeasure::unit() const {
  if (modality == "fmri") return "percent";
  return modality == "eeg" ? erp::unit_of(erp::kind_of(measure)) : body::unit_of(measure);
}

const StudyMeasure& Study::measure(std::string_view wanted) const { return named(measures, wanted, "measure"); }
const StudyTest& Study::test(std::string_view wanted) const { return named(tests, wanted, "test"); }

std::string Study::unit(const StudyTest& about) const {
  if (about.kind == StudyTest::Kind::correlate) return "1";
  for (const StudyMeasure& known : measures)
    if (known.name == about.value) return known.unit();
  return "n/a";
}

Study parse_study(std::string_view text, const std::filesystem::path& path) {
  std::vector<Entry> claims;
  Study study = read_sections(yaml::parse(text, path), claims);
  if (!claims.empty()) claims.front().fail("claims are files; they are read with the study's own file");
  study.path = path;
  study.sha256 = sha256_of(text);
  return study;
}

Study read_study(const std::filesystem::path& path) {
  const std::string text = read_text(path, kLimit);
  std::vector<Entry> claims;
  Study study = read_sections(yaml::parse(text, path), claims);
  study.path = path;
  std::string hashes = sha256_of(text);
  for (const Entry& entry : claims) {
    const std::string relative = checked_path(entry);
    Claim claim = read_claim(path.parent_path() / relative);
    claim.path = relative;
    check_claim(claim, entry, study);
    hashes += claim.sha256;
    study.claims.push_back(std::move(claim));
  }
  study.sha256 = sha256_of(hashes);
  return study;
}

}  // namespace attune::study
