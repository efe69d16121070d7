#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::test {

/// A row of a measures table of one task and channel.
inline Measure sme_row(const std::string& participant, const std::string& condition, double value, double sme,
                       const std::string& measure = "p3.mean_amplitude", const std::string& unit = "uV") {
  Measure row;
  row.participant_id = participant;
  row.task = "words";
  row.modality = "eeg";
  row.measure = measure;
  row.site = "Pz";
  row.condition = condition;
  row.value = value;
  row.unit = unit;
  row.n = 40;
  row.quality = sme;
  return row;
}

/// The table of these rows, with a column of groups.
inline Table with_groups(const std::vector<Measure>& rows, const std::vector<std::string>& groups) {
  Table table = to_table(rows);
  table.add("group", groups);
  return table;
}

/// The field of a record; fails as an exception if it is not there.
inline FieldValue field(const Record& record, const std::string& name) {
  for (const auto& [key, value] : record)
    if (key == name) return value;
  throw std::out_of_range(name);
}
inline double number(const Record& record, const std::string& name) { return std::get<double>(field(record, name)); }
inline std::int64_t count(const Record& record, const std::string& name) {
  return std::get<std::int64_t>(field(record, name));
}
inline std::string words(const Record& record, const std::string& name) {
  return std::get<std::string>(field(record, name));
}

}  // namespace attune::test
