#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# .ci/fuzz.sh [SECONDS [TARGET...]]: runs each libFuzzer target of build/fuzz (preset `fuzz`) from its corpus and its
# crashers, for 10 seconds or as long as is said, with a fixed seed. What it finds is kept in build/fuzz/found/TARGET.
set -euo pipefail

root=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${root%/.ci/fuzz.sh}
seconds=${1:-10}
shift || true
build=$root/build/fuzz
export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1

dictionary_of() {
  case $1 in
    jid) printf 'jid\n' ;;
    scenario_loader | trace_reader | report_writers) printf 'json\n' ;;
    *) printf 'xmpp\n' ;;
  esac
}

targets=("$@")
if ((${#targets[@]} == 0)); then
  for file in "$root"/fuzz/targets/*.cpp; do targets+=("$(basename "$file" .cpp)"); done
fi

failed=0
for target in "${targets[@]}"; do
  found=$build/found/$target
  mkdir -p -- "$found" "$build/corpus/$target"
  folders=("$build/corpus/$target" "$root/fuzz/corpora/$target")
  if [[ -d $root/fuzz/crashers/$target ]]; then folders+=("$root/fuzz/crashers/$target"); fi
  if "$build/conformance-fuzz-$target" -seed=1 -max_total_time="$seconds" -max_len=16384 -timeout=20 \
    -rss_limit_mb=2048 -dict="$root/fuzz/dictionaries/$(dictionary_of "$target").dict" -artifact_prefix="$found/" \
    -print_final_stats=1 "${folders[@]}" >"$build/$target.log" 2>&1; then
    printf 'ok   %-20s %s\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: */inputs: /p' "$build/$target.log")"
  else
    failed=$((failed + 1))
    printf 'FAIL %s: the input is in %s\n' "$target" "$found"
    tail -n 30 -- "$build/$target.log"
  fi
done
((failed == 0))
