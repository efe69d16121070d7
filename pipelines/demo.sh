#!/usr/bin/env bash
# From nothing to three reports: installs what is missing (Debian 12), builds attune, simulates 12 secure and 12 insecure
# participants for three studies, analyses them and compares the verdicts with what was planted. Nothing is downloaded but
# Debian packages, nothing is opened. A second run does only what changed. Results: out/demo (or the folder named as $1).
# A verdict that contradicts what was planted ends the demo with exit code 1, after all studies.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

attune_packages "${attune_build_packages[@]}"
attune_build default attune

attune="$attune_root/build/default/bin/attune"
out="${1:-$attune_root/out/demo}"
mkdir -p "$out"
out="$(cd "$out" && pwd)"

# The simulated data stay as they are while the program and the wish are the same.
simulate() {
  local study="$1" data="$out/$1/data" wish
  wish="$("$attune" --version | head -n 1) $study 12,12 seed 2009"
  if [ -f "$data/truth.tsv" ] && [ "$(cat "$out/$study/simulated.txt" 2>/dev/null)" = "$wish" ]; then return; fi
  rm -rf "$data"
  mkdir -p "$out/$study"
  "$attune" simulate "$study" "$data" --participants 12,12 --seed 2009 --quiet
  printf '%s\n' "$wish" >"$out/$study/simulated.txt"
}

# Columns of a table by name, one line per row.
columns() {
  awk -F '\t' -v names="$2" '
    NR == 1 { count = split(names, want, ","); for (i = 1; i <= NF; i++) at[$i] = i; next }
    { line = ""; for (i = 1; i <= count; i++) line = line (i > 1 ? "\t" : "") (want[i] in at ? $at[want[i]] : "n/a"); print line }
  ' "$1"
}

print_groups() {
  printf '  %-22s %-10s %4s %10s %10s\n' test group n mean sd
  columns "$1/group/results.tsv" name,kind,levels_1,n_1,mean_1,sd_1,levels_2,n_2,mean_2,sd_2 |
    awk -F '\t' '$2 == "compare" {
      printf "  %-22s %-10s %4s %10.3f %10.3f\n  %-22s %-10s %4s %10.3f %10.3f\n", $1, $3, $4, $5, $6, "", $7, $8, $9, $10 }'
}

# Verdict of each claim beside what was planted: "agrees", "small sample" (inconclusive) or "DISAGREES".
print_verdicts() {
  local results="$1" truth="$2" name verdict effect least size planted wrong word
  printf '  %-22s %-20s %-12s %-20s %s\n' claim verdict planted expected agreement
  while IFS=$'\t' read -r name verdict effect least; do
    IFS=$'\t' read -r planted size wrong <<<"$(columns "$truth" effect,verdict_expected,difference,verdicts_wrong |
      awk -F '\t' -v e="$effect" '$1 == e { print $2 "\t" $3 "\t" $4 }')"
    if [ "$least" != n/a ]; then # a claim of a size is right only if that size was planted
      planted="$(awk -v s="$size" -v l="$least" 'BEGIN { print (s >= l ? "supported" : "contradicted") }')"
      wrong="$([ "$planted" = supported ] && echo "contradicted" || echo "supported")"
    fi
    word=agrees
    if [ "$planted" = n/a ]; then word="left open"; elif [ "$verdict" != "$planted" ]; then word="small sample"; fi
    case ";$wrong;" in *";$verdict;"*) word=DISAGREES disagreements=$((disagreements + 1)) ;; esac
    printf '  %-22s %-20s %-12s %-20s %s\n' "$name" "$verdict" "$size" "$planted" "$word"
  done < <(columns "$results/group/claims.tsv" name,verdict,effect,at_least)
}

disagreements=0
for study in own-infant-reward rejection-erp separation-stress; do
  data="$out/$study/data" results="$out/$study/results" file="$attune_root/pipelines/$study/study.yaml"
  simulate "$study"
  "$attune" run "$data" "$results" participant --study "$file" --quiet
  "$attune" run "$data" "$results" group --study "$file" --quiet
  "$attune" report "$results" --force --quiet
  printf '\n%s\n' "$study"
  print_groups "$results"
  print_verdicts "$results" "$data/truth.tsv"
  printf '  report: %s\n' "$results/report.html"
done

if [ "$disagreements" -gt 0 ]; then
  printf '\n%s verdicts contradict what was planted\n' "$disagreements" >&2
  exit 1
fi
