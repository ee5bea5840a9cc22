import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Lease } from '../../../src/app/ports.ts';
import type { HolderRecord } from '../../../src/adapters/session/exclusive.ts';
import { UserError } from '../../../src/domain/user-error.ts';
import { leasesOf, newMachine, type Machine } from '../../support/session-run.ts';
import { openSession, temporaryFolder, type TestSession } from '../../support/session.ts';

let session: TestSession;
let machine: Machine;
beforeEach(() => {
  session = openSession();
  machine = newMachine();
});

/** Takes the lease as the process `pid`; fails the test when it is held. */
function take(pid: number, run: string, force = false): Lease {
  const lease = leasesOf(session, machine, pid).acquire(run, force);
  if ('holder' in lease) throw new Error(`held by ${lease.holder.run}`);
  return lease;
}

const leaseFile = (): string => session.at('.run/lease.json');
const holderNow = (): string | undefined => leasesOf(session, machine, 9).holder()?.run;

function record(changes: Partial<HolderRecord>): HolderRecord {
  return {
    v: 1,
    id: 'old',
    pid: 1,
    startTime: 'start-1',
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    pidNamespace: readlinkSync('/proc/self/ns/pid'),
    host: hostname(),
    since: '2026-01-02T03:04:05.000Z',
    busy: true,
    child: { pid: 77, startTime: 'start-77' },
    sleepsUntil: null,
    ...changes,
  };
}

describe('a lease', () => {
  test('is held by one run, and the second is told who holds it', () => {
    take(1, 'one').update({ busy: true, child: { pid: 5, startTime: 's' }, sleepsUntil: 17 });
    const second = leasesOf(session, machine, 2).acquire('two', false);
    expect(second).toMatchObject({
      holder: {
        run: 'one',
        process: { pid: 1, startTime: 'start-1' },
        host: hostname(),
        busy: true,
        child: { pid: 5, startTime: 's' },
        sleepsUntil: 17,
      },
    });
    expect(holderNow()).toBe('one');
  });

  test('is free again after its release, and nothing is left of it', () => {
    take(1, 'one').release();
    expect(readdirSync(session.at('.run'))).toEqual([]);
    expect(take(2, 'two').stale).toBeUndefined();
  });

  test('is released by its own run alone', () => {
    const lost = take(1, 'one');
    take(2, 'two', true);
    lost.release();
    expect(holderNow()).toBe('two');
  });

  test('cannot be updated in a folder that is gone: exit 74', () => {
    const lease = take(1, 'one');
    rmSync(session.path, { recursive: true });
    let caught: unknown;
    try {
      lease.update({ busy: true });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UserError);
    expect(caught).toMatchObject({ exitCode: 74 });
    expect(String(caught)).toContain(session.path);
  });

  test('that was taken by force or removed can no longer be updated: exit 6', () => {
    const lost = take(1, 'one');
    take(2, 'two', true);
    const update = (): void => {
      lost.update({ busy: true });
    };
    expect(update).toThrow(UserError);
    expect(update).toThrow(expect.objectContaining({ exitCode: 6 }));
    expect(holderNow()).toBe('two');
    rmSync(leaseFile());
    expect(update).toThrow(expect.objectContaining({ exitCode: 6 }));
    expect(existsSync(leaseFile())).toBe(false);
  });

  test('writes through no link planted under a name it will use', () => {
    writeFileSync(session.at('precious'), 'precious');
    symlinkSync(session.at('precious'), session.at('.run/one.tmp'));
    const lease = take(1, 'one');
    symlinkSync(session.at('precious'), session.at('.run/one.tmp'));
    lease.update({ busy: true });
    expect(session.read('precious')).toBe('precious');
  });
});

describe('a stale lease', () => {
  const leave = (changes: Partial<HolderRecord>): void => {
    writeFileSync(leaseFile(), JSON.stringify(record(changes)));
  };

  test('of a dead process is taken over, and its child is known', () => {
    leave({ pid: 1 });
    machine.dead.add(1);
    expect(holderNow()).toBeUndefined();
    expect(take(2, 'two').stale).toMatchObject({ run: 'old', child: { pid: 77 } });
    expect(holderNow()).toBe('two');
    expect(readdirSync(session.at('.run'))).toEqual(['lease.json']);
  });

  test('of another boot is taken over, whatever lives under its pid', () => {
    leave({ bootId: 'another' });
    expect(take(2, 'two').stale?.run).toBe('old');
  });

  test.each([
    ['another host', { host: 'elsewhere' }],
    ['another host after another boot', { host: 'elsewhere', bootId: 'another' }],
    ['another pid namespace', { pidNamespace: 'pid:[1]' }],
  ])('of %s is never taken over without force', (_, changes) => {
    leave({ pid: 1, ...changes });
    machine.dead.add(1);
    expect(leasesOf(session, machine, 2).acquire('two', false)).toMatchObject({
      holder: { run: 'old' },
    });
    expect(take(2, 'two', true).stale?.run).toBe('old');
    expect(holderNow()).toBe('two');
  });

  test.each(['', '{', '{"v":1}', '{"v":1,"id":"../../x"}'])(
    'that says %j is taken over',
    (text) => {
      writeFileSync(leaseFile(), text);
      expect(take(2, 'two').stale).toBeUndefined();
      expect(holderNow()).toBe('two');
    },
  );

  test('with an id that is a path makes no file elsewhere', () => {
    mkdirSync(`${leaseFile()}.claim-..`);
    leave({ id: '../../../escaped', pid: 1 });
    machine.dead.add(1);
    take(2, 'two');
    expect(existsSync(session.at('../escaped'))).toBe(false);
    expect(holderNow()).toBe('two');
  });

  test('is not locked for ever by takers that died between claim and rename', () => {
    leave({ pid: 1 });
    const claims = [
      ['old', 'taker-1', 11],
      ['taker-1', 'taker-2', 12],
      ['taker-2', 'taker-3', 13],
    ] as const;
    for (const [of, id, pid] of claims) {
      writeFileSync(`${leaseFile()}.claim-${of}`, JSON.stringify(record({ id, pid })));
      machine.dead.add(pid);
    }
    machine.dead.add(1);
    expect(take(2, 'two').stale?.run).toBe('old');
    expect(readdirSync(session.at('.run'))).toEqual(['lease.json']);
  });

  test('that a living taker has claimed is left to it', () => {
    leave({ pid: 1 });
    machine.dead.add(1);
    writeFileSync(`${leaseFile()}.claim-old`, JSON.stringify(record({ id: 'taker', pid: 11 })));
    expect(leasesOf(session, machine, 2).acquire('two', false)).toHaveProperty('holder');
  });
});

