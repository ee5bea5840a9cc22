import type { Phase } from '../../../src/domain/phases/phase.ts';
import { type Change, PARTS, PROBE, repair, SOURCE, SUITE, TESTS } from './bug.ts';
import { append, quoted, run, write } from './commands.ts';
import { newestText, type Seen } from './seen.ts';

/** The commands of a phase in the working directory; their output is known when it records its step. */
export function workOf(seen: Seen): string {
  return `cd ${quoted(seen.context.cwd)}\n${WORK[seen.context.phase]?.(seen) ?? ''}`;
}

/** Whether a phase does more than to read and write files of the session. */
export function hasWork(phase: Phase): boolean {
  return phase in WORK;
}

export const FAULT = `grep -n "total =" ${SOURCE}`;
export const HEAD = 'git rev-parse HEAD';
export const STATUS = 'git status --short';
export const COMMIT = 'git rev-parse --short HEAD';
// Names of outputs whose commands are run twice or hold a commit.
export const SWITCHED_OFF = 'the same with the cause taken away';
export const BEFORE_WORK = 'the suite before new work';
export const RED = 'the suite with the new test alone';
export const GREEN = 'the suite with the change';
export const BASE_SOURCE = 'the new tests with the source of the base';
export const COMMITS = 'the commits since the base';

const WORK: Readonly<Partial<Record<Phase, (seen: Seen) => string>>> = {
  investigation: () =>
    [
      ...[SUITE, PROBE, FAULT].map((one) => run(one)),
      // "you have it when you can switch the fault on and off"
      ...inScratchCopy(
        `sed -i 's/total = Number/total += Number/' ${SOURCE}`,
        run(PROBE, SWITCHED_OFF),
      ),
    ].join('\n'),
  implementation: (seen) => {
    const change = PARTS[(openPart(seen) ?? 0) - 1]?.change(errorIn(seen));
    // "before new work, run the `Verify:` command of the phase before yours"
    const verify = openPart(seen) === 1 ? '' : run(SUITE, BEFORE_WORK);
    return change === undefined ? '' : [checkPlace(seen), verify, carryOut(change)].join('\n');
  },
  testing: ({ context }) =>
    [
      ...[HEAD, STATUS, SUITE, PROBE].map((one) => run(one)),
      ...inScratchCopy(`git checkout -q ${context.base} -- ${SOURCE}`, run(SUITE, BASE_SOURCE)),
    ].join('\n'),
  quality: (seen) =>
    newestText(seen, 'test-report').includes('Verdict: fail')
      ? `${checkPlace(seen)}\n${carryOut(repair(errorIn(seen)))}`
      : run(`git diff ${seen.context.base}...HEAD`),
  done: ({ context }) =>
    [run(`git log --oneline ${context.base}..HEAD`, COMMITS), run(HEAD), run(STATUS)].join('\n'),
};

function inScratchCopy(...commands: readonly string[]): readonly string[] {
  const make =
    'SCRATCH=$(mktemp -d); git clone -q --shared . "$SCRATCH/clone"; cd "$SCRATCH/clone"';
  return [make, ...commands, 'cd /; rm -r "$SCRATCH"'];
}

/** "Take the first phase of the active plan that has an unticked box." */
export function openPart(seen: Seen): number | undefined {
  const parts = newestText(seen, 'plan')
    .split(/^### Phase /m)
    .slice(1);
  const open = parts.find((part) => /^- \[ \]/m.test(part));
  return open === undefined ? undefined : Number.parseInt(open, 10);
}

/** The error that the plan, as a person approved it, names. */
export function errorIn(seen: Seen): string {
  return newestText(seen, 'plan').includes('throws a RangeError') ? 'RangeError' : 'Error';
}

/** "Before the first commit compare" branch and folder; "If they differ, commit nothing". */
function checkPlace({ context: { branch, worktree } }: Seen): string {
  return `[ "$(git branch --show-current)" = ${quoted(branch)} ] || exit 1
[ "$(git rev-parse --show-toplevel)" -ef ${quoted(worktree)} ] || exit 1`;
}

/** The new test fails without the change; then change, suite, and a commit by path. */
function carryOut({ test, source, message }: Change): string {
  return [
    append(TESTS, test),
    run(SUITE, RED),
    write(SOURCE, source),
    run(SUITE, GREEN),
    `git add ${SOURCE} ${TESTS}\ngit commit -q -m ${quoted(message)}`,
    run(COMMIT),
  ].join('\n');
}
