import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { foldersFingerprint } from '../../../src/adapters/process/child/witness-files.ts';
import { psTable } from '../../../src/adapters/process/table/ps-table.ts';
import type { ProcessTask } from '../../../src/app/ports/process.ts';
import type { Witnesses } from '../../../src/domain/provider/silence.ts';
import { temporaryFolder } from '../../support/session.ts';
import { identityOf, openStage, until } from './test-process.ts';

const LOOK_MS = 300;

/** What the witnesses show of a child that plays `script`, until `isEnough`. */
async function witnessesOf(
  script: readonly string[],
  isEnough: (witnesses: Witnesses) => boolean,
): Promise<Witnesses> {
  const stage = openStage();
  const folder = stage.file('watched');
  mkdirSync(folder);
  const stop = new AbortController();
  let shown: Witnesses | undefined;
  const task = stage.task(
    script.map((part) => part.replace('WATCHED', folder)),
    {
      lookMs: LOOK_MS,
      lifeFolders: [folder],
      stop: stop.signal,
      onQuiet: (witnesses) => {
        if (stop.signal.aborted || !isEnough(witnesses)) return;
        shown = witnesses;
        stop.abort('kill');
      },
    },
  );
  await stage.room.run(task);
  if (shown === undefined) throw new Error('the child ended by itself');
  return shown;
}

/** Several looks with everything still since the first. */
const isStill = ({ eventMs, cpuMs }: Witnesses): boolean => cpuMs > 4 * LOOK_MS && cpuMs <= eventMs;
const isLong = ({ eventMs }: Witnesses): boolean => eventMs > 5 * LOOK_MS;

describe('the witnesses of a child that says nothing', () => {
  it('tell one that burns CPU', async () => {
    const seen = await witnessesOf(['spin'], (now) => isLong(now) && now.cpuSpentMs > 100);
    expect(seen).toMatchObject({ cpuMs: 0, logBytes: 0 });
    expect(seen.logMs).toBe(seen.eventMs);
    expect(seen.filesMs).toBe(seen.eventMs);
  });

  it('tell one whose tool burns CPU in a session of its own', async () => {
    const seen = await witnessesOf(
      ['tool=spin', 'stay'],
      (now) => isLong(now) && now.cpuSpentMs > 100,
    );
    expect(seen.cpuMs).toBe(0);
  });

  it('tell one that is still', async () => {
    const seen = await witnessesOf(['stay'], isStill);
    expect(seen).toMatchObject({ logBytes: 0, logMs: seen.eventMs, filesMs: seen.eventMs });
  });

  it('tell one that only prints what nobody reads', async () => {
    const seen = await witnessesOf(['grow'], (now) => isLong(now) && now.logMs === 0);
    expect(seen.logBytes).toBeGreaterThan(0);
    expect(seen.filesMs).toBe(seen.eventMs);
  });

  it('tell one that only changes a file', async () => {
    const seen = await witnessesOf(
      ['change=WATCHED/work.txt'],
      (now) => isLong(now) && now.filesMs === 0,
    );
    expect(seen).toMatchObject({ logBytes: 0, logMs: seen.eventMs });
  });

  it('are asked for nothing while the child talks', async () => {
    const stage = openStage();
    const looks: Witnesses[] = [];
    const talk = Array.from({ length: 40 }, (_, n) => [`say="result" ${n}`, 'pause=100']).flat();
    await stage.room.run(
      stage.task(talk, { lookMs: 3000, onQuiet: (witnesses) => looks.push(witnesses) }),
    );
    expect(looks).toEqual([]);
  });
});

it('each silence begins anew: nothing is still for longer than since the last event', async () => {
  const stage = openStage();
  const looks: Witnesses[] = [];
  const script = ['pause=1500', 'say="result"', 'pause=1500'];
  const onQuiet = (witnesses: Witnesses): unknown => looks.push(witnesses);
  await stage.room.run(stage.task(script, { lookMs: LOOK_MS, onQuiet }));
  expect(looks.length).toBeGreaterThan(2);
  for (const { eventMs, ...others } of looks) {
    expect(Math.max(others.logMs, others.cpuMs, others.filesMs)).toBeLessThanOrEqual(eventMs);
  }
});

describe('an idle time', () => {
  const idle = (changes: Partial<ProcessTask> = {}) => ({ idleTimeoutMs: 1500, ...changes });

  it('ends a child of which nothing moves, and says for how long nothing did', async () => {
    const stage = openStage();
    const end = await stage.room.run(stage.task(['say="result"', 'stay'], idle()));
    expect(end.cause).toBe('idle');
    expect(end.stillMs).toBeGreaterThanOrEqual(1500);
    expect(end.durationMs).toBeGreaterThanOrEqual(1500);
  });

  it.each(['spin', 'grow', 'change'])(
    'leaves a silent child alone that works: %s',
    async (verb) => {
      const stage = openStage();
      const folder = stage.file('watched');
      mkdirSync(folder);
      const part = verb === 'change' ? `change=${folder}/work.txt` : verb;
      const task = stage.task([part], idle({ lifeFolders: [folder], timeoutMs: 6000 }));
      expect((await stage.room.run(task)).cause).toBe('timeout');
    },
  );

  it('holds for a child of which only ps tells', async () => {
    const stage = openStage('darwin');
    const end = await stage.room.run(stage.task(['stay'], idle()));
    expect(end.cause).toBe('idle');
  });
});

describe('the files as a witness', () => {
  it('do not count what samocode itself writes', () => {
    const folder = temporaryFolder();
    const before = foldersFingerprint([folder]);
    for (const name of ['session.log', 'session.log.1']) writeFileSync(`${folder}/${name}`, 'x');
    for (const name of ['.run', '_logs']) mkdirSync(`${folder}/${name}`);
    expect(foldersFingerprint([folder])).toBe(before);
    writeFileSync(`${folder}/_signal.json`, '{}');
    expect(foldersFingerprint([folder])).not.toBe(before);
  });

  it('that are gone are no error', () => {
    expect(foldersFingerprint(['/nowhere/at/all'])).toBe(foldersFingerprint(['/nowhere/else']));
  });
});

it('ps tells the CPU of a process', async () => {
  const child = spawn(process.execPath, ['-e', 'for (;;) Math.random()'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const pid = child.pid ?? 0;
  expect(identityOf(pid).startTime).not.toBe('');
  const used = () =>
    psTable()
      .list()
      .find((entry) => entry.pid === pid)?.cpuMs ?? 0;
  await until(() => used() >= 1000);
  expect(used()).toBeLessThan(60_000);
});
