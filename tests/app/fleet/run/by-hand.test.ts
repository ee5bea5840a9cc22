import { beforeEach, expect, test } from 'vitest';
import { askByHand } from '../../../../src/app/fleet/run/ask-by-hand.ts';
import { openRunByHand } from '../../../../src/app/fleet/run/by-hand.ts';
import type { HandBeat, HandFleet } from '../../../../src/app/ports/fleet/by-hand.ts';
import type { FleetNews } from '../../../../src/app/ports/fleet/fleet-run.ts';
import { UserError } from '../../../../src/domain/text/user-error.ts';
import { openSession } from '../../../support/session.ts';

const RUN = { config: '/shop/.samocode', session: 'fix', run: 'r' };
const KNOWN = { isOfFleet: true, name: 'fix' };
const NEWS = { iteration: 3 } as unknown as FleetNews;

/** Sleeps until the signal; a time is over when the test says so. */
class Sleeper {
  readonly asked: number[] = [];
  #wake: () => void = () => undefined;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      this.asked.push(ms);
      this.#wake = resolve;
      signal?.addEventListener('abort', () => {
        resolve();
      });
    });

  wake(): void {
    this.#wake();
  }
}

let done: string[];
let warnings: string[];
let clock: Sleeper;

beforeEach(() => {
  [done, warnings, clock] = [[], [], new Sleeper()];
});

function fleetThat(answers: Partial<HandFleet> = {}): HandFleet {
  const noted = (what: string) => Promise.resolve(void done.push(what));
  return {
    find: () => Promise.resolve(undefined),
    beat: () => Promise.resolve({ kind: 'ours', heartbeatMs: 50_000 }),
    keepTold: ({ iteration }) => noted(`told ${iteration ?? 'nothing'}`),
    end: () => noted('ended'),
    ...answers,
  };
}

async function open(fleet: HandFleet | undefined, known: typeof KNOWN | undefined = KNOWN) {
  const { store } = openSession();
  const warn = (text: string) => warnings.push(text);
  return await openRunByHand({
    ...{ fleet, known, run: RUN, store, states: undefined, clock, warn },
  });
}

async function ask(fleet: Partial<HandFleet>) {
  return await askByHand({
    ...{ machine: 'anna', session: 'fix', clock },
    sought: { config: RUN.config, folder: 'f', session: 'fix', isNamed: true },
    open: () => Promise.resolve(fleetThat(fleet)),
    isOtherVersion: (error) => error instanceof UserError,
    nameTaken: () => new UserError('the name is taken'),
    warn: (text) => warnings.push(text),
  });
}

test('a database that does not answer in time does not keep a person from their files', async () => {
  const asked = ask({ find: () => new Promise(() => undefined) });
  await expect.poll(() => clock.asked).toEqual([3000]);
  clock.wake();
  expect(await asked).toBeUndefined();
  expect(warnings).toEqual([
    'the fleet was not asked whether another machine has fix: the database of the fleet does not answer',
  ]);
});

test('tables of another version of samocode refuse the run', async () => {
  const find = () => Promise.reject(new UserError('other version'));
  await expect(ask({ find })).rejects.toThrow('other version');
});

test('a run confirms five times in a heartbeat that it lives, until it ends', async () => {
  const run = await open(fleetThat());
  await expect.poll(() => clock.asked.at(-1)).toBe(10_000);
  await run?.end?.(new AbortController().signal);
  expect(done).toEqual(['ended']);
});

test('a run whose session another machine has may start no attempt', async () => {
  const lost: HandBeat = { kind: 'lost', machine: 'otto' };
  const run = await open(fleetThat({ beat: () => Promise.resolve(lost) }));
  expect(run?.hindrance()).toEqual(lost);
});

test('news are told in their order, and a silent database is said once', async () => {
  const keepTold = () => Promise.reject(new Error('it is silent'));
  const run = await open(fleetThat({ keepTold }));
  run?.tell(NEWS);
  run?.tell(NEWS);
  await run?.end?.(new AbortController().signal);
  expect(warnings).toEqual(['the fleet does not hear of this run: it is silent']);
  expect(done).toEqual(['ended']);
});

test('a run that was stopped waits a second for a silent database', async () => {
  const run = await open(fleetThat({ end: () => new Promise(() => undefined) }));
  const ended = run?.end?.(AbortSignal.abort());
  await expect.poll(() => clock.asked.at(-1)).toBe(1000);
  clock.wake();
  await ended;
});

test('a run of which the fleet was not asked is one of the fleet before its first row', async () => {
  const run = await open(undefined, undefined);
  expect(run?.carried.rows).toBeUndefined();
  expect(run?.hindrance()).toBeUndefined();
});

test('a run that the fleet does not know tells it nothing', async () => {
  expect(await open(fleetThat(), { isOfFleet: false, name: 'fix' })).toBeUndefined();
});
