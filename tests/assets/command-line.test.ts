import type { Command } from 'commander';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-code.ts';
import { assets, assetsOf, inlineCode } from '../support/assets.ts';
import { commandLinesIn } from './command-lines.ts';

/** Command → its options, as the real program knows them. */
const OPTIONS = new Map<string, ReadonlySet<string>>();

beforeAll(async () => {
  // The build puts it in; nothing here depends on its value.
  vi.stubGlobal('SAMOCODE_VERSION', '0.0.0');
  const { buildProgram } = await import('../../src/cli/program/program.ts');
  const program = await buildProgram(() => undefined);
  for (const command of program.commands) OPTIONS.set(command.name(), optionsOf(command));
});

function optionsOf(command: Command): ReadonlySet<string> {
  return new Set(
    command.options.flatMap(({ short, long }) => [short, long].filter((one) => one !== undefined)),
  );
}

/** What in a line the program would not take. */
function wrongIn(line: string): readonly string[] {
  const [, first = '', ...rest] = line.split(/\s+/);
  const name = first.startsWith('-') ? 'run' : first;
  const options = OPTIONS.get(name);
  if (options === undefined) return [`samocode ${name}`];
  const given = [first, ...rest].filter((word) => /^--?[a-z]/.test(word));
  return given.map((word) => word.replace(/[=,.].*/, '')).filter((word) => !options.has(word));
}

describe('every samocode command line that a text shows is one the program takes', () => {
  it.each(assets())('$path', ({ text }) => {
    expect(commandLinesIn(text).filter((line) => wrongIn(line).length > 0)).toEqual([]);
  });

  it('and the check knows a wrong one', () => {
    const wrong = ['samocode accept', 'samocode approve --phase x', 'samocode --sesion a'];
    expect(wrong.filter((line) => wrongIn(line).length === 0)).toEqual([]);
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
    const all = new Set([...OPTIONS.values()].flatMap((options) => [...options]));
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
