import { describe, expect, test } from 'vitest';
import { openScene } from '../support/program.ts';
import { goTo, PLAN, silent, turn, wholeBut } from '../support/program-agent.ts';

/** The section of a prompt that has a note, if any. */
function sectionOf(prompt: string, note: string): string | undefined {
  const sections = prompt.split(/^## /m);
  return sections.find((section) => section.includes(`> ${note}`))?.split('\n')[0];
}

const PLANNED = turn(
  { status: 'waiting', for: 'plan_approval', summary: 'planned' },
  { write: [PLAN, '# Plan\n- [ ] a box\n'] },
);

describe('the words of a person', () => {
  test('of a rejection are in the prompts until a signal was followed', async () => {
    await using scene = openScene(wholeBut({ planning: [PLANNED, silent(), PLANNED] }));
    scene.begin('planning');
    expect((await scene.run()).code).toBe(3);
    expect((await scene.command('reject', '--note', 'no new table')).code).toBe(0);
    expect((await scene.run()).code).toBe(3);
    for (const number of [2, 3]) {
      expect(scene.prompt(number)).toContain('The plan was rejected; work the note in');
      expect(sectionOf(scene.prompt(number), 'no new table')).toBe('What a person gave');
    }
    expect((await scene.command('approve')).code).toBe(0);
    expect((await scene.run('--once')).code).toBe(0);
    expect(sectionOf(scene.prompt(4), 'no new table')).toBe('Earlier notes');
    expect(scene.prompt(4)).not.toContain('The plan was rejected');
  });

  test('that reopen a session are in the prompts of all phases after', async () => {
    const built = goTo('testing', { work: ['code.txt', 'done\n'] }, { commit: 'Do it' });
    const rebuilt = goTo('testing', { work: ['code.txt', 'red\n'] }, { commit: 'Make it red' });
    await using scene = openScene(wholeBut({ implementation: [built, rebuilt] }));
    expect((await scene.run('--gates', 'auto')).code).toBe(0);
    const before = scene.spawns().length;
    const reopened = await scene.command('resume', '--phase', 'investigation', '--note', 'in red');
    expect(reopened.code).toBe(0);
    expect((await scene.run('--gates', 'auto')).code).toBe(0);
    const prompts = scene.spawns().map(({ number }) => scene.prompt(number));
    expect(prompts.slice(before).length).toBeGreaterThan(5);
    expect(prompts.map((prompt) => sectionOf(prompt, 'in red'))).toEqual([
      ...Array.from({ length: before }, () => undefined),
      'What a person gave',
      ...Array.from({ length: prompts.length - before - 1 }, () => 'Earlier notes'),
    ]);
    expect((await scene.command('resume', '--phase', 'testing')).code).toBe(0);
    expect((await scene.run('--once')).code).toBe(0);
    expect(sectionOf(scene.prompt(prompts.length + 1), 'in red')).toBeUndefined();
  });
});
