#pragma once

#include <string>
#include <string_view>

namespace attune {

/// What is the same for every spelling of a participant: "01" for "sub-01" and for "01". Two rows with the same key are
/// of one person.
std::string person_key(std::string_view participant_id);

}  // namespace attune
