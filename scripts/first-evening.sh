#!/usr/bin/env bash
# Does literally what README.md says under "Install" and "First session", on a terminal, in an empty HOME, with
# the stand-in in the place of Claude Code: from `npm link` to a merged branch and a removed worktree. Ends at
# the first command that does not work. Needs a build, git and python3; no key and no network.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
# Outside /tmp: an agent in bubblewrap has a /tmp of its own.
home=$(mktemp -d /var/tmp/first-evening.XXXXXX)
trap '[ -z "${terminal_PID:-}" ] || kill "$terminal_PID"; rm -rf "$home"' EXIT

fail() {
  printf '\nREADME.md: %s\n' "$*" >&2
  exit 1
}

# The lines of the first block for a shell below a heading.
commands_of() {
  awk -v heading="## $1" '$0 == heading { below = 1 } /^```$/ { if (inside) exit }
    inside { print } below && /^```sh$/ { inside = 1 }' README.md
}

mapfile -t install < <(commands_of Install)
mapfile -t session < <(commands_of 'First session')
# A run that waits for a person ends with 3: at the question, and at the plan.
expected=(0 3 3 0 0 0)
[ "${#install[@]}" -gt 0 ] || fail 'there is no block of commands under "Install"'
[ "${#session[@]}" = "${#expected[@]}" ] || fail 'the first session has other commands than this script expects'

# What a newcomer has: an agent's CLI on PATH, and a repository with a test.
mkdir -p "$home/bin" "$home/shop"
cat >"$home/bin/claude" <<END
#!/bin/sh
[ "\$1" != --version ] || exec echo '2.1.330 (Claude Code)'
exec "$(command -v node)" "$root/dist/stand-in.js" "\$@"
END
chmod +x "$home/bin/claude"
export HOME="$home" PATH="$home/bin:$PATH" npm_config_audit=false npm_config_fund=false
unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
git config --global user.name Newcomer
git config --global user.email newcomer@localhost
git init --quiet --initial-branch=main "$home/shop"
printf '{ "private": true, "scripts": { "test": "node --version" } }\n' >"$home/shop/package.json"
printf '# Shop\n' >"$home/shop/README.md"
git -C "$home/shop" add .
git -C "$home/shop" commit --quiet -m Begin

# One shell on one terminal; its prompt has the exit code of the command before.
coproc terminal {
  TERM=xterm HISTFILE= exec python3 tests/fixtures/bin/program-pty.py --columns 100 \
    bash --norc --noprofile --noediting -i 2>&1
}
readonly PROMPT='newcomer:([0-9]+)> $'
# The cursor's column follows the text of a question.
readonly PLAN='Approve this plan\?.*\[N\] .{0,9}G$'
readonly QUESTION='(\]>|\]:|\[Y/n\]) .{0,9}G$'

type_in() {
  printf 'type %s\n' "$1" >&"${terminal[1]}"
}

# Approves the plan, accepts what else is proposed, and ends at the prompt, with the exit code in `code`.
await_prompt() {
  local seen='' char
  while IFS= read -r -N 1 -t 60 -u "${terminal[0]}" char; do
    printf '%s' "$char"
    seen+=$char
    ((${#seen} <= 300)) || seen=${seen: -300}
    if [[ $seen =~ $PROMPT ]]; then
      code=${BASH_REMATCH[1]}
      return
    elif [[ $seen =~ $PLAN ]]; then
      seen=''
      type_in y
    elif [[ $seen =~ $QUESTION ]]; then
      seen=''
      type_in ''
    fi
  done
  fail "the terminal shows nothing more after: $seen"
}

perform() {
  type_in "$1"
  await_prompt
  [ "$code" = "$2" ] || fail "\"$1\" ended with $code; expected $2"
}

type_in "PS1='newcomer:\$?> '"
await_prompt
for command in "${install[@]}"; do perform "$command" 0; done
perform 'cd ~/shop' 0
for at in "${!session[@]}"; do perform "${session[at]}" "${expected[at]}"; done

cd "$home/shop"
[ "$(git log -1 --format=%s main)" = 'Greet by name' ] || fail 'the work is not merged'
[ "$(git worktree list | wc -l)" = 1 ] || fail 'the worktree is still there'
[ "$(git branch --format='%(refname:short)')" = main ] || fail 'the branch is still there'
printf '\nThe first evening works as README.md says.\n'
