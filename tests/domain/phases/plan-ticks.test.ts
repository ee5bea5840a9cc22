import { expect, test } from 'vitest';
import { withoutTicks } from '../../../src/domain/phases/plan-ticks.ts';

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
