import { describe, expect, it } from 'vitest';
import { assetsOf, fencesOf, frontmatterOf, inlineCode } from '../support/assets.ts';

const SKILLS = [
  ...['claude', 'codex', 'gemini', 'implementation', 'investigation', 'planning', 'quality'],
  ...['samocode-run', 'session-management', 'summary', 'task-definition', 'testing'],
];
const COMMANDS = [
  ...['cleanup', 'create-plan', 'dive', 'do', 'do2', 'dop', 'dop2', 'multi-review'],
  ...['samocode-implement', 'session-archive', 'session-continue', 'session-start'],
  ...['session-sync', 'task'],
];
const skills = assetsOf('skill');
const commands = assetsOf('command');
const namesOf = (list: readonly { readonly name: string }[]): readonly string[] =>
  list.map(({ name }) => name);

it('the set is whole, and no command bears the name of a skill', () => {
  expect(namesOf(skills)).toEqual(SKILLS);
  expect(namesOf(commands)).toEqual(COMMANDS);
  expect(COMMANDS.filter((name) => SKILLS.includes(name))).toEqual([]);
});

describe.each(skills)('skill $name', ({ name, text }) => {
  const { fields, body, problems } = frontmatterOf(text);

  it('has a frontmatter whose description catches requests about samocode only', () => {
    expect(problems).toEqual([]);
    expect(Object.keys(fields)).toEqual(['name', 'description']);
    expect(fields['name']).toBe(name);
    expect(fields['description']).toMatch(/\bUse (?:only )?when [^.]*\bsamocode\b/);
    expect(fields['description']!.length).toBeGreaterThan(120);
    expect(fields['description']!.length).toBeLessThan(400);
  });

  it('says what holds inside an unattended run, and asks only in a conversation', () => {
    expect(body).toContain('*Session Context*');
    const asking = body.split(/(?<=[.:|])\s/).filter((part) => /\bask\b(?! no one)/i.test(part));
    const unattended = asking.filter((part) => !/conversation/i.test(part));
    expect(unattended).toEqual([]);
  });

  it('closes every block it opens', () => {
    expect((body.match(/^\s*```/gm) ?? []).length % 2).toBe(0);
  });
});

describe.each(commands)('command $name', ({ text }) => {
  const { fields, body, problems } = frontmatterOf(text);

  it('has a frontmatter, runs only when a person types it, and takes its arguments at the end', () => {
    expect(problems).toEqual([]);
    expect(Object.keys(fields)).toEqual([
      ...['description', 'argument-hint', 'disable-model-invocation'],
    ]);
    expect(fields['disable-model-invocation']).toBe('true');
    expect(body.trimEnd().endsWith('\n$ARGUMENTS')).toBe(true);
  });

  it('uses a skill, and an action that the skill describes', () => {
    const skillName = inlineCode(body).find((code) => SKILLS.includes(code));
    const skill = skills.find(({ name }) => name === skillName);
    expect(skill).toBeDefined();
    const action = /action \*\*([a-z0-9-]+)\*\*/.exec(body)?.[1];
    if (action !== undefined) {
      expect(skill!.text).toMatch(new RegExp(`^(?:## ${action}$|\\| ${action} \\|)`, 'm'));
    }
  });
});

it('the shell that skills show is whole', () => {
  const shells = skills.flatMap(({ text }) => fencesOf(text.replace(/^ {3}/gm, '')));
  expect(shells.filter(({ language }) => language === 'sh').length).toBeGreaterThan(3);
});
