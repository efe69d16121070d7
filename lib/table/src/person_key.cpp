#include "attune/table/person_key.hpp"

namespace attune {

std::string person_key(std::string_view participant_id) {
  constexpr std::string_view kPrefix = "sub-";
  return std::string(participant_id.starts_with(kPrefix) ? participant_id.substr(kPrefix.size()) : participant_id);
}

}  // namespace attune
