#pragma once

#include <string>
#include <string_view>

namespace attune {

/// Whether the hot kernels use their AVX2 copies: the processor has it and nobody pinned the baseline. The copies give
/// the same bits.
bool use_avx2();

/// "x86-64" or "x86-64 with AVX2": for the provenance record.
std::string instruction_set();

/// Restricts kernels for the whole process before any work starts: "x86-64", "avx2" or "" (whatever there is). An
/// unknown name, and AVX2 on a processor without it, are usage errors.
void pin_instruction_set(std::string_view name);

}  // namespace attune
