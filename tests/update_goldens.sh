#!/usr/bin/env bash
# Makes the committed generated files again: reference pages and sample images. Review the diff like code.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../pipelines/setup.sh"

attune_packages "${attune_build_packages[@]}" "${attune_test_packages[@]}"
attune_build default attune unit_roi_tests
ATTUNE_UPDATE_GOLDENS=1 "$attune_root/build/default/tests/unit/roi/unit_roi_tests" --gtest_filter='SampleImages.*'
"$attune_root/build/default/bin/attune" --docs "$attune_root/docs/commands"
git -C "$attune_root" status --short docs/commands data-samples
