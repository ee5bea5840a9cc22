import { type ChildProcess, fork } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { temporaryName } from '../../../src/adapters/disk/write-file.ts';
import type { HolderRecord } from '../../../src/adapters/session/lease/holder-record.ts';
import type { Lease } from '../../../src/app/ports/session/lease.ts';
import { guardedStore } from '../../../src/app/tampering/guarded-store.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';
import { openSession, temporaryFolder, type TestSession } from '../../support/session.ts';
import { iterationRow } from '../../support/session-rows.ts';
import { leasesOf, type Machine, newMachine } from '../../support/session-run.ts';

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

  test('is one JSON value after each change: an older samocode takes any other for a dead one', () => {
    const lease = take(1, 'one');
    for (const pid of [5, 6, 7]) {
      lease.update({ busy: true, child: { pid, startTime: 's' }, sleepsUntil: 17 });
      expect(JSON.parse(readFileSync(leaseFile(), 'utf8'))).toMatchObject({ child: { pid } });
    }
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
    symlinkSync(session.at('precious'), temporaryName(session.at('.run/one')));
    const lease = take(1, 'one');
    symlinkSync(session.at('precious'), temporaryName(session.at('.run/one')));
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

  test('that a living taker has claimed is left to it, but with force', () => {
    leave({ pid: 1 });
    machine.dead.add(1);
    writeFileSync(`${leaseFile()}.claim-old`, JSON.stringify(record({ id: 'taker', pid: 11 })));
    expect(leasesOf(session, machine, 2).acquire('two', false)).toHaveProperty('holder');
    expect(take(2, 'two', true).stale?.run).toBe('old');
  });

  test('of a machine of the same name is never taken over without force', () => {
    leave({ pid: 1, bootId: 'another', machine: 'another' });
    machine.dead.add(1);
    expect(leasesOf(session, machine, 2).acquire('two', false)).toHaveProperty('holder');
    expect(take(2, 'two', true).stale?.run).toBe('old');
  });

  test('is not locked for ever by claims that nobody can read', () => {
    leave({ pid: 1 });
    machine.dead.add(1);
    writeFileSync(`${leaseFile()}.claim-old`, 'garbage');
    mkdirSync(`${leaseFile()}.claim-old~`);
    symlinkSync('nowhere', `${leaseFile()}.claim-old~~`);
    expect(take(2, 'two').stale?.run).toBe('old');
    expect(readdirSync(session.at('.run'))).toEqual(['lease.json']);
  });

  test('that is a directory is put aside, with all that is in it', () => {
    mkdirSync(leaseFile());
    writeFileSync(join(leaseFile(), 'precious'), '');
    expect(take(2, 'two').stale).toBeUndefined();
    expect(holderNow()).toBe('two');
    expect(readdirSync(session.at('.run/lease.json.bad'))).toEqual(['precious']);
  });

  test('that is a link is replaced, and what it leads to is left', () => {
    writeFileSync(session.at('victim'), JSON.stringify(record({ pid: 1 })));
    symlinkSync(session.at('victim'), leaseFile());
    expect(take(2, 'two').stale).toBeUndefined();
    expect(lstatSync(leaseFile()).isFile()).toBe(true);
    expect(session.read('victim')).toContain('"old"');
  });
});

