#!/usr/bin/env bash
# Codex 0.171.0 (npm @openai/codex), `app-server` on stdio
#
# Behaviour: with the requests in a file on stdin, app-server reads the end of the file and ends with exit
#   code 0: `account/rateLimits/read` gets neither an answer nor an error (`initialize` mostly gets one). With
#   the same requests on a pipe that stays open it is answered, here with an error: there is no login.
# Why it surprises: `printf … | codex app-server` looks right; a client that waits for the answer with that
#   id sees a clean exit without it.
# samocode: keeps the pipe open until the answer has come, and then ends app-server
#   (src/adapters/process/ask-program.ts, src/adapters/providers/codex/app-server.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/codex.sh"

model '[]'
codex_home
cat >"$T/requests" <<'JSON'
{"id":1,"method":"initialize","params":{"clientInfo":{"name":"finding","title":null,"version":"1"}}}
{"method":"initialized"}
{"id":2,"method":"account/rateLimits/read"}
JSON

app_server() { # <file of answers>; its exit code goes to $code
  code=0
  "${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" timeout -k 5 60 node "$CODEX" app-server \
    >"$1" 2>"$T/errors" || code=$?
}
answer_to_2() { # <file of answers>
  from "$1" '(({ error, result }) => error?.message ?? (result ? "a result" : "no answer"))(events.find(({ id }) => id === 2) ?? {})'
}

app_server "$T/ended" <"$T/requests"
ended="$(answer_to_2 "$T/ended"), exit $code"

mkfifo "$T/pipe"
app_server "$T/open" <"$T/pipe" &
exec 9>"$T/pipe"
cat "$T/requests" >&9
wait_for 30 grep -q '"id":2' "$T/open" || true
exec 9>&-
wait

verdict "file: $ended; open pipe: $(answer_to_2 "$T/open")" \
  'file: no answer, exit 0; open pipe: codex account authentication required to read rate limits'
