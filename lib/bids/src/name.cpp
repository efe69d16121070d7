#include "attune/bids/name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::bids {
namespace {

// The order of the BIDS entity table; `contrast` and `stat` are not in it but common in derivatives.
constexpr std::array<std::string_view, 39> kOrder = {
    "sub",   "tpl",  "ses",   "cohort", "sample", "task",  "tracksys",  "acq",   "nuc",   "voi",
    "ce",    "trc",  "stain", "rec",    "dir",    "run",   "mod",       "echo",  "flip",  "inv",
    "mt",    "part", "proc",  "hemi",   "space",  "split", "recording", "chunk", "atlas", "seg",
    "scale", "res",  "den",   "label",  "from",   "to",    "contrast",  "stat",  "desc"};
constexpr std::array<std::string_view, 6> kIndices = {"run", "echo", "flip", "inv", "split", "chunk"};

bool is_value(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '+');
  return is_label(plain);
}

std::string_view without_leading_zeros(std::string_view text) {
  const std::size_t first = text.find_first_not_of('0');
  return first == std::string_view::npos ? text.substr(0, text.empty() ? 0 : 1) : text.substr(first);
}

Entity parse_entity(std::string_view part, const std::filesystem::path& path) {
  const std::size_t dash = part.find('-');
  if (dash == std::string_view::npos)
    throw input_error(path, fmt::format("the name has the part {}, expected key-value as in sub-01", in_quotes(part)));
  const std::string_view key = part.substr(0, dash), value = part.substr(dash + 1);
  if (!is_label(key) || !is_value(value))
    throw input_error(path,
                      fmt::format("the name has the part {}, expected letters and digits on both sides of one dash",
                                  in_quotes(part)));
  return {std::string(key), std::string(value)};
}

}  // namespace

std::optional<std::string> Name::entity(std::string_view key) const {
  for (const Entity& e : entities)
    if (e.key == key) return e.value;
  return std::nullopt;
}

Name parse_name(const std::filesystem::path& path) {
  const std::string file = path.filename().string();
  const std::string_view text = file;
  Name out;
  const std::size_t dot = text.find('.');
  if (dot != std::string_view::npos) out.extension = text.substr(dot);
  const std::string_view stem = text.substr(0, dot);
  const std::size_t last = stem.rfind('_');
  out.suffix = last == std::string_view::npos ? stem : stem.substr(last + 1);
  if (!is_label(out.suffix))
    throw input_error(path,
                      fmt::format("the name ends with {}, expected a suffix such as bold or eeg before the extension",
                                  in_quotes(out.suffix)));
  if (last == std::string_view::npos) return out;
  const std::string_view entities = stem.substr(0, last);
  for (std::size_t at = 0; at <= entities.size();) {
    const std::size_t end = std::min(entities.find('_', at), entities.size());
    Entity entity = parse_entity(entities.substr(at, end - at), path);
    if (out.entity(entity.key))
      throw input_error(path, fmt::format("the name has the entity {} twice", in_quotes(entity.key)));
    out.entities.push_back(std::move(entity));
    at = end + 1;
  }
  return out;
}

std::size_t entity_rank(std::string_view key) {
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), key) - kOrder.begin());
}

std::string format_name(const Name& name) {
  std::vector<Entity> sorted = name.entities;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Entity& a, const Entity& b) { return entity_rank(a.key) < entity_rank(b.key); });
  std::string out;
  for (const Entity& e : sorted) {
    if (!is_label(e.key) || !is_value(e.value))
      throw Error(Fault::internal, fmt::format("{} cannot be part of a BIDS name", in_quotes(e.key + "-" + e.value)));
    out += fmt::format("{}-{}_", e.key, e.value);
  }
  const bool plain_extension =
      name.extension.empty() || (name.extension.front() == '.' && name.extension.find('/') == std::string::npos);
  if (!is_label(name.suffix) || !plain_extension)
    throw Error(Fault::internal, fmt::format("{} cannot end a BIDS name", in_quotes(name.suffix + name.extension)));
  return out + name.suffix + name.extension;
}

bool same_value(std::string_view key, std::string_view a, std::string_view b) {
  const bool is_index = std::find(kIndices.begin(), kIndices.end(), key) != kIndices.end();
  return is_index ? without_leading_zeros(a) == without_leading_zeros(b) : a == b;
}

std::string participant_label(std::string_view text, std::string_view option) {
  const std::string_view label = text.starts_with("sub-") ? text.substr(4) : text;
  if (!is_label(label))
    throw usage_error(
        fmt::format("{}: {} is no label; give letters and digits, as in sub-01 or 01", option, in_quotes(text)));
  return std::string(label);
}

}  // namespace attune::bids
