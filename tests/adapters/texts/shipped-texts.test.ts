import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasSkills } from '../../../src/adapters/texts/own-skills.ts';
import { packageRoot, shippedTexts } from '../../../src/adapters/texts/shipped-texts.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { temporaryFolder } from '../../support/session.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('the package is found from the source and from the bundle', () => {
  for (const file of [
    'src/adapters/texts/shipped-texts.ts',
    'dist/program.js',
    'dist/running.js',
  ]) {
    expect(packageRoot(pathToFileURL(join(ROOT, file)).href)).toBe(ROOT);
  }
});

test('a package without its texts says so', () => {
  const file = join(temporaryFolder(), 'bin.js');
  expect(() => packageRoot(pathToFileURL(file).href)).toThrow('workflow.md');
});

test('every phase has an agent text, without its frontmatter', () => {
  const texts = shippedTexts(ROOT);
  expect(texts.workflow()).toMatch(/\S/);
  for (const phase of PHASES) {
    expect(texts.agent(phase)).toMatch(/\S/);
    expect(texts.agent(phase)).not.toMatch(/^(---|name:)/m);
  }
});

test('the plugin of a run lists every agent and has nothing else but the text for its shell', () => {
  const { pluginFolder } = shippedTexts(ROOT);
  const manifest: unknown = JSON.parse(
    readFileSync(join(pluginFolder, '.claude-plugin/plugin.json'), 'utf8'),
  );
  const agents = PHASES.map((phase) => `./${phase}-agent.md`).sort();
  expect(manifest).toMatchObject({ name: 'samocode', agents });
  expect(readdirSync(pluginFolder).sort()).toEqual([
    '.claude-plugin',
    ...[...agents.map((agent) => agent.slice(2)), 'shell.sh'].sort(),
  ]);
});

describe('a repository has skills of its own', () => {
  const withEntry = (name: string): string => {
    const folder = temporaryFolder();
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
    return folder;
  };

  test('if a folder of .claude/skills has a SKILL.md', () => {
    expect(hasSkills(withEntry('.claude/skills/deploy/SKILL.md'))).toBe(true);
  });

  test.each(['.claude/skills/README.md', '.claude/skills', '.claude/settings.json', 'README.md'])(
    'not with only %s',
    (name) => {
      expect(hasSkills(withEntry(name))).toBe(false);
    },
  );
});

test('an agent text keeps every line below its frontmatter', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'agents'));
  writeFileSync(join(folder, 'agents/init-agent.md'), '---\nname: x\n---\none\n---\ntwo\n');
  expect(shippedTexts(folder).agent('init')).toBe('one\n---\ntwo\n');
});
