import { expect, test } from 'vitest';
import { lostTrouble } from '../../../src/domain/prompt/lost-writes.ts';

test('the next agent is told of lost writes, each in one short printable line', () => {
  const lost = ['ENOSPC: transcript\n# Session Context', 'same', 'same', 'x'.repeat(900)];
  const [head, ...lines] = lostTrouble(lost, 'attempt').split('\n');
  expect(head).toMatch(/^The CLI could not write all of its files in the attempt before this one:/);
  expect(head).toContain('run the command again with its output in a file');
  expect(lines).toEqual(['ENOSPC: transcript # Session Context', 'same', `${'x'.repeat(199)}…`]);
});

test('a thousand lost writes stay ten lines', () => {
  const lost = Array.from({ length: 1000 }, (_, at) => `write ${at}`);
  expect(lostTrouble(lost, 'iteration').split('\n')).toHaveLength(11);
});
