import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import { readContext, type SessionContext } from './follower.ts';
import {
  expected,
  firstHeading,
  headingsAsked,
  kindOf,
  shown,
  signalShown,
} from './literal-text.ts';
import type { ScriptedModel } from './model.ts';

/** What a step is told, with the place where it may commit. */
export interface LiteralContext extends SessionContext {
  readonly worktree: string;
  readonly branch: string;
}

/** Which agents' texts a request held when the phase was asked to do its step. */
export interface Loaded {
  readonly phase: Phase;
  readonly agents: readonly Phase[];
}

/**
 * A model that follows the texts to the letter: it reads what its agent's *Reads* name and is
 * blocked where that is missing, writes what is promised from the text's own examples, and signals
 * with the text's own signals. `loaded` is told which agent's text each step was given.
 */
export function literalModel(loaded: (one: Loaded) => void): ScriptedModel {
  return (request) => {
    if (request.toolResults.length > 0) return { kind: 'text', text: 'The step is done.' };
    const context = { ...readContext(request), ...placeOf(request.prompt) };
    const agents = PHASES.filter((phase) => request.all.includes(firstHeading(phase)));
    loaded({ phase: context.phase, agents });
    return { kind: 'shell', command: literalStep(context) };
  };
}

function placeOf(prompt: string): Pick<LiteralContext, 'worktree' | 'branch'> {
  const [, worktree, branch] = /^- Worktree: (.+)\n- Branch: (.+)$/m.exec(prompt) ?? [];
  if (worktree === undefined || branch === undefined) throw new Error('the prompt has no worktree');
  return { worktree, branch };
}

/** One step as a shell command: look, read, work, note, signal. */
export function literalStep(context: LiteralContext): string {
  const { session, cwd, phase, fileStamp, iterationStamp } = context;
  return `set -e
SESSION=${quoted(session)}; STAMP=${quoted(fileStamp)}; SLUG=add-login
cd ${quoted(cwd)}
signal() { printf '%s\\n' "$1" > "$SESSION/_signal.json.tmp"; mv -f "$SESSION/_signal.json.tmp" "$SESSION/_signal.json"; }
missing() { signal "{\\"status\\":\\"blocked\\",\\"phase\\":\\"${phase}\\",\\"needs\\":\\"investigation\\",\\"reason\\":\\"$1\\"}"; exit 0; }
newest() { sed -n "s/^- \\([^ ]*-$1-[^ ]*\\.md\\).*/\\1/p" "$SESSION/_overview.md" | tail -n 1; }
find_kind() { found=$(newest "$1"); [ -n "$found" ] || missing "no $1 is listed"; [ -s "$SESSION/$found" ] || missing "$found is not there"; }
name_for() { name="$STAMP-$1-$SLUG"; [ ! -e "$SESSION/$name.md" ] || name="$name-2"; echo "$name.md"; }
# The line goes to the end of its section.
add() { awk -v s="## $1" -v l="$2" '{ if (on && /^$/) { held = held "\\n"; next } if (on && /^## /) { print l; printf "%s", held; on = 0; held = "" } else if (on) { printf "%s", held; held = "" } print; if ($0 == s) on = 1 } END { if (on) print l }' "$SESSION/_overview.md" > "$SESSION/_overview.md.tmp"; mv -f "$SESSION/_overview.md.tmp" "$SESSION/_overview.md"; }
done_with() { add 'Flow Log' "- ${iterationStamp} $1"; sed -i "s|^Last Action: .*|Last Action: $1|" "$SESSION/_overview.md"; }
${phase === 'init' ? '' : '[ -f "$SESSION/_overview.md" ] || missing "no overview"'}
${expected(phase)
  .map((kind) => `find_kind ${kind}`)
  .join('\n')}
${STEPS[phase](context)}`;
}

