import { beforeAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-code.ts';
import { assets, assetsOf, inlineCode } from '../support/assets.ts';
import { type ProgramOptions, programOptions, wrongIn } from '../support/program-options.ts';
import { commandLinesIn } from './command-lines.ts';

let known: ProgramOptions;

beforeAll(async () => {
  known = await programOptions();
});

describe('every samocode command line that a text shows is one the program takes', () => {
  it.each(assets())('$path', ({ text }) => {
    expect(commandLinesIn(text).filter((line) => wrongIn(line, known).length > 0)).toEqual([]);
  });

  it('and the check knows a wrong one', () => {
    const wrong = ['samocode accept', 'samocode approve --phase x', 'samocode --sesion a'];
    expect(wrong.filter((line) => wrongIn(line, known).length === 0)).toEqual([]);
    expect(commandLinesIn('```sh\nnohup samocode run --tusk x &\n```\n')).toEqual([
      'samocode run --tusk x &',
    ]);
  });

  it('there are lines to check', () => {
    const lines = assets().flatMap(({ text }) => commandLinesIn(text));
    expect(lines.length).toBeGreaterThan(10);
  });
});

it.each(['samocode-run', 'session-management', 'summary', 'task-definition'])(
  'every option that %s names by itself belongs to some command',
  (name) => {
    const { text } = assetsOf('skill').find((skill) => skill.name === name)!;
    const all = new Set([...known.values()].flatMap((options) => [...options]));
    const named = inlineCode(text).filter((code) => code.startsWith('--'));
    expect(named.filter((code) => !all.has(code.split(' ')[0] ?? ''))).toEqual([]);
  },
);

it('samocode-run knows every exit code, and no other', () => {
  const { text } = assetsOf('skill').find((skill) => skill.name === 'samocode-run')!;
  const rows = [...text.matchAll(/^\| (\d+) \|/gm)].map((match) => Number(match[1]));
  const [, stopped = ''] = /^([\d, and]+) mean it was stopped/m.exec(text) ?? [];
  const named = [...rows, ...[...stopped.matchAll(/\d+/g)].map((match) => Number(match[0]))];
  const byNumber = (one: number, other: number): number => one - other;
  expect([...named].sort(byNumber)).toEqual(EXIT_CODES.map(([code]) => code).sort(byNumber));
});
