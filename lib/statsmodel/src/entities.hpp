#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace attune::statsmodel {

/// Long names of the entities by which images may be chosen and grouped ("subject", "task", ..), without "contrast".
const std::vector<std::string>& entity_names();

/// "sub" for "subject": the key in file names. A name that is not in `entity_names` is an internal error.
std::string entity_key(std::string_view name);

}  // namespace attune::statsmodel
