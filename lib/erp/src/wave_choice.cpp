// Which waves the options ask for, by name.
#include <fmt/format.h>

#include <algorithm>

#include "attune/base/nearest_name.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "attune/erp/derived.hpp"
#include "operands.hpp"

namespace attune::erp {
namespace {

constexpr const char* kBad = "bad channel";

// A condition, or a difference of conditions: each with its weight.
struct Mixture {
  std::string name;
  std::vector<std::pair<std::size_t, double>> parts;
};

Eigen::Index channel_of(const std::vector<std::string>& channels, const std::string& name, const std::string& where) {
  const auto found = std::find(channels.begin(), channels.end(), name);
  if (found == channels.end())
    throw Error(Fault::input,
                fmt::format("{}: there is no channel {}{}", where, in_quotes(name), suggestion(name, channels)));
  return found - channels.begin();
}

class Choosing {
 public:
  Choosing(std::span<const eeg::Evoked> averages, const WaveChoice& choice, const std::string& file, Warnings& warnings)
      : averages_(averages), choice_(choice), file_(file), warnings_(warnings) {}

  std::vector<Wave> all() {
    check_named_once(choice_);
    for (std::size_t i = 0; i < averages_.size(); ++i) mixtures_.push_back({averages_[i].condition, {{i, 1.0}}});
    for (const Difference& difference : choice_.differences) add(difference);
    for (const Mixture& mixture : mixtures_) {
      if (mixture.parts.size() > 1 || !choice_.only_derived) add_sites(mixture);
      if (choice_.field_power) add_field_power(mixture);
    }
    for (const Lateralisation& lateralisation : choice_.lateralisations) add(lateralisation);
    return std::move(waves_);
  }

 private:
  std::string where(const Mixture& mixture) const {
    return fmt::format("{}: {}condition {}", file_, participant(), in_quotes(mixture.name));
  }
  // A file may hold the averages of many.
  std::string participant() const {
    const std::string id = averages_.empty() ? "" : averages_.front().labels.participant_id;
    return id.empty() ? "" : id + ": ";
  }
  const std::vector<std::string>& channels_of(const Mixture& mixture) const {
    return averages_[mixture.parts.front().first].channels;
  }

  const Mixture* find(std::string_view name) const {
    const auto found =
        std::find_if(mixtures_.begin(), mixtures_.end(), [&](const Mixture& mixture) { return mixture.name == name; });
    return found == mixtures_.end() ? nullptr : &*found;
  }

  const Mixture& mixture_of(const std::string& name, const char* what, const std::string& of) const {
    if (const Mixture* found = find(name)) return *found;
    std::vector<std::string> known;
    for (const Mixture& mixture : mixtures_) known.push_back(mixture.name);
    throw MissingCondition(fmt::format("{}: {}{} {}: there is no condition {}{}", file_, participant(), what,
                                       in_quotes(of), in_quotes(name), suggestion(name, known)),
                           name);
  }

  void check_new(const std::string& name) const {
    const bool taken = find(name) || std::any_of(waves_.begin(), waves_.end(),
                                                 [&](const Wave& wave) { return wave.condition == name; });
    if (taken)
      throw usage_error(fmt::format("{}: there is a condition {} already; give what is derived another name", file_,
                                    in_quotes(name)));
  }

  void add(const Difference& difference) {
    check_new(difference.name);
    const auto [first, second] =
        operands_of(difference, [&](const std::string& name) { return find(name) != nullptr; });
    Mixture out{difference.name, mixture_of(first, "difference", difference.name).parts};
    for (const auto& [condition, weight] : mixture_of(second, "difference", difference.name).parts) {
      const auto same = std::find_if(out.parts.begin(), out.parts.end(),
                                     [c = condition](const auto& part) { return part.first == c; });
      if (same == out.parts.end())
        out.parts.emplace_back(condition, -weight);
      else
        same->second -= weight;
    }
    std::erase_if(out.parts, [](const auto& part) { return part.second == 0; });
    if (out.parts.empty())
      throw usage_error(fmt::format("difference {} subtracts a condition from itself; expected two that differ",
                                    in_quotes(difference.name)));
    check_alike(out);
    mixtures_.push_back(std::move(out));
  }

