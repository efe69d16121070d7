#include "attune/statsmodel/variables.hpp"

#include <algorithm>
#include <utility>

#include "attune/statsmodel/model.hpp"

namespace attune::statsmodel {

const Variable* Variables::find(const std::string& name) {
  const auto found = std::find_if(made_.begin(), made_.end(), [&](const Variable& v) { return v.name == name; });
  if (found != made_.end()) return &*found;
  if (std::find(loadable_.begin(), loadable_.end(), name) == loadable_.end()) return nullptr;
  Variable loaded = loader_(name);
  loaded.name = name;
  put(std::move(loaded));
  return &made_.back();
}

void Variables::put(Variable variable) {
  std::erase(loadable_, variable.name);
  const auto found =
      std::find_if(made_.begin(), made_.end(), [&](const Variable& v) { return v.name == variable.name; });
  if (found != made_.end())
    *found = std::move(variable);
  else
    made_.push_back(std::move(variable));
}

void Variables::erase(const std::string& name) {
  std::erase_if(made_, [&](const Variable& v) { return v.name == name; });
  std::erase(loadable_, name);
}

std::vector<std::string> Variables::names() const {
  std::vector<std::string> out;
  for (const Variable& variable : made_) out.push_back(variable.name);
  out.insert(out.end(), loadable_.begin(), loadable_.end());
  return out;
}

std::vector<std::string> Variables::resolve(const std::string& name_or_pattern, const Origin& origin) {
  const Term term{name_or_pattern, origin};
  std::vector<std::string> out;
  const std::vector<std::string> all = names();
  // A name may hold the characters of patterns itself.
  if (std::find(all.begin(), all.end(), name_or_pattern) != all.end()) return {name_or_pattern};
  if (term.pattern()) {
    for (const std::string& name : all)
      if (matches(term, name)) out.push_back(name);
    return out;
  }
  note_missing(name_or_pattern, "", origin);
  return {};
}

const std::vector<std::string>* Variables::family(const std::string& name) const {
  const auto found = families_.find(name);
  return found == families_.end() ? nullptr : &found->second;
}

void Variables::rename_family(const std::string& from, const std::string& to) {
  const auto found = families_.find(from);
  if (found == families_.end()) return;
  std::vector<std::string> columns = found->second;
  std::replace(columns.begin(), columns.end(), from, to);
  families_.erase(found);
  families_[to] = std::move(columns);
}

void Variables::note_missing(const std::string& name, const std::string& reason, const Origin& origin) {
  if (std::any_of(missing_.begin(), missing_.end(), [&](const Missing& m) { return m.name == name; })) return;
  missing_.push_back({name, reason.empty() ? "is no variable" : reason, origin});
}

std::string Variables::reason(const std::string& name) const {
  for (const Missing& missing : missing_)
    if (missing.name == name) return missing.reason;
  return "";
}

}  // namespace attune::statsmodel
