import { expect, test } from 'vitest';
import { needsOf } from '../../../src/domain/set-up/command-needs.ts';

test.each([
  ['npm test', 'npm', 'test'],
  ['npm ci && npm run build', 'npm', undefined],
  ['CI=1 npm run check:all -- --fast', 'npm', 'check:all'],
  ['pnpm run lint | cat', 'pnpm', 'lint'],
  ['npm --prefix web test', 'npm', undefined],
  ['npm run test --workspace web', 'npm', undefined],
  ['make check', 'make', undefined],
  ['./scripts/check.sh --all', './scripts/check.sh', undefined],
  ["'my tool' x", 'my tool', undefined],
])('%s starts %s and runs the script %s', (command, program, script) => {
  expect(needsOf(command)).toEqual({ program, script });
});

test.each(['cd web && npm test', 'if true; then x; fi', '$TOOL test', '(x)', 'A=1', '', "echo 'a"])(
  'says nothing of %j, which only a shell understands',
  (command) => {
    expect(needsOf(command)).toBeUndefined();
  },
);
