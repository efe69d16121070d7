#pragma once

#include <string>

#include "attune/study/study_file.hpp"
#include "attune/yaml/section.hpp"

namespace attune::study {

using yaml::Entry;

/// A map whose keys are `known_keys().at(kind)`.
class Section : public yaml::Section {
 public:
  Section(const Entry& entry, const std::string& kind) : yaml::Section(entry, kind, known_keys().at(kind)) {}
};

}  // namespace attune::study
