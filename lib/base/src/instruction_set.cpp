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

// Written once, by the program, before threads start.
bool baseline_only = false;

}  // namespace

bool use_avx2() { return !baseline_only && has_avx2(); }

std::string instruction_set() { return use_avx2() ? "x86-64 with AVX2" : "x86-64"; }

void pin_instruction_set(std::string_view name) {
  if (!name.empty() && name != "x86-64" && name != "avx2")
    throw usage_error(fmt::format("ATTUNE_ISA is {}; give x86-64 or avx2", in_quotes(name)));
  if (name == "avx2" && !has_avx2()) throw usage_error("ATTUNE_ISA is avx2, which this processor does not have");
  baseline_only = name == "x86-64";
}

}  // namespace attune