  // Averages can be added up only over the same channels and times.
  void check_alike(const Mixture& mixture) const {
    const eeg::Evoked& head = averages_[mixture.parts.front().first];
    for (const auto& [condition, weight] : mixture.parts) {
      const eeg::Evoked& other = averages_[condition];
      if (other.channels != head.channels || other.times != head.times)
        throw Error(Fault::input,
                    fmt::format("{}: conditions {} and {} differ in channels or times; {} needs both alike", file_,
                                in_quotes(head.condition), in_quotes(other.condition), in_quotes(mixture.name)));
    }
  }

  bool is_bad(const Mixture& mixture, Eigen::Index channel) const {
    return std::any_of(mixture.parts.begin(), mixture.parts.end(), [&](const auto& part) {
      const eeg::Evoked& average = averages_[part.first];
      return average.trials > 0 && average.average.row(channel).array().isNaN().all();
    });
  }

  Wave begin(const Mixture& mixture, std::string site) const {
    Wave out{mixture.name, std::move(site), {}, false, ""};
    for (const auto& [condition, weight] : mixture.parts)
      if (averages_[condition].trials == 0) out.unusable = "no trials";
    return out;
  }
  static void add_term(const Mixture& mixture, Eigen::Index channel, double weight, Wave& out) {
    for (const auto& [condition, part] : mixture.parts) out.terms.push_back({condition, channel, weight * part});
  }
  static void spoil(Wave& wave, const char* reason) {
    if (wave.unusable.empty()) wave.unusable = reason;
  }

  void add_sites(const Mixture& mixture) {
    const std::vector<std::string>& channels = channels_of(mixture);
    std::vector<Eigen::Index> chosen;
    for (const std::string& name : choice_.channels) chosen.push_back(channel_of(channels, name, where(mixture)));
    if (choice_.channels.empty())
      for (std::size_t c = 0; c < channels.size(); ++c) chosen.push_back(static_cast<Eigen::Index>(c));
    if (choice_.combine) return add_mean(mixture, chosen);
    for (const Eigen::Index c : chosen) {
      Wave wave = begin(mixture, channels[static_cast<std::size_t>(c)]);
      add_term(mixture, c, 1.0, wave);
      if (is_bad(mixture, c)) spoil(wave, kBad);
      waves_.push_back(std::move(wave));
    }
  }

  void add_mean(const Mixture& mixture, const std::vector<Eigen::Index>& chosen) {
    std::vector<std::string> names, left_out;
    std::vector<Eigen::Index> good;
    for (const Eigen::Index c : chosen) {
      names.push_back(channels_of(mixture)[static_cast<std::size_t>(c)]);
      if (is_bad(mixture, c))
        left_out.push_back(names.back());
      else
        good.push_back(c);
    }
    Wave wave = begin(mixture, choice_.site.empty() ? fmt::format("{}", fmt::join(names, "+")) : choice_.site);
    const std::vector<Eigen::Index>& used = good.empty() ? chosen : good;
    for (const Eigen::Index c : used) add_term(mixture, c, 1.0 / static_cast<double>(used.size()), wave);
    if (good.empty()) spoil(wave, kBad);
    const std::string what = "the mean " + wave.site;
    finish(where(mixture), what, left_out, std::move(wave));
  }

