#pragma once

#include <string>
#include <string_view>

namespace attune::eeg {

/// True if every byte sequence is UTF-8 (overlong forms, surrogates and code points above U+10FFFF are not).
bool is_utf8(std::string_view bytes);

/// Windows code page 1252 as UTF-8; the five bytes it leaves undefined are taken as latin-1.
std::string cp1252_to_utf8(std::string_view bytes);

/// UTF-16 code units as UTF-8; an unpaired surrogate becomes U+FFFD.
std::string utf16_to_utf8(std::u16string_view units);

/// A unit as it is compared and shown: blanks removed, the Greek mu (U+03BC) and a doubly encoded micro sign ("Âµ") as
/// the micro sign.
std::string plain_unit(std::string_view unit);

}  // namespace attune::eeg