describe('the write lock', () => {
  test('lets in whoever comes next, also after an error and after a death', async () => {
    const leases = leasesOf(session, machine, 1);
    expect(await leases.exclusively(() => 7)).toBe(7);
    const failing = leases.exclusively(() => {
      throw new Error('oops');
    });
    await expect(failing).rejects.toThrow('oops');
    writeFileSync(session.at('.run/write.json'), JSON.stringify(record({ pid: 66 })));
    machine.dead.add(66);
    expect(await leases.exclusively(() => 8)).toBe(8);
    expect(readdirSync(session.at('.run'))).toEqual([]);
  });

  test('waits for whoever holds it and then gives up with exit 6', async () => {
    const file = session.at('.run/write.json');
    writeFileSync(file, JSON.stringify(record({ pid: 66 })));
    const waiting = leasesOf(session, machine, 1).exclusively(() => 'in');
    setImmediate(() => {
      rmSync(file);
    });
    expect(await waiting).toBe('in');
    writeFileSync(file, JSON.stringify(record({ pid: 66 })));
    const refused = leasesOf(session, machine, 1).exclusively(() => 'in');
    await expect(refused).rejects.toMatchObject({ exitCode: 6 });
  });
});

describe('real processes', () => {
  const bundle = async (): Promise<string> => {
    const program = join(temporaryFolder(), 'racer.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, '../../fixtures/bin/lease-racer.ts')],
      outfile: program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
      banner: {
        js: "import{createRequire as __c}from'node:module';const require=__c(import.meta.url);",
      },
    });
    return program;
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((next) => setTimeout(next, 5));
  };
  const count = (folder: string, prefix = ''): number =>
    existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(prefix)).length : 0;

  test(
    '20 that race for one stale lease: exactly one wins, every time',
    { timeout: 120_000 },
    async () => {
      const [racers, rounds] = [20, 15];
      const program = await bundle();
      const folder = temporaryFolder();
      for (let round = 0; round < rounds; round += 1) {
        const run = join(folder, `round-${round}`, '.run');
        mkdirSync(run, { recursive: true });
        // Stale in one of three ways: a reused pid, another boot, a claimer that died.
        const stale = record({ pid: process.pid, startTime: 'another' });
        const kinds = [stale, record({ bootId: 'another' }), stale];
        writeFileSync(join(run, 'lease.json'), JSON.stringify(kinds[round % 3]));
        if (round % 3 === 2) {
          const claimer = record({ id: 'claimer', bootId: 'another' });
          writeFileSync(join(run, 'lease.json.claim-old'), JSON.stringify(claimer));
        }
      }
      const children = Array.from({ length: racers }, () =>
        spawn(process.execPath, [program, folder, String(rounds)], { stdio: 'inherit' }),
      );
      try {
        for (let round = 0; round < rounds; round += 1) {
          const at = (name: string): string => join(folder, `round-${round}`, name);
          await until(() => count(at('.'), 'ready-') === racers);
          writeFileSync(at('go'), '');
          await until(() => count(at('said')) === racers);
          const said = readdirSync(at('said')).map((pid) => ({
            pid,
            text: readFileSync(at(`said/${pid}`), 'utf8'),
          }));
          const winners = said.filter(({ text }) => text === 'won');
          expect(winners).toHaveLength(1);
          expect(said.filter(({ text }) => text.startsWith('error'))).toEqual([]);
          const holder = JSON.parse(readFileSync(at('.run/lease.json'), 'utf8')) as HolderRecord;
          expect(holder.pid).toBe(Number(winners[0]?.pid));
          expect(readdirSync(at('.run'))).toEqual(['lease.json']);
          writeFileSync(at('over'), '');
        }
      } finally {
        for (const child of children) child.kill('SIGKILL');
      }
    },
  );
});