describe('a lease of a process that cannot be seen', () => {
  const MINUTE = 60_000;
  const UNSEEN: readonly (readonly [string, Partial<HolderRecord>])[] = [
    ['another container', { pidNamespace: 'pid:[1]' }],
    ['another host', { host: 'elsewhere', bootId: 'another' }],
    ['another machine of the same name', { bootId: 'another', machine: 'another' }],
    ['a machine that only has the same name', { bootId: 'another' }],
  ];

  /** The lease of such a run, whose last beat is so old; undefined: it left none. */
  const leaveUnseen = (changes: Partial<HolderRecord>, beatAgeMs: number | undefined): void => {
    const since = new Date().toISOString();
    writeFileSync(leaseFile(), JSON.stringify(record({ since, ...changes })));
    if (beatAgeMs === undefined) return;
    beat('old', Date.now() - beatAgeMs);
  };
  const beat = (run: string, atMs: number): void => {
    writeFileSync(session.at('.run/heartbeat'), JSON.stringify({ v: 1, run }));
    utimesSync(session.at('.run/heartbeat'), new Date(atMs), new Date(atMs));
  };
  const isHeld = (): boolean => 'holder' in leasesOf(session, machine, 2).acquire('two', false);

  test.each(UNSEEN)('is taken over from %s after 11 minutes, not after 9', (_, changes) => {
    // On a machine that is up for less, a beat from before its start would prove the holder dead.
    leaveUnseen(changes, Math.min(9 * MINUTE, (uptime() * 1000) / 2));
    expect(holderNow()).toBe('old');
    expect(isHeld()).toBe(true);
    beat('old', Date.now() - 11 * MINUTE);
    expect(holderNow()).toBeUndefined();
    expect(take(2, 'two').stale?.run).toBe('old');
  });

  test.each(UNSEEN)('is not taken over from %s that left no heartbeat', (_, changes) => {
    leaveUnseen(changes, undefined);
    expect(isHeld()).toBe(true);
    beat('another run', Date.now() - 60 * MINUTE);
    expect(isHeld()).toBe(true);
    expect(take(2, 'two', true).stale?.run).toBe('old');
  });

  test('is not taken over while its clock is ahead', () => {
    leaveUnseen({ pidNamespace: 'pid:[1]' }, -60 * MINUTE);
    expect(isHeld()).toBe(true);
  });

  test('names no child to be ended: its pid is another process here', () => {
    leaveUnseen({ pidNamespace: 'pid:[1]' }, 11 * MINUTE);
    expect(take(2, 'two').stale).toMatchObject({ isVisible: false, child: undefined });
  });

  test('is told with its last beat, and as one that cannot be seen', () => {
    leaveUnseen({ pidNamespace: 'pid:[1]' }, 3 * MINUTE);
    const found = leasesOf(session, machine, 2).holder();
    expect(found).toMatchObject({ isVisible: false });
    expect(Math.abs((found?.seenAt ?? 0) - (Date.now() - 3 * MINUTE))).toBeLessThan(MINUTE);
  });

  test('of an earlier boot of this machine is taken over at once', () => {
    const bootMs = Date.now() - uptime() * 1000;
    leaveUnseen(
      { bootId: 'another', since: new Date(bootMs - 2 * MINUTE).toISOString() },
      undefined,
    );
    expect(holderNow()).toBeUndefined();
    beat('old', bootMs - MINUTE);
    expect(take(2, 'two').stale?.run).toBe('old');
  });

  test('of a process that can be seen is kept, however old its last beat is', () => {
    leaveUnseen({}, 24 * 60 * MINUTE);
    expect(isHeld()).toBe(true);
    machine.dead.add(1);
    beat('old', Date.now());
    expect(isHeld()).toBe(false);
  });

  test.each(UNSEEN)('of %s is not locked by the claim of a taker that died there', (_, changes) => {
    leaveUnseen(changes, 60 * MINUTE);
    const claim = `${leaseFile()}.claim-old`;
    const since = new Date().toISOString();
    writeFileSync(claim, JSON.stringify(record({ id: 'taker', since, ...changes })));
    expect(isHeld()).toBe(true);
    const old = new Date(Date.now() - 11 * MINUTE);
    utimesSync(claim, old, old);
    expect(take(2, 'two').stale?.run).toBe('old');
  });

  test('leaves a write lock that lapses after 10 minutes as well', async () => {
    const lock = session.at('.run/write.json');
    const since = new Date().toISOString();
    writeFileSync(lock, JSON.stringify(record({ pidNamespace: 'pid:[1]', since })));
    const old = new Date(Date.now() - 11 * MINUTE);
    utimesSync(lock, old, old);
    expect(await leasesOf(session, machine, 1).exclusively(() => 'in')).toBe('in');
  });
});

