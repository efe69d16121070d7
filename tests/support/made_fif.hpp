#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace attune::test {

/// Builds a FIF file tag by tag, big-endian, each followed by the next.
class MadeFif {
 public:
  static constexpr std::int32_t kInt = 3, kFloat = 4;

  MadeFif() { tag(100, 31, std::string(20, '\0')); }

  MadeFif& tag(std::int32_t kind, std::int32_t type, std::string_view value) {
    for (const std::int32_t field : {kind, type, static_cast<std::int32_t>(value.size()), std::int32_t{0}})
      bytes_ += big_endian(field);
    bytes_ += value;
    return *this;
  }
  MadeFif& integer(std::int32_t kind, std::int32_t value) { return tag(kind, kInt, big_endian(value)); }
  MadeFif& number(std::int32_t kind, float value) { return tag(kind, kFloat, big_endian(value)); }
  MadeFif& text(std::int32_t kind, std::string_view value) { return tag(kind, 10, value); }
  MadeFif& open(std::int32_t block) { return integer(104, block); }
  MadeFif& close(std::int32_t block) { return integer(105, block); }
  template <class T>
  MadeFif& values(std::int32_t kind, std::int32_t type, const std::vector<T>& list) {
    std::string value;
    for (const T one : list) value += big_endian(one);
    return tag(kind, type, value);
  }

  struct Channel {
    std::int32_t kind = 2;
    float range = 1, cal = 1;
    std::string name = "Cz";
    std::int32_t unit = 107;
    std::array<float, 3> place{};
  };
  MadeFif& channel(const Channel& made) {
    std::string value = big_endian(std::int32_t{1}) + big_endian(std::int32_t{1}) + big_endian(made.kind) +
                        big_endian(made.range) + big_endian(made.cal) + big_endian(std::int32_t{1});
    for (std::size_t i = 0; i < 12; ++i) value += big_endian(i < 3 ? made.place[i] : 0.0F);
    std::string name = made.name;
    name.resize(16, '\0');
    return tag(203, 30, value + big_endian(made.unit) + big_endian(std::int32_t{0}) + name);
  }
  /// The information that comes before the samples.
  MadeFif& info(float rate, const std::vector<Channel>& channels) {
    open(100).open(101).integer(200, static_cast<std::int32_t>(channels.size())).number(201, rate);
    for (const Channel& one : channels) channel(one);
    return close(101);
  }

  /// The file so far.
  const std::string& bytes() const { return bytes_; }

  template <class T>
  static std::string big_endian(T value) {
    std::string out(sizeof(T), '\0');
    std::memcpy(out.data(), &value, sizeof(T));
    if constexpr (std::endian::native == std::endian::little) std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  std::string bytes_;
};

}  // namespace attune::test
