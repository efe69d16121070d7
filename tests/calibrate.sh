#!/usr/bin/env bash
# Builds and runs the full calibrations and prints their numbers, one a line: what, value, its standard error and the
# draws it rests on (0: computed from all samples there are). docs/validation.md holds these numbers.
#   bash tests/calibrate.sh                  every calibration (some hours of one core)
#   bash tests/calibrate.sh stats model      those of tests/property/stats_calibration and model_calibration
# Exits 1 if a number is outside what its test allows.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../pipelines/setup.sh"

names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for folder in "$attune_root"/tests/property/*_calibration; do
    folder="${folder##*/}"
    names+=("${folder%_calibration}")
  done
fi
targets=()
for name in "${names[@]}"; do
  if [ ! -d "$attune_root/tests/property/${name}_calibration" ]; then
    echo "calibrate: there is no tests/property/${name}_calibration" >&2
    exit 2
  fi
  targets+=("property_${name}_calibration_tests")
done
attune_packages "${attune_build_packages[@]}" "${attune_test_packages[@]}"
attune_build default "${targets[@]}"

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
failed=0
printf 'calibration\twhat\tvalue\tstandard_error\tdraws\n'
for name in "${names[@]}"; do
  program="$(find "$attune_root/build/default" -type f -name "property_${name}_calibration_tests" | head -n 1)"
  "$program" --gtest_brief=1 >"$log" || { failed=1 && grep -v '^calibration' "$log" >&2; }
  sed -n "s/^calibration\t/$name\t/p" "$log"
done
exit "$failed"
