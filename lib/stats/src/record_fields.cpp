#include "record_fields.hpp"

#include <fmt/format.h>

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
  return {{"p_perm", "permutation p for the alternative, the identity included", ""},
          {"permutations", "arrangements it rests on", ""},
          {"enumerated", "true if these are all there are", ""}};
}

void add_blocks(Record& record, const std::optional<BlockCount>& blocks) {
  if (!blocks) return;
  record.emplace_back("exchange", name_of(blocks->exchange));
  record.emplace_back("blocks", static_cast<std::int64_t>(blocks->blocks));
  record.emplace_back("blocks_idle", static_cast<std::int64_t>(blocks->idle));
}

std::vector<ColumnMeaning> block_meanings() {
  return {{"exchange", "what p_perm exchanges: values within blocks, or whole blocks", ""},
          {"blocks", "blocks of the permutation", ""},
          {"blocks_idle", "blocks that stay as they are in every permutation", ""}};
}

void add_bootstrap_interval(Record& record, const std::string& prefix, const BcaInterval& interval, double scale) {
  if (!interval.interval) return;
  record.emplace_back(prefix + "boot_ci_low", scale * interval.interval->low);
  record.emplace_back(prefix + "boot_ci_high", scale * interval.interval->high);
}

void add_sensitivity(Record& record, const std::vector<PriorWidth>& widths) {
  if (widths.empty()) return;
  RecordList list;
  for (const PriorWidth& width : widths) list.records.push_back({{"r_scale", width.r_scale}, {"bf10", width.bf10}});
  record.emplace_back("sensitivity", std::move(list));
}

std::vector<ColumnMeaning> sensitivity_meanings(std::size_t widths) {
  std::vector<ColumnMeaning> out;
  for (std::size_t i = 1; i <= widths; ++i) {
    out.push_back({fmt::format("sensitivity_{}_r_scale", i), fmt::format("width {} of the prior", i), ""});
    out.push_back({fmt::format("sensitivity_{}_bf10", i), "Bayes factor at that width", ""});
  }
  return out;
}

std::vector<ColumnMeaning> exclusion_meanings(const std::string& what) {
  return {{"excluded", what + " left out", ""}, {"excluded_reasons", "why, with counts", ""}};
}

void append(std::vector<ColumnMeaning>& meanings, const std::vector<ColumnMeaning>& more) {
  meanings.insert(meanings.end(), more.begin(), more.end());
}

void append(Warnings& warnings, const Warnings& more) { warnings.insert(warnings.end(), more.begin(), more.end()); }

}  // namespace attune::stats
