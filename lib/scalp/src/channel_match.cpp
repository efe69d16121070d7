#include "attune/scalp/channel_match.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <unordered_map>

#include "attune/base/number_text.hpp"

namespace attune::scalp {
namespace {

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Electrodes by lower-case name.
using Lookup = std::unordered_map<std::string, Eigen::Index>;

Lookup lookup_of(const Montage& montage) {
  Lookup out;
  for (std::size_t i = 0; i < montage.names.size(); ++i)
    out.emplace(lower(montage.names[i]), static_cast<Eigen::Index>(i));
  return out;
}

std::optional<Eigen::Index> find(const Lookup& lookup, const std::string& name) {
  const auto found = lookup.find(name);
  return found == lookup.end() ? std::nullopt : std::optional(found->second);
}

std::string renamed(const std::string& name) {
  static const std::unordered_map<std::string, std::string> old = {{"t3", "t7"}, {"t4", "t8"}, {"t5", "p7"},
                                                                   {"t6", "p8"}, {"o9", "i1"}, {"o10", "i2"}};
  const auto found = old.find(name);
  return found == old.end() ? std::string() : found->second;
}

// "eeg fp1-ref" -> "fp1". Only what is known not to be a second electrode of a bipolar derivation is taken off.
std::string undecorated(std::string name) {
  for (const std::string_view prefix : {"eeg", "channel", "chan", "ch"})
    if (name.starts_with(prefix) && name.size() > prefix.size() &&
        !std::isalpha(static_cast<unsigned char>(name[prefix.size()]))) {
      name.erase(0, prefix.size());
      break;
    }
  const auto is_edge = [](char c) { return c == ' ' || c == '.' || c == '_' || c == ':' || c == '-' || c == '\''; };
  while (!name.empty() && is_edge(name.front())) name.erase(0, 1);
  while (!name.empty() && is_edge(name.back())) name.pop_back();
  constexpr std::array<std::string_view, 22> references = {
      "ref",  "reference", "le", "re",  "a1",      "a2",  "a1a2", "a1+a2", "a12", "m1",     "m2",
      "m1m2", "m1+m2",     "av", "avg", "average", "car", "org",  "gnd",   "cle", "linked", "com"};
  const std::size_t cut = name.find_last_of("-:_/ ");
  if (cut != std::string::npos &&
      std::find(references.begin(), references.end(), name.substr(cut + 1)) != references.end()) {
    name.erase(cut);
    while (!name.empty() && is_edge(name.back())) name.pop_back();
  }
  return name;
}

// The number in "e1", "e001", "eeg 001", "eeg1", "1"; nothing for other texts.
std::optional<Eigen::Index> net_number(const std::string& name) {
  std::string_view rest = name;
  for (const std::string_view prefix : {"eeg", "e"})
    if (rest.starts_with(prefix)) {
      rest.remove_prefix(prefix.size());
      break;
    }
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '_')) rest.remove_prefix(1);
  if (rest.empty() || rest.size() > 4 ||
      !std::all_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return static_cast<Eigen::Index>(parse_integer(rest).value());
}

// The electrode at a BioSemi input: a1 ... a32 are the first 32, b1 ... b32 the next.
std::optional<Eigen::Index> biosemi_input(const std::string& name, Eigen::Index electrodes) {
  if (name.size() < 2 || name.size() > 3 || (name[0] != 'a' && name[0] != 'b')) return std::nullopt;
  const std::optional<std::int64_t> number = parse_integer(std::string_view(name).substr(1));
  if (!number || *number < 1 || *number > 32 || name[1] == '+') return std::nullopt;
  const Eigen::Index index = (name[0] == 'b' ? 32 : 0) + static_cast<Eigen::Index>(*number) - 1;
  return index < electrodes ? std::optional(index) : std::nullopt;
}

struct Finder {
  const Montage& montage;
  Lookup lookup;
  bool net, inputs;

