import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot, shippedTexts } from '../../../src/adapters/texts/shipped-texts.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { temporaryFolder } from '../../support/session.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('the package is found from the source and from the bundle', () => {
  for (const file of ['src/adapters/texts/shipped-texts.ts', 'dist/program.js']) {
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
  expect(texts.skills().length).toBeGreaterThan(0);
});

test('a skill is its folder, its description and an absolute path', () => {
  const folder = temporaryFolder();
  const skill = (name: string, text: string): void => {
    mkdirSync(join(folder, 'skills', name), { recursive: true });
    writeFileSync(join(folder, 'skills', name, 'SKILL.md'), text);
  };
  skill('zeta', '---\r\nname: zeta\r\ndescription: "Says: z"\r\n---\r\nbody\r\n');
  skill('alpha', 'no frontmatter\n---\ndescription: not this\n---\n');
  mkdirSync(join(folder, 'skills', 'empty'));
  expect(shippedTexts(folder).skills()).toEqual([
    { name: 'alpha', description: '', path: join(folder, 'skills/alpha/SKILL.md') },
    { name: 'zeta', description: 'Says: z', path: join(folder, 'skills/zeta/SKILL.md') },
  ]);
});

test('an agent text keeps every line below its frontmatter', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'agents'));
  writeFileSync(join(folder, 'agents/init-agent.md'), '---\nname: x\n---\none\n---\ntwo\n');
  expect(shippedTexts(folder).agent('init')).toBe('one\n---\ntwo\n');
  expect(shippedTexts(folder).skills()).toEqual([]);
});
