#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune {

/// A result of several parts: lists of records with a name each, and fields of the whole.
struct Document {
  std::vector<std::pair<std::string, std::vector<Record>>> parts;  ///< "coefficients" with a record per coefficient
  Record fields;
};

/// Every record as a row, with the name of its part in the first column, `part`; the fields of the whole are the last
/// row, of the part `whole`. Columns in order of first appearance, absent fields `n/a`.
Table to_table(const Document& document);

/// An object with an array per part and the fields of the whole.
std::string to_json(const Document& document);

/// The document with just this part; one that is not there is an analysis error that names those that are.
Document only_part(const Document& document, const std::string& name);

}  // namespace attune
