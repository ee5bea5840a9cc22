#!/usr/bin/env bash
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code), -p, CLAUDE.md with imports, in a linked git worktree
#
# Behaviour: CLAUDE.md of a repository imports a file beside it and one outside (`@~/rules.md`). With -p the model gets
#   the first file alone: no event and no line on stderr says that the other one was left out. Once the person has
#   allowed such imports for the main checkout, which Claude Code keeps in its own .claude.json, the model gets both,
#   also in a linked worktree elsewhere. In the person's own CLAUDE.md the same import always works.
# Why it surprises: a flag that skips all permissions skips the question, too, and the answer is no. The person, who
#   was asked once long ago, sees the rules followed; on another machine, or in a container, the same command with
#   the same repository gives agents that have never read them.
# samocode: starts Claude Code with -p in a worktree, so it is the answer for MAIN_REPO that counts: open `claude` there
#   once (src/adapters/providers/claude/command.ts has the arguments; none of them allows imports).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/claude.sh"

model '[{ "text": "Done." }]'
repository "$T/repo"
cd "$T/repo"
echo 'Eat plums.' >plums.md
echo 'Eat pears.' >"$T/home/pears.md"
echo 'Read @plums.md and @~/pears.md' >CLAUDE.md
git add .
git commit -q -m rules
git worktree add -q -b work "$T/linked"
given() { # <folder>: the rules that the model gets, and whether a word is said of those that it does not
  local said
  cd "$1"
  claude_code --dangerously-skip-permissions <<<'Hello.'
  said=$(cat "$T/events" "$T/errors" | grep -ciE 'pears|import' || true)
  echo "$(tail -n 1 "$REQUESTS" | grep -oE 'Eat (plums|pears)' | sort -u | tr '\n' ',') told $said"
}
seen="first: $(given "$T/repo")"
own=$T/home/claude/.claude.json
node -e '
  const { readFileSync, writeFileSync } = require("node:fs");
  const [own, repository] = process.argv.slice(1);
  const settings = JSON.parse(readFileSync(own, "utf8"));
  settings.projects = { [repository]: { hasClaudeMdExternalIncludesApproved: true } };
  writeFileSync(own, JSON.stringify(settings));
' "$own" "$T/repo"
seen+="; allowed: $(given "$T/repo"), linked: $(given "$T/linked")"
rm "$own"
cp "$T/repo/CLAUDE.md" "$T/home/claude/CLAUDE.md"
git -C "$T/repo" rm -q CLAUDE.md
seen+="; own: $(given "$T/repo")"
verdict "$seen" 'first: Eat plums, told 0; allowed: Eat pears,Eat plums, told 0, linked: Eat pears,Eat plums, told 0; own: Eat pears, told 0'