  std::pair<MatchKind, std::optional<Eigen::Index>> operator()(const std::string& channel) const {
    const std::string plain = lower(channel);
    if (const auto at = find(lookup, plain))
      return {montage.names[static_cast<std::size_t>(*at)] == channel ? MatchKind::exact : MatchKind::spelling, at};
    if (const auto at = find(lookup, renamed(plain))) return {MatchKind::old_name, at};
    const std::string bare = undecorated(plain);
    if (bare != plain && !bare.empty() && !(net && net_number(bare) && !bare.starts_with('e'))) {
      if (const auto at = find(lookup, bare)) return {MatchKind::decorated, at};
      if (const auto at = find(lookup, renamed(bare))) return {MatchKind::decorated, at};
    }
    if (net)
      if (const auto number = net_number(plain))
        if (const auto at = find(lookup, fmt::format("e{}", *number))) return {MatchKind::input, at};
    if (inputs)
      if (const auto at = biosemi_input(bare, static_cast<Eigen::Index>(montage.names.size())))
        return {MatchKind::input, at};
    return {MatchKind::unmatched, std::nullopt};
  }
};

// Several channels for one electrode: the plainest keeps it, equals all lose it.
void settle(std::vector<ChannelMatch>& channels) {
  std::unordered_map<Eigen::Index, std::vector<std::size_t>> claims;
  for (std::size_t i = 0; i < channels.size(); ++i)
    if (channels[i].electrode) claims[*channels[i].electrode].push_back(i);
  for (const auto& [electrode, claimants] : claims) {
    if (claimants.size() < 2) continue;
    MatchKind plainest = MatchKind::unmatched;
    for (const std::size_t i : claimants) plainest = std::min(plainest, channels[i].kind);
    const auto as_plain =
        std::count_if(claimants.begin(), claimants.end(), [&](std::size_t i) { return channels[i].kind == plainest; });
    for (const std::size_t i : claimants)
      if (channels[i].kind != plainest || as_plain > 1) {
        channels[i].kind = MatchKind::ambiguous;
        channels[i].electrode.reset();
      }
  }
}

}  // namespace

std::string_view name_of(MatchKind kind) {
  constexpr std::array<std::string_view, 7> names = {"exact", "spelling",  "old name", "decorated",
                                                     "input", "ambiguous", "unmatched"};
  return names[static_cast<std::size_t>(kind)];
}

Match match(std::span<const std::string> channels, const Montage& montage) {
  const bool biosemi = montage.name == "biosemi-16" || montage.name == "biosemi-32" || montage.name == "biosemi-64";
  Finder finder{montage, lookup_of(montage), montage.name.starts_with("hydrocel-"), false};
  Match out;
  out.montage = montage.name;
  if (biosemi)  // A1 is an ear lobe among electrodes' names
    finder.inputs = std::none_of(channels.begin(), channels.end(),
                                 [&](const std::string& channel) { return finder(channel).second.has_value(); });
  for (const std::string& channel : channels) {
    const auto [kind, electrode] = finder(channel);
    ChannelMatch one{channel, kind, electrode, {}};
    if (electrode) one.name = montage.names[static_cast<std::size_t>(*electrode)];
    out.channels.push_back(std::move(one));
  }
  settle(out.channels);
  return out;
}

std::vector<std::string> Match::unmatched() const {
  std::vector<std::string> out;
  for (const ChannelMatch& channel : channels)
    if (!channel.electrode) out.push_back(channel.channel);
  return out;
}

std::string Match::summary() const {
  std::vector<std::string> counts, missing;
  std::size_t matched = 0;
  for (std::size_t kind = 0; kind <= static_cast<std::size_t>(MatchKind::input); ++kind) {
    std::size_t count = 0;
    std::vector<std::string> shown;
    for (const ChannelMatch& channel : channels) {
      if (channel.kind != static_cast<MatchKind>(kind)) continue;
      ++count;
      if (shown.size() < 3 && channel.kind != MatchKind::exact)
        shown.push_back(fmt::format("{} is {}", channel.channel, channel.name));
    }
    matched += count;
    if (count == 0) continue;
    counts.push_back(fmt::format("{} {}", count, name_of(static_cast<MatchKind>(kind))));
    if (!shown.empty())
      counts.back() += fmt::format(": {}{}", fmt::join(shown, ", "), count > shown.size() ? ", ..." : "");
  }
  for (const ChannelMatch& channel : channels)
    if (!channel.electrode)
      missing.push_back(channel.kind == MatchKind::ambiguous
                            ? fmt::format("{} ({} too is claimed by another channel)", channel.channel, channel.name)
                            : channel.channel);
  return fmt::format("{} of {} channels are in {}{}{}{}{}", matched, channels.size(), montage,
                     counts.empty() ? "" : " (", fmt::join(counts, "; "), counts.empty() ? "" : ")",
                     missing.empty() ? std::string() : fmt::format("; not: {}", fmt::join(missing, ", ")));
}

Positions Match::positions(const Montage& of) const {
  Positions out =
      Positions::Constant(static_cast<Eigen::Index>(channels.size()), 3, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < channels.size(); ++i)
    if (channels[i].electrode) out.row(static_cast<Eigen::Index>(i)) = of.positions.row(*channels[i].electrode);
  return out;
}

std::optional<std::string> likely_montage(std::span<const std::string> channels) {
  std::optional<std::string> best;
  std::size_t most = 0;
  for (const std::string& name : montage_names()) {
    const Montage candidate = montage(name);
    const std::size_t found = channels.size() - match(channels, candidate).unmatched().size();
    if (2 * found < channels.size() || found <= most) continue;
    best = name;
    most = found;
  }
  return best;
}

}  // namespace attune::scalp
