# Sourced by pipelines/demo.sh, tests/run.sh and .ci/run: installs what is missing on Debian 12 and builds attune.
# shellcheck shell=bash

# One compiler cache serves every checkout.
export CCACHE_NOHASHDIR=1
attune_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
export CCACHE_BASEDIR="$attune_root"

# Debian packages: what the program needs, then what only the tests need.
attune_build_packages=(
  g++ cmake ninja-build pkg-config ccache mold
  libeigen3-dev libinsighttoolkit5-dev libhdf5-dev libboost-dev libboost-program-options-dev libtbb-dev libfmt-dev
  nlohmann-json3-dev libyaml-cpp-dev libisal-dev libmatio-dev libnlopt-dev libfftw3-dev libssl-dev zlib1g-dev
)
attune_test_packages=(libgtest-dev libgmock-dev libbenchmark-dev hdf5-tools clang-format-14 clang-tidy-14 chromium)

# attune_packages <package>...: installs those that are missing, or says which they are.
attune_packages() {
  local package missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local become=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "attune: these Debian packages are missing and need root to install: ${missing[*]}" >&2
      return 1
    fi
    become=(sudo)
  fi
  if ! command -v apt-get >/dev/null; then
    echo "attune: apt-get is not available; install these packages by hand: ${missing[*]}" >&2
    return 1
  fi
  echo "attune: installing ${missing[*]}" >&2
  if ! { "${become[@]}" apt-get update -q >&2 &&
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2; }; then
    echo "attune: apt-get could not install them; these packages are needed: ${missing[*]}" >&2
    return 1
  fi
}

# attune_build <preset> [target...]: configures when needed and builds with all cores; quiet when nothing changed.
attune_build() {
  local preset="$1" log
  shift
  log="$(mktemp)"
  if ! (cd "$attune_root" && cmake --preset "$preset") >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  (cd "$attune_root" && cmake --build --preset "$preset" --parallel "$(nproc)" ${1:+--target "$@"}) >&2
}
