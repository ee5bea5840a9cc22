import { expect, test } from 'vitest';
import { lineOf, lineWords } from '../../../src/domain/queue/in-line.ts';

const UNDO = "samocode fleet drain 'my machine' --undo";
const drained = { kind: 'drained', machine: 'my machine' } as const;

test.each([
  ['one starts sessions', lineOf('starts'), undefined],
  ['none runs', lineOf('none'), 'samocode work'],
  // A second one would end with 6.
  ['one ends after its runs', lineOf('ending'), undefined],
  ['none runs on a drained machine', { ...drained, own: 'none' }, `${UNDO} && samocode work`],
  ['one ends on a drained machine', { ...drained, own: 'ending' }, UNDO],
] as const)('the command for a session in line works now where %s', (_, line, command) => {
  expect(lineWords(line).command).toBe(command);
});
