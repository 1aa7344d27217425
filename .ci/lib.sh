# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What ./conformance and ./check share: installing, building, one lock around both, and a table of parts with times.
# The caller sets `root` (the repository) and `me` (its name in messages). Messages go to standard error.

# What building and running the program needs.
program_packages=(g++-12 cmake ninja-build pkg-config libboost1.81-dev libexpat1-dev libtinyxml2-dev
                  nlohmann-json3-dev libfmt-dev libcli11-dev libssl-dev libicu-dev
                  libidn2-dev libgsasl-dev libc-ares-dev)
# What the tests need beside these.
test_packages=(catch2 libbenchmark-dev python3 python3-jsonschema prosody openssl clang-format-19 libxml2-utils groff-base
               tmux profanity python3-slixmpp zsh fish)
# What ./check --full needs beside these.
full_packages=(clang-19 llvm-19 libclang-rt-19-dev clang-tidy-19 poezio chromium)
# Where there is no Node.js with npm; Debian's does not go with others.
command -v npm >/dev/null || full_packages+=(nodejs npm)

say() { printf '%s: %s\n' "$me" "$*" >&2; }

# die MESSAGE [LOG]: 4 is the exit code of an error of the harness.
die() {
  say "$1"
  if [[ -n ${2-} ]]; then
    tail -n 30 -- "$2" >&2 || true
    say "all of it: $2"
  fi
  exit 4
}

missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' -- "$@" 2>/dev/null | sed -n 's/^ii *//p' || true)
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || printf '%s\n' "$package"
  done
}

# install_missing PACKAGE...: installs those that are not there, and says so before.
install_missing() {
  local missing as_root=() log=$root/build/install.log
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    die "needs Debian 12 (apt-get) to install what it needs: $*"
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then return 0; fi
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "these packages are missing, and you are neither root nor is there sudo: ask for: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installs with apt-get, and what these depend on: ${missing[*]}"
  "${as_root[@]}" bash "$root/.ci/install.sh" "${missing[@]}" </dev/null >"$log" 2>&1 9>&- ||
    die "could not install: ${missing[*]}" "$log"
}

# As many compilers at once as there are processors, and 1.5 GB of memory for each.
build_jobs() {
  local processors memory_kb jobs
  processors=$(nproc)
  memory_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  jobs=$((${memory_kb:-1572864} / 1572864))
  jobs=$((jobs < processors ? jobs : processors))
  printf '%s\n' "${CMAKE_BUILD_PARALLEL_LEVEL:-$((jobs > 0 ? jobs : 1))}"
}

stamp_of() { printf '%s\n' "$root/build/$1/.built"; }

# is_built PRESET: whether the program was built after everything that it is built from last changed. A file that came
# or went shows in the time of its folder.
is_built() {
  local stamp=$root/build/$1/.built changed
  [[ -f $stamp && -x $root/build/$1/conformance ]] || return 1
  changed=$(cd -- "$root" && find harness reports scenarios cmake CMakeLists.txt CMakePresets.json \
    -newer "$stamp" -print -quit 2>/dev/null) || return 1
  [[ -z $changed ]]
}

# build PRESET [TARGET]: configures and builds, all targets or one; quiet unless it fails.
build() {
  local preset=$1 target=${2:-all} folder=$root/build/$1 log=$root/build/$1.log fresh=()
  mkdir -p -- "$folder"
  # A repository that was moved or copied brings a cache that speaks of its old place.
  if [[ -f $folder/CMakeCache.txt ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
    fresh=(--fresh)
  fi
  # The time before the build, so that what is changed meanwhile counts as changed.
  touch -- "$folder/.building"
  if [[ -f $(stamp_of "$preset") ]]; then say "builds what has changed ($preset)"
  else say "builds for the first time, which takes some minutes ($preset); the log: $log"
  fi
  { cmake -S "$root" --preset "$preset" "${fresh[@]}" &&
    cmake --build "$folder" --target "$target" --parallel "$(build_jobs)"; } </dev/null >"$log" 2>&1 ||
    die "the build failed" "$log"
  if [[ $target == all || $target == conformance ]]; then mv -f -- "$folder/.building" "$(stamp_of "$preset")"; fi
}

# locked COMMAND...: runs it while no other install or build of this repository runs; a subshell holds the lock.
locked() {
  mkdir -p -- "$root/build" 2>/dev/null || die "cannot write to $root"
  (
    { exec 9>>"$root/build/.lock"; } 2>/dev/null || die "cannot write to $root/build: whom does it belong to?"
    if ! flock -n 9; then
      say "waits for another build of this repository"
      flock 9
    fi
    "$@"
  )
}

part_names=()
part_results=()
part_seconds=()

# keep_part NAME CODE MICROSECONDS
keep_part() {
  part_names+=("$1")
  part_seconds+=("$(printf '%d.%02d' $(($3 / 1000000)) $(($3 / 10000 % 100)))")
  if (($2 == 0)); then part_results+=(passed); else part_results+=("failed ($2)"); fi
}

# part NAME COMMAND...: runs a part, shows what it says, and keeps result and time.
part() {
  local name=$1 began=${EPOCHREALTIME/[.,]/} code=0
  shift
  printf '\n── %s\n' "$name"
  ("$@") || code=$?
  keep_part "$name" "$code" $((${EPOCHREALTIME/[.,]/} - began))
  return "$code"
}

aside_names=()
aside_commands=()
aside_pid=
aside_folder=

# aside NAME COMMAND...: a part for those that run beside the others, one after the other: it waits more than it works.
aside() {
  aside_names+=("$1")
  shift
  aside_commands+=("$(printf '%q ' "$@")")
}

run_asides() {
  local index began code
  for index in "${!aside_names[@]}"; do
    began=${EPOCHREALTIME/[.,]/}
    code=0
    (eval "${aside_commands[index]}") >"$aside_folder/$index.log" 2>&1 || code=$?
    printf '%s %s\n' "$code" $((${EPOCHREALTIME/[.,]/} - began)) >"$aside_folder/$index.done"
  done
}

# In a group of its own, so that Ctrl-C can end it with all that it has started.
begin_asides() {
  aside_folder=$(mktemp -d -- "$root/build/aside.XXXXXX")
  trap 'end_asides' EXIT
  set -m
  run_asides </dev/null &
  aside_pid=$!
  set +m
}

end_asides() {
  if [[ -n $aside_pid ]]; then kill -INT -- "-$aside_pid" 2>/dev/null || true; fi
  rm -rf -- "$aside_folder"
}

# Waits for the parts beside, and shows what they said. One that left no result has failed.
gather_asides() {
  local index code took
  wait "$aside_pid" || true
  aside_pid=
  for index in "${!aside_names[@]}"; do
    printf '\n── %s (beside others)\n' "${aside_names[index]}"
    cat -- "$aside_folder/$index.log" 2>/dev/null || true
    code=1 took=0
    if [[ -f $aside_folder/$index.done ]]; then read -r code took <"$aside_folder/$index.done"; fi
    keep_part "${aside_names[index]}" "$code" "$took"
  done
}

# The table of all parts. Its last line is "N passed, N failed"; false if a part failed.
summarise_parts() {
  local index passed=0 failed=0
  printf '\n%-14s  %-12s  %8s\n' part result seconds
  for index in "${!part_names[@]}"; do
    printf '%-14s  %-12s  %8s\n' "${part_names[index]}" "${part_results[index]}" "${part_seconds[index]}"
    if [[ ${part_results[index]} == passed ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
  printf '%-14s  %-12s  %8d\n\n' total '' "$SECONDS"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}