  void add_field_power(const Mixture& mixture) {
    Wave wave = begin(mixture, "GFP");
    wave.field_power = true;
    std::vector<std::string> good, left_out;
    for (std::size_t i = 0; i < channels_of(mixture).size(); ++i) {
      eeg::Channel channel;
      channel.name = channels_of(mixture)[i];
      if (!eeg::is_scalp(channel)) continue;
      const auto c = static_cast<Eigen::Index>(i);
      (is_bad(mixture, c) ? left_out : good).push_back(channel.name);
      if (!is_bad(mixture, c)) add_term(mixture, c, 1.0, wave);
    }
    if (good.size() < 2) spoil(wave, "fewer than two good scalp channels");
    finish(where(mixture), "the global field power", left_out, std::move(wave));
  }

  void add(const Lateralisation& lateralisation) {
    check_new(lateralisation.name);
    if (choice_.pairs.empty())
      throw usage_error(fmt::format("{} is lateralised but there are no pairs of electrodes; expected --pairs PO7/PO8",
                                    in_quotes(lateralisation.name)));
    const Mixture& left = mixture_of(lateralisation.left, "lateralised", lateralisation.name);
    const Mixture& right = mixture_of(lateralisation.right, "lateralised", lateralisation.name);
    Mixture both{lateralisation.name, left.parts};
    both.parts.insert(both.parts.end(), right.parts.begin(), right.parts.end());
    check_alike(both);
    std::vector<std::string> names, left_out;
    std::vector<Wave> pairs;
    for (const ElectrodePair& pair : choice_.pairs) {
      const Eigen::Index l = channel_of(channels_of(both), pair.left, where(both));
      const Eigen::Index r = channel_of(channels_of(both), pair.right, where(both));
      names.push_back(pair.left + "/" + pair.right);
      Wave wave = begin(both, names.back());
      add_term(left, r, 0.5, wave);
      add_term(left, l, -0.5, wave);
      add_term(right, l, 0.5, wave);
      add_term(right, r, -0.5, wave);
      if (is_bad(both, l) || is_bad(both, r)) {
        left_out.push_back(names.back());
        spoil(wave, kBad);
      }
      pairs.push_back(std::move(wave));
    }
    if (choice_.combine) return add_mean(both, names, pairs, left_out);
    for (Wave& wave : pairs) waves_.push_back(std::move(wave));
  }

  void add_mean(const Mixture& mixture, const std::vector<std::string>& names, const std::vector<Wave>& pairs,
                const std::vector<std::string>& left_out) {
    Wave mean = begin(mixture, fmt::format("{}", fmt::join(names, "+")));
    const std::size_t good = pairs.size() - left_out.size();
    for (const Wave& wave : pairs)
      for (const Term& term : wave.terms)
        if (good == 0 || wave.unusable != kBad)
          mean.terms.push_back({term.condition, term.channel, term.weight / static_cast<double>(good)});
    if (good == 0) spoil(mean, kBad);
    const std::string what = "the mean " + mean.site;
    finish(where(mixture), what, left_out, std::move(mean));
  }

  void finish(const std::string& of, const std::string& what, const std::vector<std::string>& left_out, Wave wave) {
    if (wave.unusable.empty() && !left_out.empty())
      warnings_.push_back(fmt::format("{}: bad channels are not part of {}: {}", of, what, fmt::join(left_out, ", ")));
    waves_.push_back(std::move(wave));
  }

  std::span<const eeg::Evoked> averages_;
  const WaveChoice& choice_;
  const std::string& file_;
  Warnings& warnings_;
  std::vector<Mixture> mixtures_;
  std::vector<Wave> waves_;
};

}  // namespace

void check_named_once(const WaveChoice& choice) {
  std::vector<std::string> names = choice.channels;
  for (const ElectrodePair& pair : choice.pairs) names.push_back(pair.left + "/" + pair.right);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end())
    throw usage_error(fmt::format("{} is named twice; expected every channel or pair once", in_quotes(*twice)));
}

std::vector<Wave> choose_waves(std::span<const eeg::Evoked> averages, const WaveChoice& choice,
                               const std::string& where, Warnings& warnings) {
  return Choosing(averages, choice, where, warnings).all();
}

}  // namespace attune::erp
