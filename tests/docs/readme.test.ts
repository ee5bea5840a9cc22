import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/exit-code.ts';
import { optionOf } from '../../src/domain/settings/merge.ts';
import { type Source, sourcesOf } from '../../src/domain/settings/table/setting.ts';
import { SETTING_KEYS, settingOf } from '../../src/domain/settings/table/table.ts';
import { inlineCode, ROOT } from '../support/assets.ts';
import { expectGenerated } from '../support/generated.ts';
import { defaultOf } from '../support/setting-default.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');
const code = inlineCode(readme);

/** The settings whose first source is this one. */
function settingsTable(source: Source): string {
  const keys = SETTING_KEYS.filter((key) => sourcesOf(settingOf(key))[0] === source);
  const rows = keys.map((key) => {
    const { unit = '', secret, help, family = key, ...setting } = settingOf(key);
    const words = [
      help,
      ...(setting.flag === undefined ? [] : [`\`${optionOf(setting.flag)}\` overrides it`]),
      ...(secret === true ? ['not shown in errors'] : []),
    ];
    return `| \`${family}\` | ${defaultOf(setting)} | ${unit} | ${words.join('; ')} |`;
  });
  return ['| key | default | unit | |', '| --- | --- | --- | --- |', ...new Set(rows)].join('\n');
}

describe('README.md', () => {
  it('begins with the two commands that are all the set-up', () => {
    const [first = ''] = /^```sh\n[\s\S]*?^```$/m.exec(readme) ?? [];
    expect(first).toMatch(/^npm ci && npm run demo\b/m);
    expect(first).toMatch(/^npm ci && npm test\b/m);
  });

  it('has a row for each setting, made from the table (UPDATE_GENERATED=1 writes them)', () => {
    expectGenerated('README.md', {
      'project settings': () => settingsTable('project'),
      'environment settings': () => settingsTable('environment'),
    });
  });

  it('names every exit code', () => {
    const cells = readme.split('\n').flatMap((line) => {
      const [, cell = ''] = /^\| ([\d, ]+) \|/.exec(line) ?? [];
      return cell.split(',').map((part) => part.trim());
    });
    expect(EXIT_CODES.filter(([exitCode]) => !cells.includes(String(exitCode)))).toEqual([]);
  });

  it('names every command', () => {
    const program = ['program', 'program-reading', 'program-set-up', 'program-simulate']
      .map((name) => read(`src/cli/program/${name}.ts`))
      .join('');
    const commands = [...program.matchAll(/\.command\('([\w-]+)'/g)].map(([, name = '']) => name);
    expect(commands).toContain('status');
    const isNamed = (name: string): boolean =>
      code.some((piece) => new RegExp(`^samocode \\[?${name}\\b`).test(piece));
    expect(commands.filter((name) => !isNamed(name))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const called = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the documents for people', () => {
  const own = ['README.md', 'AGENTS.md', 'CONTEXT.md', 'TECH_DEBT.md'];
  const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));

  it.each([...own, ...inDocs])('%s names only files that exist', (path) => {
    const text = read(path);
    const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) =>
      join(dirname(path), link),
    );
    const paths = inlineCode(text).filter((piece) =>
      /^(?:src|tests|docs|scripts|bench|agents|skills)\/[\w./-]+$/.test(piece),
    );
    expect([...links, ...paths].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