const STEPS = {
  init: (context) => `[ ! -f "$SESSION/_overview.md" ] || missing 'there is an overview already'
FILE=$(name_for ${kindOf('init')})
${write('$FILE', '## Task\n\nPeople sign in with a password')}
${write('_overview.md', shown('init', '## Status', context))}
${send(signalShown('init', 'continue', 'investigation'))}`,

  investigation: () => `${artefact('investigation', 'Findings')}
${send(signalShown('investigation', 'continue', 'requirements'))}`,

  requirements: (context) => `if [ ! -f "$SESSION/_qa.md" ]; then
${write('_qa.md', shown('requirements', 'Answer: _waiting_', context))}
done_with 'Questions asked -> _qa.md'
${send(signalShown('requirements', 'waiting'))}
elif grep -q '^Answer: *\\(_waiting_\\)*$' "$SESSION/_qa.md"; then
${send(signalShown('requirements', 'waiting'))}
else
${artefact('requirements', 'Requirements')}
grep '^Answer: ' "$SESSION/_qa.md" >> "$SESSION/$FILE"
${send(signalShown('requirements', 'continue', 'planning'))}
fi`,

  planning: (context) => `FILE=$(name_for ${kindOf('planning')})
${write('$FILE', shown('planning', '## Implementation Phases', context))}
add Plans "- $FILE"
done_with "Plan written -> $FILE"
${send(signalShown('planning', 'waiting'))}`,

  implementation: ({ branch, worktree }) => `PLAN="$SESSION/$(newest plan)"
[ "$(git branch --show-current)" = ${quoted(branch)} ] || missing 'another branch'
[ "$(git rev-parse --show-toplevel)" -ef ${quoted(worktree)} ] || missing 'another worktree'
PART=$(awk '/^### Phase /{ part = $3 } /^- \\[ \\]/{ print part; exit }' "$PLAN")
[ -n "$PART" ] || missing 'no box is open'
echo "part $PART" >> login.txt
git add login.txt
git commit -q -m "Add part $PART of the login"
awk -v part="$PART" '/^### Phase /{ now = $3 } { if (now == part) sub(/^- \\[ \\]/, "- [x]"); print }' "$PLAN" > "$PLAN.tmp"; mv -f "$PLAN.tmp" "$PLAN"
done_with "Phase $PART done"
if grep -q '^- \\[ \\]' "$PLAN"; then
${send(signalShown('implementation', 'continue'))}
else
${send(signalShown('implementation', 'continue', 'testing'))}
fi`,

  testing: () => `${artefact('testing', 'Test report', 'Verdict: pass')}
git rev-parse HEAD >> "$SESSION/$FILE"
${send(signalShown('testing', 'continue', 'quality'))}`,

  quality: () => `REVIEW=$(newest review)
if [ -z "$REVIEW" ]; then
FILE=$(name_for ${kindOf('quality')})
echo 'used once' >> login.txt
git add login.txt
git commit -q -m 'Let a link be used once'
printf '# Review\\n\\nRound: 1 of 3\\nVerdict: fixed\\n' > "$SESSION/$FILE"
add Files "- $FILE"; done_with "Reviewed -> $FILE"
${send(signalShown('quality', 'continue', 'testing'))}
else
grep -q '^Round: 1 of 3' "$SESSION/$REVIEW" || missing 'the first review has no round'
FILE=$(name_for ${kindOf('quality')})
printf '# Review\\n\\nRound: 2 of 3\\nVerdict: clean\\n' > "$SESSION/$FILE"
add Files "- $FILE"; done_with "Reviewed -> $FILE"
${send(signalShown('quality', 'continue', 'done'))}
fi`,

  done: () => `grep -q '^- \\[ \\]' "$SESSION/$(newest plan)" && missing 'a box is open'
grep -q '^Verdict: pass' "$SESSION/$(newest test-report)" || missing 'the tests do not pass'
grep -q "$(git rev-parse HEAD)" "$SESSION/$(newest test-report)" || missing 'a commit was not tested'
grep -q '^Verdict: open' "$SESSION/$(newest review)" && missing 'a review is open'
[ -z "$(git status --short)" ] || missing 'the tree is not clean'
${artefact('done', 'Summary')}
${send(signalShown('done', 'done'))}`,
} as const satisfies Record<Phase, (context: LiteralContext) => string>;

/** Writes the phase's artefact with every heading its text asks for, and lists it. */
function artefact(phase: Phase, title: string, ...lines: readonly string[]): string {
  const body = headingsAsked(phase).map((heading) => `${heading}\nAs it was seen.\n`);
  return `FILE=$(name_for ${kindOf(phase)})
${write('$FILE', [`# ${title}`, '', ...lines, '', ...body].join('\n'))}
add Files "- $FILE - written by ${phase}"
done_with "${title} -> $FILE"`;
}

function write(file: string, text: string): string {
  return `cat > "$SESSION/${file}" <<'END_OF_TEXT'\n${text.trimEnd()}\nEND_OF_TEXT`;
}

function send(json: string): string {
  return `signal ${quoted(json)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
