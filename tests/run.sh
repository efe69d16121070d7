#!/usr/bin/env bash
# Installs what is missing, builds and runs all tests but the `slow` ones (full calibrations).
#   bash tests/run.sh            quick tests
#   bash tests/run.sh --slow     everything
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../pipelines/setup.sh"

exclude=(-LE slow)
[ "${1:-}" = "--slow" ] && exclude=()
attune_packages "${attune_build_packages[@]}" "${attune_test_packages[@]}"
attune_build default
export ATTUNE_SHARED="${ATTUNE_SHARED:-$attune_root/../shared}"
ctest --test-dir "$attune_root/build/default" --parallel "$(nproc)" --output-on-failure "${exclude[@]}"
