# Claude Code 2.1.332 for the findings; source it after lib.sh.
# shellcheck shell=bash
packages @anthropic-ai/claude-code@2.1.332
# The native program: without install scripts npm leaves only a stub in node_modules/.bin.
CLAUDE=$(find "$MODULES/@anthropic-ai" -path '*/claude-code-*/claude' -type f | head -n 1)
[ -x "$CLAUDE" ] || cannot 'npm has no claude program for this platform'

# claude_code <arguments>...: runs it with the scripted model. Events go to $T/events, stderr to
# $T/errors; sets $CODE, the exit code.
claude_code() {
  local sandbox=()
  # As root it skips permission checks only when it is told that this is a sandbox.
  if [ "$(id -u)" = 0 ]; then sandbox=(IS_SANDBOX=1); fi
  CODE=0
  "${HOUSEHOLD[@]}" CLAUDE_CONFIG_DIR="$T/home/claude" ANTHROPIC_BASE_URL="$API" \
    ANTHROPIC_API_KEY=sk-test CLAUDE_CODE_MAX_RETRIES=0 \
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_TELEMETRY=1 DISABLE_AUTOUPDATER=1 \
    DISABLE_ERROR_REPORTING=1 ${sandbox[@]+"${sandbox[@]}"} \
    timeout -k 5 60 "$CLAUDE" -p --output-format stream-json --verbose "$@" \
    >"$T/events" 2>"$T/errors" || CODE=$?
}
