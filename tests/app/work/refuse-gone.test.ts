import { expect, test } from 'vitest';
import type { RunEnd } from '../../../src/app/ports/queue/work.ts';
import { type QueuedSession, refuseGone } from '../../../src/app/work/refuse-gone.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';

/** What becomes of the run of a session whose folder is gone. */
function refused(more: Partial<QueuedSession> = {}) {
  const ends: RunEnd[] = [];
  const asked = () => {
    refuseGone({
      ...{ config: '/shop/.samocode', session: 'it', begunIn: '/s/it', taskPath: "/q/it's.md" },
      ...{ isThere: false, isElsewhere: false, claim: undefined, seenIn: () => '' },
      tellEnd: (end) => ends.push(end),
      ...more,
    });
  };
  return { asked, ends };
}

test('a session that has begun, and whose folder is gone, waits for a person or the folder', () => {
  const { asked, ends } = refused();
  expect(asked).toThrow(UserError);
  const again =
    `task=$(mktemp) && cp '/q/it'\\''s.md' "$task" && samocode queue remove it --config /shop/.samocode` +
    ` && samocode queue add it --config /shop/.samocode --task-file "$task"`;
  const why = `the session has begun in /s/it, and that folder is gone → mount its disk, or move the folder back; to begin its task anew: ${again}`;
  expect(ends).toEqual([{ kind: 'waits', until: null, why, path: '/s/it', seen: '' }]);
});

test('where SESSIONS was changed it says so, and a session without a task names no new beginning', () => {
  const { asked } = refused({ isElsewhere: true, taskPath: undefined });
  const why = 'the session has begun in /s/it, and SESSIONS does not have that folder';
  expect(asked).toThrow(
    new UserError(why, { hint: 'set SESSIONS to its folder again', exitCode: 4 }),
  );
});

test.each([
  ['has not begun', { begunIn: undefined }],
  ['is there', { isThere: true }],
  ['another machine had, and whose files are taken', { claim: { take: 'it' } }],
  ['another machine had before it began', { claim: { mayBegin: true } }],
] as const)('a session that %s is run', (_, more) => {
  const { asked, ends } = refused(more);
  expect(asked).not.toThrow();
  expect(ends).toEqual([]);
});

test('a session that this machine had last is not begun again in a fleet either', () => {
  const { asked, ends } = refused({ claim: {} });
  expect(asked).toThrow(UserError);
  expect(ends).toHaveLength(1);
});
