import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readScenario } from '../../../lab/scenario/scenario.ts';
import { ROOT } from '../../support/assets.ts';

const GOOD = {
  name: 'mine',
  title: 'Something goes wrong.',
  promise: 'It is mended.',
  agent: { spawns: [[{ begin: true }, { good: true }]] },
  expect: { spawns: 1 },
};

function problems(value: unknown): readonly string[] {
  const reading = readScenario(JSON.stringify(value));
  return reading.kind === 'problems' ? reading.problems : [];
}

describe('a scenario file', () => {
  it('needs a name, a promise, an agent and what is expected; the rest has defaults', () => {
    const reading = readScenario(JSON.stringify(GOOD));
    expect(reading).toMatchObject({
      kind: 'scenario',
      scenario: {
        providers: ['claude'],
        begin: 'investigation',
        settings: {},
        acts: [{ run: { exit: 4 } }],
      },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown field', { ...GOOD, scripts: 1 }, /the scenario: knows no "scripts"/],
    ['no promise', { ...GOOD, promise: undefined }, /promise: has to be string/],
    [
      'an unknown word',
      { ...GOOD, agent: { spawns: [[{ dance: 1 }]] } },
      /spawns\.0\.0: knows no "dance"/,
    ],
    [
      'two words in a step',
      { ...GOOD, agent: { spawns: [[{ begin: true, good: true }]] } },
      /spawns\.0\.0: a step is one word/,
    ],
    [
      'a failure that no CLI has',
      { ...GOOD, agent: { spawns: [[{ fail: 'tired' }]] } },
      /fail: has to be one of "overloaded"/,
    ],
    ['spawns and phases', { ...GOOD, agent: {} }, /agent: give "spawns" or "phases"/],
    [
      'an unknown setting',
      { ...GOOD, settings: { CLAUDE_MODLE: 'x' } },
      /did you mean CLAUDE_MODEL/,
    ],
    [
      'a path as an event',
      { ...GOOD, acts: [{ tell: '../x' }] },
      /acts\.0\.tell: has to look like/,
    ],
    ['an act without an exit code', { ...GOOD, acts: [{ run: {} }] }, /acts\.0\.run\.exit: /],
    ['a number', 7, /the scenario: has to be object/],
  ])('with %s is refused with the place and what would be right', (_what, value, message) => {
    expect(problems(value).join('\n')).toMatch(message);
  });

  it('is never believed without being read, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readScenario(text).kind).toBe('problems');
      }),
    );
  });
});

const folder = join(ROOT, 'lab', 'scenarios');
describe('every scenario that ships', () => {
  it.each(readdirSync(folder))('%s is valid and named as its file', (file) => {
    const reading = readScenario(readFileSync(join(folder, file), 'utf8'));
    expect(reading).toMatchObject({
      kind: 'scenario',
      scenario: { name: file.replace('.json', '') },
    });
  });

  it('there are at least sixty', () => {
    expect(readdirSync(folder).length).toBeGreaterThanOrEqual(60);
  });
});
