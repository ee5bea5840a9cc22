#!/bin/sh
# Plays Claude Code for tests/kills, in a few milliseconds: what a phase's agent does stands, as shell,
# in a file of that phase's name in $KILLS. It notes there when it began and when it had signalled.
case "$*" in 'auth status') echo '{"loggedIn":true,"authMethod":"claude.ai"}' && exit ;; esac
from=/dev/stdin previous=
for argument; do
  [ "$previous" != --append-system-prompt-file ] || from=$argument
  previous=$argument
done
prompt=$(cat "$from")
value() { printf '%s\n' "$prompt" | sed -n "s/^- $1: //p" | tail -n 1; }
session=$(value 'Session path') phase=$(value Phase) iteration=$(value Iteration)
echo "$phase $iteration" >>"$KILLS/spawns"

# A signal is there as a whole, or not at all.
signal() {
  printf '%s\n' "$1" >"$KILLS/signal.$$"
  mv "$KILLS/signal.$$" "$session/_signal.json"
  echo "$phase $iteration" >>"$KILLS/signals"
}
begins() { echo '{"type":"system","subtype":"init","session_id":"s","model":"m","apiKeySource":"none"}'; }
ends_well() { echo '{"type":"result","subtype":"success","is_error":false,"result":"ok","total_cost_usd":0.01}'; }
fails() { echo "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"api_error_status\":$1,\"result\":\"API Error: $1\"}"; }

begins
. "$KILLS/$phase"
