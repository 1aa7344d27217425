#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# ./conformance, once built, starts at once from anywhere: from another folder, through a link, with CDPATH set, with
# spaces in the path, without a standard input; and only the program writes to standard output.
set -euo pipefail

root=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${root%/.ci/start_test.sh}
program=$root/build/default/conformance

folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
mkdir -- "$folder/a folder" "$folder/harness"
ln -s -- "$root/conformance" "$folder/a folder/a link"
cd -- "$folder/a folder"
export CDPATH=$folder:/

failed=0
expect() {
  local what=$1
  shift
  if "$@"; then
    printf 'ok   %s\n' "$what"
  else
    printf 'FAIL %s\n' "$what"
    failed=1
  fi
}

# milliseconds COMMAND...: the shortest of five runs.
milliseconds() {
  local best=999999 began took
  for _ in 1 2 3 4 5; do
    began=${EPOCHREALTIME/[.,]/}
    "$@" >/dev/null 2>&1 <&- || true
    took=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
    best=$((took < best ? took : best))
  done
  printf '%s\n' "$best"
}

"$root/conformance" --version >/dev/null  # what changed since the build is built now

code=0
"./a link" >out 2>err <&- || code=$?
expect "exits 0 (was $code)" test "$code" -eq 0
expect "prints a report" test -s out
expect "builds nothing when nothing has changed" test ! -s err
if [[ -s err ]]; then cat err; fi

# Measured and shown, not judged: a busy machine is no fault of the program.
took=$(milliseconds "./a link")
printf 'time %s ms for everything\n' "$took"
printf 'time %s ms of it before the program starts\n' \
  "$(($(milliseconds "./a link" --version) - $(milliseconds "$program" --version)))"

"./a link" list rules >by_script
"$program" list rules >by_program
expect "prints what the program prints" cmp -s by_script by_program
code=0
"./a link" --no-such-option >out 2>err || code=$?
expect "ends with the program's exit code (2, was $code)" test "$code" -eq 2
expect "and nothing of its own on standard output" test ! -s out
exit "$failed"
