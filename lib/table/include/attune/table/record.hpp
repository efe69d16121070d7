#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "attune/table/table.hpp"

namespace attune {

struct RecordList;

/// A value of a result field. Lists are JSON arrays; NaN is JSON null.
using FieldValue = std::variant<double, std::int64_t, bool, std::string, std::vector<double>, std::vector<std::int64_t>,
                                std::vector<std::string>, RecordList>;

/// One result with named fields in order: a JSON object, or one row of a table. Fields that do not apply are absent.
using Record = std::vector<std::pair<std::string, FieldValue>>;

/// Records within a record, such as the coefficients of a model: an array of JSON objects.
struct RecordList {
  std::vector<Record> records;
};

/// One row per record; columns in order of first appearance, absent fields `n/a`. A list field `mean` of two becomes
/// the columns `mean_1` and `mean_2`, a list of records `coefficients` the columns `coefficients_1_term` and so on.
Table to_table(std::span<const Record> records);

/// One row per field for reading one thing after another: the columns `key` (the record's field of that name),
/// `property` and `value`; lists are joined by ", ".
Table to_property_table(std::span<const Record> records, const std::string& key);

/// JSON text with full precision (the shortest text that reads back to the same double): an object for one record if
/// `single`, else an array of objects.
std::string to_json(std::span<const Record> records, bool single);

/// A table as records: numeric columns as numbers, `n/a` as null.
std::vector<Record> to_records(const Table& table);

/// What a table's columns are, one record each: format, rows, column, type (number or text), missing.
std::vector<Record> summarise(const Table& table);

}  // namespace attune
