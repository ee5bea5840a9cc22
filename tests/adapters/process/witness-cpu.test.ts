import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openCpuWitness } from '../../../src/adapters/process/child/witness-cpu.ts';
import { procTable } from '../../../src/adapters/process/table/proc-table.ts';
import { identityOf, until } from './test-process.ts';

const BURN = 'for (;;) Math.random()';
/** Stays, and starts a process that burns CPU for each line on its stdin. */
const STARTS = `
  const { spawn } = require('node:child_process');
  process.stdin.on('data', () => spawn(process.execPath, ['-e', ${JSON.stringify(BURN)}]));
  process.on('SIGTERM', () => process.exit());`;

function start(script: string) {
  const child = spawn(process.execPath, ['-e', script], {
    ...{ stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  });
  onTestFinished(() => {
    process.kill(-(child.pid ?? NaN), 'SIGKILL');
  });
  return { pid: child.pid ?? NaN, stdin: child.stdin };
}

test.runIf(process.platform === 'linux')(
  'the CPU of a run is read from its own and from new processes, and from all after a doubt',
  async () => {
    const parent = start(STARTS);
    const stranger = start(BURN);
    const table = procTable();
    const read: number[] = [];
    const counting = {
      ...table,
      listBut: (known: ReadonlySet<number>) => {
        const listed = table.listBut(known);
        read.push(listed.entries.filter(({ pid }) => pid === stranger.pid).length);
        return listed;
      },
    };
    const witness = openCpuWitness(counting, {
      child: identityOf(parent.pid),
      runId: randomUUID(),
    });
    const before = witness.usedMs();
    parent.stdin.write('go\n');
    await until(() => witness.usedMs() > before + 500);
    expect(read[0]).toBe(1);
    expect(new Set(read.slice(1))).toEqual(new Set([0]));
    witness.forget();
    expect(witness.usedMs()).toBeGreaterThan(before + 500);
    expect(read.at(-1)).toBe(1);
  },
);
