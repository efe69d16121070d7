#pragma once

#include <string>
#include <string_view>

namespace attune {

/// Whether the hot kernels use their AVX2 or AVX-512 copies: the processor has it and nobody pinned less. The copies
/// give the same bits.
bool use_avx2();
bool use_avx512();

/// "x86-64", "x86-64 with AVX2" or "x86-64 with AVX-512": for the provenance record.
std::string instruction_set();

/// Restricts kernels for the whole process before any work starts: "x86-64", "avx2", "avx512" or "" (whatever there
/// is). An unknown name, and instructions that the processor does not have, are usage errors.
void pin_instruction_set(std::string_view name);

}  // namespace attune
