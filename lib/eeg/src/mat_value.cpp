#include "mat_value.hpp"

namespace attune::eeg {

std::size_t MatValue::count() const {
  if (kind == Kind::structure) return fields.empty() ? 0 : items.size() / fields.size();
  return items.size();
}

const MatValue* MatValue::field(std::string_view name, std::size_t element) const {
  if (kind != Kind::structure || element >= count()) return nullptr;
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (fields[f] == name) return &items[element * fields.size() + f];
  return nullptr;
}

MatValue* MatValue::field(std::string_view name, std::size_t element) {
  return const_cast<MatValue*>(std::as_const(*this).field(name, element));
}

std::optional<double> MatValue::scalar() const {
  if (kind == Kind::numbers && numbers.size() == 1) return numbers(0);
  if (kind == Kind::cells && items.size() == 1) return items.front().scalar();
  return std::nullopt;
}

}  // namespace attune::eeg
