import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openQueue } from '../../src/cli/compose/queue/queue.ts';
import { openScene } from '../support/program.ts';
import { buildKiller, type Hit, killerVariables, type Step, stepsIn } from './killer.ts';
import { shared } from './share.ts';

const killer = buildKiller();

/** What each act leaves in line, in its order; the text of each task is the name of its session. */
const ACTS = [
  {
    args: ['add', 'new', '--task-file', 'new.md'],
    before: ['old', 'last'],
    after: ['old', 'last', 'new'],
  },
  { args: ['first', 'last'], before: ['old', 'last'], after: ['last', 'old'] },
  { args: ['remove', 'old'], before: ['old', 'last'], after: ['last'] },
] as const;

describe.skipIf(killer === undefined)('samocode queue killed at each write', () => {
  test.each(ACTS)(
    '$args: it is done wholly or not at all, and can be done again',
    async ({ args, before, after }) => {
      await using scene = openScene();
      const state = join(scene.home, '.local/state/samocode');
      const act = async (hit: Hit | undefined) => {
        const log = join(mkdtempSync(join(scene.root, 'log-')), 'steps');
        const env = killerVariables(killer ?? '', { root: state, log, hit });
        return { ended: await scene.exec(['queue', ...args], { env }), steps: stepsIn(log) };
      };
      const sessions = async () => {
        const { queued } = await openQueue(state).list(Date.now());
        for (const { session, taskPath } of queued) {
          expect(readFileSync(taskPath ?? '', 'utf8')).toBe(session);
        }
        return queued.map(({ session }) => session);
      };
      for (const name of ['old', 'last', 'new'])
        writeFileSync(join(scene.root, `${name}.md`), name);
      for (const name of ['old', 'last']) {
        await scene.exec(['queue', 'add', name, '--task-file', `${name}.md`]);
      }
      const template = join(scene.root, 'template');
      cpSync(state, template, { recursive: true });
      const { steps } = await act(undefined);
      expect(await sessions()).toEqual(after);
      expect(steps.length).toBeGreaterThan(5);
      for (const { what, ...hit } of shared(steps.flatMap(hitsAt))) {
        rmSync(state, { recursive: true });
        cpSync(template, state, { recursive: true });
        const { ended } = await act(hit);
        const now = await sessions();
        expect([before, after], what).toContainEqual(now);
        // What was told is so.
        if (ended.code === 0) expect(now, what).toEqual(after);
        await scene.exec(['queue', ...args]);
        expect(await sessions(), what).toEqual(after);
      }
    },
    300_000,
  );
});

function hitsAt({ number, call, place }: Step): readonly (Hit & { readonly what: string })[] {
  const half = call === 'write' ? (['half'] as const) : [];
  const hows = ['before', ...half, 'briefly'] as const;
  return hows.map((how) => ({ at: number, how, what: `${how} ${number} ${call} ${place}` }));
}
