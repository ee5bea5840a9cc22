#!/usr/bin/env bash
# Codex 0.171.0 (npm @openai/codex), `exec --json resume` of a thread that had flags
#
# Behaviour: a thread began with `-m` and `--sandbox danger-full-access`. `resume` with its id and without these
#   flags takes the default model and the read-only sandbox: a write of the model fails, the turn completes, exit 0.
#   The change of the model is told by an item of type error, that of the sandbox by none. With the flags once more,
#   which `exec` takes before the word resume, the write works.
# Why it surprises: a thread that is continued seems to keep the rights it works with, and the notice of the model
#   makes it look as if nothing else had changed. In a night the agent ends in success and nothing was written.
# samocode: passes all flags at each start and resumes no thread (src/adapters/providers/codex/command.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/codex.sh"

mkdir "$T/work"
cd "$T/work"
codex() { # <file that the model makes> <arguments of exec>...
  local code=0
  model '[{ "tool": "exec_command", "input": { "cmd": "touch '"$1"'" } }, { "text": "Done." }]'
  codex_home
  "${HOUSEHOLD[@]}" "${CODEX_ENVIRONMENT[@]}" timeout -k 5 60 \
    node "$CODEX" exec --json --skip-git-repo-check "${@:2}" - <<<'Do it.' >"$T/events" 2>"$T/errors" || code=$?
  echo "exit $code, made $([ -e "$1" ] && echo yes || echo no), $(from "$T/events" '(() => {
    const isTold = (words) => events.some(({ item }) => item?.type === "error" && words.test(item.message));
    const told = [...(isTold(/recorded with model/) ? ["model"] : []), ...(isTold(/sandbox|read-only/i) ? ["sandbox"] : [])];
    const { item } = events.findLast(({ item }) => item?.aggregated_output !== undefined);
    const output = /read-only|permission denied/i.test(item.aggregated_output) ? "a refusal" : "empty";
    return `${events.at(-1).type}, told: ${told.join() || "nothing"}, output ${output}`;
  })()')"
}
flags=(-m fake-model --sandbox danger-full-access)
seen="begun: $(codex first "${flags[@]}")"
thread=$(from "$T/events" 'events.find(({ type }) => type === "thread.started").thread_id')
seen+="; resumed: $(codex second resume "$thread")"
seen+="; with flags: $(codex third "${flags[@]}" resume "$thread" | sed 's/, told.*//')"
verdict "$seen" \
  'begun: exit 0, made yes, turn.completed, told: nothing, output empty; resumed: exit 0, made no, turn.completed, told: model, output a refusal; with flags: exit 0, made yes, turn.completed'