describe('a run that lost its lease', () => {
  test('writes nothing more into the session', () => {
    const lost = take(1, 'one');
    const store = guardedStore(session.store, lost);
    store.saveState({ ...store.state(), lost: 1 });
    const log = store.newLog('x');
    expect(lost.isTaken()).toBe(false);
    take(2, 'two', true);
    expect(lost.isTaken()).toBe(true);
    const state = { ...store.state(), lost: 2 };
    const own = { Phase: 'planning', Iteration: 1, 'Total Iterations': 1, Blocked: 'no' } as const;
    const writes: Record<string, () => unknown> = {
      append: () => {
        store.append(iterationRow());
      },
      settle: () => {
        store.settle(own, true);
      },
      saveState: () => {
        store.saveState(state);
      },
      flushState: () => {
        store.flushState();
      },
      clearSignal: () => {
        store.clearSignal();
      },
      writeQuestions: () => {
        store.writeQuestions('x');
      },
      keepMaterials: () => {
        store.keepMaterials({ task: 'x' });
      },
      newLog: () => store.newLog('y'),
      writePrompt: () => store.writePrompt(log, 'x'),
    };
    for (const [name, write] of Object.entries(writes)) {
      expect(write, name).toThrow(expect.objectContaining({ exitCode: 6 }));
    }
    expect(store.state().lost).toBe(1);
    expect(readdirSync(session.path).sort()).toEqual(['.run', '_logs']);
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
    await expect(refused).rejects.toThrow('pid 66 on');
  });

  test('that died on another host goes to whoever takes the session by force', async () => {
    writeFileSync(session.at('.run/write.json'), JSON.stringify(record({ host: 'elsewhere' })));
    take(1, 'one', true);
    expect(await leasesOf(session, machine, 1).exclusively(() => 'in')).toBe('in');
  });
});

describe('real processes', () => {
  const RACERS = 4;
  let racers: readonly ChildProcess[] = [];

  beforeAll(async () => {
    const program = join(mkdtempSync(join(tmpdir(), 'samocode-racer-')), 'racer.mjs');
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
    racers = Array.from({ length: RACERS }, () => fork(program));
    await Promise.all(racers.map(said));
  });
  afterAll(() => {
    for (const racer of racers) racer.kill('SIGKILL');
  });

  const said = (racer: ChildProcess): Promise<string> =>
    new Promise((resolve) => {
      racer.once('message', (text) => {
        resolve(typeof text === 'string' ? text : '');
      });
    });
  const tell = async (order: object): Promise<readonly string[]> => {
    const answers = racers.map(said);
    for (const racer of racers) racer.send(order);
    return await Promise.all(answers);
  };

  /** What a racer may find: nothing, or a lease that is stale in one of these ways. */
  const FINDS: readonly ((lease: string) => void)[] = [
    () => undefined,
    (lease) => {
      writeFileSync(lease, JSON.stringify(record({ pid: process.pid, startTime: 'another' })));
    },
    (lease) => {
      writeFileSync(lease, JSON.stringify(record({ bootId: 'another' })));
    },
    (lease) => {
      writeFileSync(lease, JSON.stringify(record({ bootId: 'another' })));
      const claimer = record({ id: 'claimer', pid: process.pid, startTime: 'another' });
      writeFileSync(`${lease}.claim-old`, JSON.stringify(claimer));
    },
    (lease) => {
      writeFileSync(lease, 'garbage');
    },
  ];

  test(
    'a thousand times four start in the same moment: one wins, the others name it',
    { timeout: 180_000 },
    async () => {
      const folder = temporaryFolder();
      for (let round = 0; round < 1000; round += 1) {
        const session = join(folder, String(round));
        mkdirSync(join(session, '.run'), { recursive: true });
        FINDS[round % FINDS.length]!(join(session, '.run/lease.json'));
        const at = String(process.hrtime.bigint() + 1_000_000n);
        const answers = await tell({ session, at });
        const winner = racers[answers.indexOf('won')]?.pid ?? 0;
        const others = Array.from({ length: RACERS - 1 }, () => `held by racer-${winner}`);
        expect([...answers].sort()).toEqual([...others, 'won']);
        expect(readdirSync(join(session, '.run'))).toEqual(['lease.json']);
        const holder = JSON.parse(readFileSync(join(session, '.run/lease.json'), 'utf8')) as object;
        expect(holder).toMatchObject({ pid: winner });
      }
    },
  );

  test('lease and write lock go from hand to hand and never have two holders', async () => {
    const session = temporaryFolder();
    mkdirSync(join(session, '.run'));
    expect(await tell({ session, rounds: 100 })).toEqual(racers.map(() => 'crowds 0'));
    expect(readdirSync(session)).toEqual(['.run']);
    expect(readdirSync(join(session, '.run'))).toEqual([]);
  }, 120_000);
});
