#include "record_fields.hpp"

namespace attune::stats {

void add_number(Record& record, const char* name, const std::optional<double>& value) {
  if (value) record.emplace_back(name, *value);
}

void add_bayes_factor(Record& record, const std::optional<double>& bf10, const std::optional<double>& log_bf10,
                      double r_scale) {
  add_number(record, "bf10", bf10);
  add_number(record, "log_bf10", log_bf10);
  if (bf10) record.emplace_back("r_scale", r_scale);
}

std::vector<ColumnMeaning> bayes_factor_meanings(const std::string& alternative, const std::string& prior) {
  return {{"bf10", "Bayes factor for " + alternative + " against none", ""},
          {"log_bf10", "its natural logarithm", ""},
          {"r_scale", prior, ""}};
}

void add_permutation(Record& record, const std::optional<PermutationResult>& permutation) {
  if (!permutation) return;
  record.emplace_back("p_perm", permutation->p);
  record.emplace_back("permutations", permutation->arrangements);
  record.emplace_back("enumerated", permutation->enumerated);
}

std::vector<ColumnMeaning> permutation_meanings() {
  return {{"p_perm", "two-sided permutation p, the identity included", ""},
          {"permutations", "arrangements it rests on", ""},
          {"enumerated", "true if these are all there are", ""}};
}

std::vector<ColumnMeaning> exclusion_meanings(const std::string& what) {
  return {{"excluded", what + " left out", ""}, {"excluded_reasons", "why, with counts", ""}};
}

void append(std::vector<ColumnMeaning>& meanings, const std::vector<ColumnMeaning>& more) {
  meanings.insert(meanings.end(), more.begin(), more.end());
}

void append(Warnings& warnings, const Warnings& more) { warnings.insert(warnings.end(), more.begin(), more.end()); }

}  // namespace attune::stats
