import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inlineCode, ROOT } from '../support/assets.ts';
import { type ProgramOptions, programOptions, wrongIn } from '../support/program-options.ts';
import { documents } from './documents.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');

describe('README.md', () => {
  it('begins with the two commands that are all the set-up', () => {
    const [first = ''] = /^```sh\n[\s\S]*?^```$/m.exec(readme) ?? [];
    expect(first).toMatch(/^npm ci && npm run demo\b/m);
    expect(first).toMatch(/^npm ci && npm test\b/m);
  });

  it('has at most 8 KB', () => {
    expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(8192);
  });
});

describe('the documents for people', () => {
  let known: ProgramOptions;

  beforeAll(async () => {
    known = await programOptions();
  });

  it.each(documents())('%s shows only command lines that the program takes', (path) => {
    const wrong = commandLinesOf(read(path)).filter((line) => wrongIn(line, known).length > 0);
    expect(wrong).toEqual([]);
  });

  it('recognize a wrong command line', () => {
    const text =
      '`samocode accept` and\n\n```sh\nsetsid nohup samocode run --tusk x > a &  # b\n```\n';
    const wrong = commandLinesOf(text).filter((line) => wrongIn(line, known).length > 0);
    expect(wrong).toEqual(['samocode accept', 'samocode run --tusk x > a &']);
  });

  it('docs/commands.md names every command', () => {
    const code = inlineCode(read('docs/commands.md'));
    const isNamed = (name: string): boolean =>
      code.some((piece) => new RegExp(`^samocode \\[?${name}\\b`).test(piece));
    expect([...known.keys()].filter((name) => !isNamed(name))).toEqual([]);
  });

  it.each(documents())('%s names only npm scripts that exist', (path) => {
    const { scripts } = JSON.parse(read('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const called = [...read(path).matchAll(/npm run (?!-)([\w:]+)/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });
});

/** Flags of the program itself and of each command. */
const OF_ALL = / --(?:help|version)$/;

/** Every `samocode …` in backticks or in a block for a shell, without a comment after it. */
function commandLinesOf(text: string): readonly string[] {
  const shells = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, body = '']) =>
    body.split('\n').flatMap((line) => line.replace(/(?:^| )#.*/, '').split('&&')),
  );
  const lines = shells.flatMap((line) => /^(?:.*nohup )?\s*(samocode .*)$/.exec(line)?.[1] ?? []);
  // The names of tests are no commands.
  const inline = inlineCode(text.replace(/ Test: .*/g, '')).filter((code) =>
    /^samocode (?:--)?[a-z]/.test(code),
  );
  return [...inline, ...lines].map((line) => line.trim()).filter((line) => !OF_ALL.test(line));
}
