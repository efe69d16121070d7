#include "attune/base/instruction_set.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"

namespace attune {
namespace {

bool has_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

bool has_avx512() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") != 0;
#else
  return false;
#endif
}

// Written once, by the program, before threads start.
bool avx2_allowed = true;
bool avx512_allowed = true;

}  // namespace

bool use_avx2() { return avx2_allowed && has_avx2(); }

bool use_avx512() { return avx512_allowed && has_avx512(); }

std::string instruction_set() {
  return use_avx512() ? "x86-64 with AVX-512" : use_avx2() ? "x86-64 with AVX2" : "x86-64";
}

void pin_instruction_set(std::string_view name) {
  if (!name.empty() && name != "x86-64" && name != "avx2" && name != "avx512")
    throw usage_error(fmt::format("ATTUNE_ISA is {}; give x86-64, avx2 or avx512", in_quotes(name)));
  if (name == "avx2" && !has_avx2()) throw usage_error("ATTUNE_ISA is avx2, which this processor does not have");
  if (name == "avx512" && !has_avx512()) throw usage_error("ATTUNE_ISA is avx512, which this processor does not have");
  avx2_allowed = name != "x86-64";
  avx512_allowed = name.empty() || name == "avx512";
}

}  // namespace attune
