import { beforeEach, expect, test } from 'vitest';
import { beginDuties } from '../../../../src/app/fleet/machine/begin-duties.ts';
import { openTicking } from '../../../../src/app/fleet/machine/ticking.ts';
import { untilAnswer } from '../../../../src/app/fleet/machine/until-answer.ts';
import { UserError } from '../../../../src/domain/text/user-error.ts';

class Silent extends Error {}

const isSilent = (error: unknown): boolean => error instanceof Silent;
const nameTaken = () => new UserError('the name is taken');

let warnings: string[];
let slept: number[];

beforeEach(() => {
  [warnings, slept] = [[], []];
});

/** A clock whose every sleep is over at once. */
const clock = {
  sleep: (ms: number) => {
    slept.push(ms);
    return new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  },
};
const warn = (text: string) => warnings.push(text);

/** Does the duties as long as there are answers to come: true, or false where the database is silent. */
async function ticksOf(answers: readonly boolean[]): Promise<void> {
  const left = [...answers];
  await new Promise<void>((resolve) => {
    const ticking = openTicking(
      {
        tick: () => {
          const answer = left.shift();
          if (left.length === 0) void ticking.end().then(resolve);
          return answer === true ? Promise.resolve() : Promise.reject(new Silent('it is silent'));
        },
      },
      { heartbeatMs: 90_000, clock, warn },
    );
  });
}

test('the duties are done ten times in a heartbeat', async () => {
  await ticksOf([true, true]);
  expect(slept.slice(0, 2)).toEqual([9000, 9000]);
  expect(warnings).toEqual([]);
});

test('a silent database is said once, and that it answers again', async () => {
  await ticksOf([false, false, true, true]);
  expect(warnings).toEqual([
    'it is silent; runs go on, and nothing more starts',
    'the database of the fleet answers again',
  ]);
});

test('a database that is silent as work begins is asked until it answers', async () => {
  let tries = 0;
  const open = () => {
    tries += 1;
    return tries === 3 ? Promise.resolve('open') : Promise.reject(new Silent('it is silent'));
  };
  const how = { clock, isSilent, warn, stop: new AbortController().signal };
  expect(await untilAnswer(open, how)).toBe('open');
  expect(warnings).toEqual(['it is silent; trying again']);
  expect(slept).toEqual([5000, 5000]);
});

test('a stop ends the wait for a silent database, and another error is thrown', async () => {
  const stopped = { clock, isSilent, warn, stop: AbortSignal.abort() };
  expect(await untilAnswer(() => Promise.resolve('open'), stopped)).toBeUndefined();
  const refused = () => Promise.reject(new UserError('it refuses'));
  const how = { ...stopped, stop: new AbortController().signal };
  await expect(untilAnswer(refused, how)).rejects.toThrow('it refuses');
});

test('a machine whose name another one has does not begin, and a silent database does not matter', async () => {
  const tick = () => Promise.reject(new Silent('it is silent'));
  const link = { beat: () => Promise.resolve('another machine has this name' as const) };
  await expect(beginDuties({ tick }, { link, isSilent, nameTaken })).rejects.toThrow('name');
  const own = { beat: () => Promise.resolve('fine' as const) };
  await beginDuties({ tick }, { link: own, isSilent, nameTaken });
});
