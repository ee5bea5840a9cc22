#!/usr/bin/env bash
# Codex 0.171.0 (npm @openai/codex), `exec --json` at a usage limit
#
# Behaviour: the API tells the reset in seconds since 1970 (resets_at), the events tell it only in words:
#   "try again at Oct 27th, 2030 2:30 AM", in the time zone of the process, without the zone and without
#   any number. In the night when the clocks go back, two resets that are an hour apart read the same.
#   The apostrophe of "You've hit your usage limit" is U+2019.
# Why it surprises: JSON events are for programs, and the exact value was there. A program with another TZ
#   than its child waits for hours too long or not at all, and a search for "You've" finds nothing.
# samocode: reads the words in its own time zone, which the child inherits, and takes either apostrophe
#   (src/adapters/providers/codex/retry-time.ts, failures.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/codex.sh"

mkdir "$T/work"
cd "$T/work"
reset_words() { # <time zone> <seconds since 1970>
  model '[{ "status": 429, "body": { "error": { "type": "usage_limit_reached", "plan_type": "plus",
    "message": "The usage limit has been reached", "resets_at": '"$2"' } } }]'
  codex_home
  "${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" TZ="$1" timeout -k 5 60 \
    node "$CODEX" "${CODEX_ARGUMENTS[@]}" - <<<'Say hello.' >"$T/events" 2>"$T/errors" || true
  from "$T/events" '(({ type, error: { message, ...others } }) => [type,
    /try again at (.*)\.$/.exec(message)?.[1], Object.keys(others).length === 0 ? "words only" : "more",
    /You\u2019ve hit your usage limit/.test(message) ? "U+2019" : "another text"].join(", "))(events.at(-1))'
}

# 00:30 and 01:30 UTC on the night of 27 October 2030, when Berlin's clocks go back at 01:00 UTC.
utc=$(reset_words UTC 1919291400)
berlin=$(reset_words Europe/Berlin 1919291400)
later=$(reset_words Europe/Berlin 1919295000)
verdict "UTC: $utc; Berlin: $berlin; an hour later: $([ "$later" = "$berlin" ] && echo the same || echo "$later")" \
  'UTC: turn.failed, Oct 27th, 2030 12:30 AM, words only, U+2019; Berlin: turn.failed, Oct 27th, 2030 2:30 AM, words only, U+2019; an hour later: the same'
