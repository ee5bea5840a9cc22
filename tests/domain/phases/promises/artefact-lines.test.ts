import { expect, test } from 'vitest';
import {
  activePlan,
  openBoxes,
  roundOf,
  saysNoCommit,
  saysNoQuestions,
  verdictOf,
  withoutTicks,
} from '../../../../src/domain/phases/promises/artefact-lines.ts';

test('ticking boxes changes nothing else of a plan', () => {
  const plan = '- [ ] a\n  * [ ] b\n1. [ ] c [x]\n2) [ ] d\n[x] no item\n';
  const ticked = plan
    .replace('- [ ]', '- [x]')
    .replace('* [ ]', '* [X]')
    .replace('2) [ ]', '2) [x]');
  expect(withoutTicks(ticked)).toBe(plan);
  expect(withoutTicks(plan)).toBe(plan);
  expect(withoutTicks('- [ ] a\n- [x] b')).not.toBe(withoutTicks('- [ ] a\n- [ ] c'));
});

test('open boxes are list items; code fences and comments have none', () => {
  expect(openBoxes('- [ ] a\n  * [ ] b\n1. [ ] c\n2) [] d\n- [x] e\n[ ] f\ntext - [ ] g\n')).toBe(
    4,
  );
  expect(openBoxes('```markdown\n- [ ] a\n```\n<!--\n- [ ] b\n-->\n')).toBe(0);
});

test('a plan says that nothing is committed only with a reason', () => {
  for (const line of [
    ...['No commit: notes only', '- **No commit:** notes', '  no commit: x'],
    ...['**No commit**: notes', '> No commit: notes', '`No commit: notes`'],
  ]) {
    expect(saysNoCommit(`# Plan\n${line}\n`), line).toBe(true);
  }
  for (const line of [
    'No commit:',
    '**No commit:**',
    'There is No commit: x',
    '```\nNo commit: x\n```',
  ]) {
    expect(saysNoCommit(`# Plan\n${line}\n`), line).toBe(false);
  }
});

test('the verdict is the word of the first such line', () => {
  expect(verdictOf('# R\n\nVerdict: pass\nVerdict: fail\n')).toBe('pass');
  expect(verdictOf('**Verdict: Clean** (round 1)\n')).toBe('clean');
  expect(verdictOf('- `Verdict: open`\n')).toBe('open');
  expect(verdictOf('**Verdict:** partial\n')).toBe('partial');
  expect(verdictOf('- **Verdict**: clean\n')).toBe('clean');
  expect(verdictOf('Round: 1 of 3; Verdict: clean\n')).toBe('clean');
  expect(verdictOf('Verdict: ✅ pass\n')).toBe('pass');
  expect(verdictOf('Verdict: not clean\n')).toBe('not');
  expect(verdictOf('```\nVerdict: pass\n```\n')).toBeUndefined();
  expect(verdictOf('The Verdict: pass\n')).toBeUndefined();
});

test('the active plan is the one that the overview lists last', () => {
  const names = ['a-plan.md', 'b-plan.md'];
  expect(activePlan(names, 'b-plan.md\n## Plans\n- b-plan.md\n- a-plan.md\n')).toBe('a-plan.md');
  expect(activePlan(names, '## Files\n- a-plan.md\n')).toBe('b-plan.md');
  expect(activePlan([], '## Plans\n')).toBeUndefined();
});

test('requirements say that nothing had to be asked only with what they assume', () => {
  expect(saysNoQuestions('# R\n\n**No open questions:** the port stays\n')).toBe(true);
  expect(saysNoQuestions('No open questions:\n')).toBe(false);
  expect(saysNoQuestions('```\nNo open questions: x\n```\n')).toBe(false);
});

test('the round is the number of the first such line', () => {
  expect(roundOf('# R\n\n**Round:** 2 of 3\nRound: 3 of 3\n')).toBe(2);
  expect(roundOf('Verdict: fixed; Round: 3 of 3\n')).toBe(3);
  expect(roundOf('Round: last\n')).toBeUndefined();
});
