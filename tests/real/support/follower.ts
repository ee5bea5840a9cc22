import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import type { ModelRequest, ScriptedModel } from './model.ts';

/** What a diligent agent reads out of the Session Context of its prompt. */
export interface SessionContext {
  readonly session: string;
  readonly cwd: string;
  readonly phase: Phase;
  readonly iteration: number;
  readonly fileStamp: string;
  readonly iterationStamp: string;
}

/**
 * A model that does each phase's work as an agent would: one shell command that writes the phase's
 * files and the signal last, then a short text. Which phase it is, and where, it knows from the
 * prompt alone.
 */
export const follower: ScriptedModel = (request) => {
  if (request.toolResults.length > 0) return { kind: 'text', text: 'The step is done.' };
  return { kind: 'shell', command: stepOf(readContext(request)) };
};

/** The Session Context of a request; throws when a line is missing, for then the prompt is wrong. */
export function readContext({ prompt }: ModelRequest): SessionContext {
  const value = (label: string): string => {
    // The last one: workflow and agent texts come first and may speak of the same labels.
    const found = [...prompt.matchAll(new RegExp(`^- ${label}: (.+)$`, 'gm'))].at(-1)?.[1];
    if (found === undefined) throw new Error(`the prompt has no "- ${label}:" line`);
    return found;
  };
  const phase = PHASES.find((name) => name === value('Phase'));
  if (phase === undefined) throw new Error(`the prompt names an unknown phase: ${value('Phase')}`);
  return {
    session: value('Session path'),
    cwd: value('Working directory'),
    phase,
    iteration: Number(value('Iteration')),
    fileStamp: value('TIMESTAMP_FILE'),
    iterationStamp: value('TIMESTAMP_ITERATION'),
  };
}

/** The shell command of a whole step: the work of the phase, the flow log, the signal. */
export function stepOf(context: SessionContext): string {
  const { session, cwd, phase } = context;
  return `set -e
SESSION=${quoted(session)}
cd ${quoted(cwd)}
signal() { printf '%s\\n' "$1" > "$SESSION/_signal.json.tmp"; mv -f "$SESSION/_signal.json.tmp" "$SESSION/_signal.json"; }
log() { printf -- '- %s %s\\n' ${quoted(context.iterationStamp)} "$1" >> "$SESSION/_overview.md"; }
${STEPS[phase](context)}`;
}

const STEPS = {
  init: () => `cat > "$SESSION/_overview.md" <<'END'
# Session: greeting

## Status
Phase: init
Iteration: 1
Total Iterations: 0
Blocked: no
Last Action: Session begun
Next: Look at the code

## Flow Log
END
log 'Session begun -> _overview.md'
signal '{"status":"continue","phase":"investigation","summary":"Session begun"}'`,

  investigation: ({ fileStamp }) => `FILE=${quoted(`${fileStamp}-dive-greeting.md`)}
{ echo '# Dive: greeting'; echo; git log --oneline; ls; } > "$SESSION/$FILE"
log "Code read -> $FILE"
signal '{"status":"continue","phase":"requirements","summary":"Code read"}'`,

  requirements: ({ fileStamp }) => `FILE=${quoted(`${fileStamp}-requirements-greeting.md`)}
if [ ! -f "$SESSION/_qa.md" ]; then
cat > "$SESSION/_qa.md" <<'END'
# Questions

## Q1: Which language is the greeting in?
Suggestion: English
Answer: _waiting_

## Q2: Is it to be printed or returned?
Suggestion: Returned
Answer: _waiting_
END
log 'Two questions asked -> _qa.md'
signal '{"status":"waiting","phase":"requirements","for":"qa_answers","summary":"2 questions"}'
else
if grep -q '^Answer: _waiting_' "$SESSION/_qa.md"; then echo 'not answered yet' >&2; exit 1; fi
grep '^Answer: ' "$SESSION/_qa.md" > "$SESSION/$FILE"
log "Answers read -> $FILE"
signal '{"status":"continue","phase":"planning","summary":"Requirements are clear"}'
fi`,

  planning: ({ fileStamp }) => `FILE=${quoted(`${fileStamp}-plan-greeting.md`)}
printf '# Plan: greeting\\n\\n- [ ] Write greeting.txt\\n' > "$SESSION/$FILE"
log "Plan written -> $FILE"
signal '{"status":"waiting","phase":"planning","for":"plan_approval","summary":"Plan of one step"}'`,

  implementation: () => `echo hello >> greeting.txt
git add greeting.txt
git commit -q -m 'Add the greeting'
sed -i 's/^- \\[ \\]/- [x]/' "$SESSION"/*-plan-*.md
log 'Greeting written'
signal '{"status":"continue","phase":"testing","summary":"Greeting committed"}'`,

  testing: ({ fileStamp }) => `FILE=${quoted(`${fileStamp}-test-report-greeting.md`)}
grep -q hello greeting.txt
printf '# Test report\\n\\nVerdict: pass\\ngrep hello greeting.txt: 0\\n' > "$SESSION/$FILE"
log "Tested -> $FILE"
signal '{"status":"continue","phase":"quality","summary":"Tests pass"}'`,

  quality: ({ fileStamp }) => `FILE=${quoted(`${fileStamp}-review-greeting.md`)}
{ echo '# Review'; echo 'Verdict: clean'; git show --stat HEAD; } > "$SESSION/$FILE"
log "Reviewed -> $FILE"
signal '{"status":"continue","phase":"done","summary":"Nothing found"}'`,

  done: ({ fileStamp }) => `FILE=${quoted(`${fileStamp}-summary-greeting.md`)}
{ echo '# Summary'; echo; git log --oneline; } > "$SESSION/$FILE"
log "Summary written -> $FILE"
signal '{"status":"done","phase":"done","summary":"The greeting is there"}'`,
} as const satisfies Record<Phase, (context: SessionContext) => string>;

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
