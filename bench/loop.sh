#!/bin/sh
# The limit of a turn where there is no C compiler: loop.sh COUNT PROMPT OUTPUT PROGRAM [ARGUMENT...]
left=$1 prompt=$2 output=$3
shift 3
while [ "$left" -gt 0 ]; do
  "$@" <"$prompt" >"$output" || exit 1
  left=$((left - 1))
done
