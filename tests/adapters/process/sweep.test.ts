import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sweep } from '../../../src/adapters/process/sweep/sweep.ts';
import { openProcessTable } from '../../../src/adapters/process/table/open-process-table.ts';
import { MARK_NAME } from '../../../src/adapters/process/table/process-table.ts';
import { attack } from '../../support/attack.ts';
import { lives, openStage } from './test-process.ts';

/** Starts the next one in a session of its own and ends, until the file `over` is there. */
const CHAIN = `trap '' TERM INT HUP
[ -e "$1/over" ] && exit
: > "$1/chain/$$"
sleep 0.02
setsid sh "$0" "$1" > /dev/null 2>&1 &
rm -f "$1/chain/$$"
`;

describe('the sweep after a child', () => {
  attack(
    'An agent leaves chains of short processes; each starts the next in its own process session and exits',
    { modes: ['bypass'], outcome: 'no effect' },
    async () => {
      const { room, task, file } = openStage();
      mkdirSync(file('chain'));
      writeFileSync(file('chain.sh'), CHAIN);
      onTestFinished(() => {
        writeFileSync(file('over'), '');
      });
      const begin = `for i in 1 2 3 4 5; do setsid sh "$1/chain.sh" "$1" & done
while [ "$(ls "$1/chain" | wc -l)" -lt 3 ]; do sleep 0.02; done`;
      const plain = task([]);
      const command = { ...plain.command, file: '/bin/sh', args: ['-c', begin, 'sh', file('')] };
      const end = await room.run({ ...plain, command });
      expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
      expect(end.survivors).toBeUndefined();
      // A process that was killed leaves its file; one that lives makes others.
      const left = readdirSync(file('chain')).map(Number);
      expect(left.length).toBeGreaterThan(0);
      expect(left.filter(lives)).toEqual([]);
    },
  );
});

test('a sweep that reaches its limit leaves no process stopped', { timeout: 30_000 }, async () => {
  const table = openProcessTable(process.platform);
  const runId = randomUUID();
  const floor = table.startTime(process.pid);
  const late = spawn('sleep', ['600'], { env: { ...process.env, [MARK_NAME]: runId } });
  onTestFinished(() => {
    late.kill('SIGKILL');
  });
  const ended = once(late, 'exit');
  // No signal ends the first one; only the last look finds the other.
  const stubborn = { pid: 2 ** 30, parentPid: 1, sessionId: 2 ** 30, startTime: floor, cpuMs: 0 };
  const limitMs = performance.now() + 5000;
  const { survivors } = await sweep({
    ...{ runId, floor, group: undefined, remembered: new Map(), spared: [] },
    table: {
      ...table,
      list: () => [...table.list(), stubborn],
      marked: (...asked) =>
        performance.now() > limitMs
          ? table.marked(...asked)
          : { pids: [stubborn.pid], undecided: false },
    },
  });
  expect(survivors).toEqual([]);
  expect(await ended).toEqual([null, 'SIGKILL']);
});
