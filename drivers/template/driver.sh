#!/bin/sh
# SPDX-License-Identifier: MIT
# A driver to begin with: the protocol of docs/DRIVERS.md around a toy that shows what it sends. Fill in your client.
# Texts stay as JSON writes them, and are only handed on; a client that is to get them needs \" \\ and \u undone.

# field NAME: a string of the request, or nothing. number NAME: a number.
field() { printf '%s\n' "$line" | sed -nE 's/.*"'"$1"'" *: *"(([^"\\]|\\.)*)".*/\1/p'; }
number() { printf '%s\n' "$line" | sed -nE 's/^ *\{.*"'"$1"'" *: *([0-9]+).*/\1/p'; }
answer() { printf '{"seq":%s,%s}\n' "$seq" "$1"; }
ok() { answer '"ok":{'"${1-}"'}'; }
unsupported() { answer '"unsupported":{"why":"driver","reason":"this driver cannot do that"}'; }

# Your client: start it in a fresh home, with the account of the request; give it a person's input; read its screen.
home=
start_client() {
  stop_client
  home=$(mktemp -d)
}
stop_client() { # End what you started, by its pid, and remove its home.
  if [ -n "$home" ]; then rm -rf -- "$home"; fi
  home=
}
# The toy has a file for the draft of each chat, and one for what it shows.
act() {
  draft=$home/$(printf '%s' "$2" | cksum | tr ' ' -).draft
  case $1 in
    type) printf '%s' "$3" >>"$draft" ;;
    send | reply)
      printf '%s' "$3" >>"$draft"
      printf '"%s"\n' "$(cat "$draft")" >>"${draft%.draft}.shown"
      rm -f -- "$draft" ;;
    open) touch -- "$draft" ;;
    clear | close) rm -f -- "$draft" ;;
  esac
}
shown() { paste -sd, "$home/$(printf '%s' "$1" | cksum | tr ' ' -).shown" 2>/dev/null; }

trap 'stop_client; exit 1' HUP INT TERM
while IFS= read -r line; do
  seq=$(number seq)
  if [ -z "$seq" ]; then continue; fi # no request
  command=$(field cmd)
  case $command:$(field action)$(field query)$(field setting) in
    hello:) ok '"name":"toy","version":"1","actions":["open","type","clear","send","reply","close"],'\
'"queries":["shown_messages"],"settings":{"chat_states":"runtime"},"sync":false,"clock":"real","parallel_chats":true' ;;
    reset: | stop:) stop_client && ok ;;
    connect:) start_client && ok ;;
    configure:chat_states) ok ;;
    act:open | act:type | act:clear | act:send | act:reply | act:close | query:shown_messages)
      if [ -z "$home" ]; then answer '"error":{"reason":"is not connected"}'
      elif [ "$command" = query ]; then ok '"value":['"$(shown "$(field from)")"']'
      else act "$(field action)" "$(field to)" "$(field text)" && ok
      fi ;;
    *) unsupported ;;
  esac
  if [ "$command" = stop ]; then exit 0; fi
done
stop_client
