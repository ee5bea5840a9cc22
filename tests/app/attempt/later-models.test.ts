import { describe, expect, test } from 'vitest';
import type { AskedModel } from '../../../src/domain/models/asked-models.ts';
import { isListed } from '../../../src/domain/models/later-models.ts';
import type { ModelList } from '../../../src/domain/models/model-list.ts';
import type { NoAnswer } from '../../../src/domain/provider/cli-query.ts';
import type { Outcome } from '../../../src/domain/provider/outcome.ts';
import { openSession, overviewText } from '../../support/session.ts';
import { inEveryPhase, newMachine, openRun, signals } from '../../support/session-run.ts';

const UNKNOWN: Outcome = { kind: 'permanent', reason: 'the model is unknown', cure: 'set it' };
const BLOCKED = signals({ status: 'blocked', reason: 'enough' });
const named = (model: string) => ({ model, effort: undefined });

/** A run in implementation, with these models and answers. */
function scene({
  list = { models: ['default', 'haiku'] },
  outcome = UNKNOWN,
  quality = 'nope',
}: {
  readonly list?: ModelList | NoAnswer;
  readonly outcome?: Outcome;
  readonly quality?: string;
} = {}) {
  const session = openSession();
  session.write('_overview.md', overviewText('implementation'));
  const asked: string[] = [];
  const note =
    (what: string) =>
    ({ model, phases }: AskedModel): void => {
      asked.push(`${what} ${model ?? ''} (${phases.join(', ')})`);
    };
  const models = {
    list: (one: AskedModel) => {
      note('list')(one);
      return Promise.resolve(list);
    },
    ask: (one: AskedModel) => {
      note('ask')(one);
      return Promise.resolve(outcome);
    },
  };
  const all = inEveryPhase('mine');
  const config = { models: { ...all, quality: named(quality), done: named(quality) } };
  const machine = newMachine();
  const run = () => openRun(session, { machine, agents: [BLOCKED], config, models });
  return { asked, run, session };
}

describe('before the first attempt of a session a model of a later phase', () => {
  test('that nobody knows ends the run, with its phases and the names that the CLI lists', async () => {
    const { asked, run } = scene();
    const started = run();
    await expect(started.go()).rejects.toMatchObject({
      message: 'claude cannot work with the model nope (quality, done): the model is unknown',
      hint: expect.stringMatching(/\.samocode: default, haiku$/) as string,
      exitCode: 2,
    });
    expect(started.spawns).toEqual([]);
    expect(asked).toEqual(['list nope (quality, done)', 'ask nope (quality, done)']);
  });

  test('that its CLI lists is not asked', async () => {
    const { asked, run } = scene({ quality: 'haiku' });
    expect(await run().go()).toMatchObject({ kind: 'blocked' });
    expect(asked).toEqual(['list haiku (quality, done)']);
  });

  test.each<[string, Outcome]>([
    ['answers', { kind: 'ok', text: 'ok' }],
    ['cannot be asked now', { kind: 'overload', reason: 'overloaded' }],
    ['needs a login', { kind: 'person', reason: 'not logged in', cure: 'log in' }],
  ])('that %s stops nothing, even if the CLI gives no list', async (_, outcome) => {
    const { asked, run } = scene({ list: { why: 'no answer' }, outcome });
    expect(await run().go()).toMatchObject({ kind: 'blocked' });
    expect(asked).toHaveLength(2);
  });

  test.each(['mine', 'sonnet'])('named %s is known: no question', async (quality) => {
    const { asked, run } = scene({ quality });
    await run().go();
    expect(asked).toEqual([]);
  });
});

test('a session with an iteration is not asked about again', async () => {
  const { asked, run, session } = scene({ outcome: { kind: 'ok', text: '' } });
  await run().go();
  expect(session.rows()).toHaveLength(1);
  asked.length = 0;
  await run().go();
  expect(asked).toEqual([]);
});

test('a name with its context window is listed by its plain name', () => {
  expect(isListed('Sonnet[1m]', ['sonnet'])).toBe(true);
  expect(isListed('sonnet-x', ['sonnet'])).toBe(false);
});
