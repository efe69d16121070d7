#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace attune {

/// Finds the bytes that shape a table (separators, line ends, quotes) 64 at a time.
class MarkScanner {
 public:
  MarkScanner(std::string_view text, char separator) : text_(text), separator_(separator) { seek(0); }

  /// Position of the next mark, each given once; the size of the text at its end.
  std::size_t next() {
    while (mask_ == 0) {
      base_ += kWidth;
      if (base_ >= text_.size()) return text_.size();
      mask_ = marks_at(base_);
    }
    const std::size_t at = base_ + static_cast<std::size_t>(std::countr_zero(mask_));
    mask_ &= mask_ - 1;
    return at;
  }

  /// Goes on (or back) with the first mark at or after `at`.
  void seek(std::size_t at) {
    base_ = at / kWidth * kWidth;
    mask_ = base_ < text_.size() ? marks_at(base_) & (~std::uint64_t{0} << (at - base_)) : 0;
  }

 private:
  static constexpr std::size_t kWidth = 64;

  std::uint64_t marks_at(std::size_t base) const {
    if (base + kWidth <= text_.size()) return marks_of(text_.data() + base);
    char last[kWidth] = {};
    std::memcpy(last, text_.data() + base, text_.size() - base);
    return marks_of(last) & ((std::uint64_t{1} << (text_.size() - base)) - 1);
  }

#if defined(__SSE2__)
  // SSE2 is part of every x86-64: nothing to choose at run time.
  std::uint64_t marks_of(const char* bytes) const {
    const __m128i separator = _mm_set1_epi8(separator_), feed = _mm_set1_epi8('\n'), back = _mm_set1_epi8('\r'),
                  quote = _mm_set1_epi8('"');
    std::uint64_t out = 0;
    for (unsigned part = 0; part < 4; ++part) {
      const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + std::size_t{16} * part));
      const __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(b, separator), _mm_cmpeq_epi8(b, feed)),
                                         _mm_or_si128(_mm_cmpeq_epi8(b, back), _mm_cmpeq_epi8(b, quote)));
      out |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(found))} << (16 * part);
    }
    return out;
  }
#else
  std::uint64_t marks_of(const char* bytes) const {
    std::uint64_t out = 0;
    for (unsigned i = 0; i < kWidth; ++i) {
      const char c = bytes[i];
      const bool found = c == separator_ || c == '\n' || c == '\r' || c == '"';
      out |= std::uint64_t{found ? 1u : 0u} << i;
    }
    return out;
  }
#endif

  std::string_view text_;
  char separator_;
  std::size_t base_ = 0;
  std::uint64_t mask_ = 0;
};

}  // namespace attune
