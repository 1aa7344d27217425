#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# .ci/install.sh PACKAGE...: installs Debian packages; run as root, by install_missing of lib.sh.
#
# No service may start on the user's machine because of it: a policy-rc.d that forbids it is in force only meanwhile
# (one that was there before is put aside and comes back), and what a package would start at the next boot is disabled.
# Nothing is removed: apt-get fails instead.
set -euo pipefail

policy=/usr/sbin/policy-rc.d
aside=$policy.before-conformance
mark='# conformance: no service starts while packages are installed'

# One at a time on this machine: two copies of the repository share the policy.
exec 8>/run/lock/conformance-install.lock
flock 8

restore_policy() {
  if grep -qsxF "$mark" "$policy"; then rm -f "$policy"; fi
  if [[ -e $aside || -L $aside ]]; then mv -f "$aside" "$policy"; fi
}

forbid_services() {
  restore_policy  # what a killed run has left
  if [[ -e $policy || -L $policy ]]; then mv "$policy" "$aside"; fi
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy.new-conformance"
  chmod 755 "$policy.new-conformance"
  mv "$policy.new-conformance" "$policy"
}

# The services that stand in a package itself, by the names of their units and init scripts.
services_of() {
  dpkg -L "$1" | sed -nE 's,^(/usr)?/lib/systemd/system/([^/@]+)\.service$,\2,p; s,^/etc/init\.d/([^/]+)$,\1,p' | sort -u
}

disable_services() {
  local package service
  for package in "$@"; do
    for service in $(services_of "$package"); do
      echo "disables the service $service of $package"
      if [[ -e /etc/init.d/$service ]]; then update-rc.d "$service" disable || true; fi
      if command -v systemctl >/dev/null; then systemctl disable "$service.service" || true; fi
    done
  done
}

trap restore_policy EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C.UTF-8
apt=(apt-get -q -y -o DPkg::Lock::Timeout=600)

"${apt[@]}" update || echo "apt-get update failed, goes on with the lists that are there"
forbid_services
"${apt[@]}" -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
  install --no-install-recommends --no-remove "$@"
disable_services "$@"
