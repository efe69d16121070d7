#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/table.hpp"

namespace attune::bids {

/// Nuisance regressors of one run, as fMRIPrep writes them. Names of versions before 1.2 are read as today's:
/// `FramewiseDisplacement` is `framewise_displacement`, `X` is `trans_x`, `aCompCor00` is `a_comp_cor_00`.
class Confounds {
 public:
  /// Two columns that mean the same are an input error.
  explicit Confounds(Table table);
  /// Rows: one per volume.
  std::size_t volumes() const { return table_.rows(); }
  /// Today's names, in the order of the file.
  const std::vector<std::string>& names() const { return names_; }
  bool has(std::string_view name) const;
  /// One value per volume; either spelling. First rows that are n/a (derivatives, displacement) are NaN; n/a after a
  /// number, a column without any number, an unknown name or text is an input error.
  std::vector<double> column(std::string_view name) const;
  /// The table as it was read.
  const Table& table() const { return table_; }

 private:
  Table table_;
  std::vector<std::string> names_;
  std::map<std::string, std::string, std::less<>> in_file_;  // today's name -> the file's
};

/// Reads `*_desc-confounds_timeseries.tsv` (or `_regressors.tsv`, `_confounds.tsv` of old versions).
Confounds read_confounds(const std::filesystem::path& path);

/// Today's fMRIPrep name for either spelling; other names as they are.
std::string confound_name(std::string_view name);

}  // namespace attune::bids
