import { test } from 'vitest';
import { NO_BUBBLEWRAP } from './bubblewrap.ts';

/** How the agent runs: as the person's own user, or in bubblewrap. */
export type Mode = 'bypass' | 'bwrap';

/** What became of it. */
export type Outcome =
  /** Nothing was done, and the one who tried was told why. */
  | 'refused'
  /** It was undone, recorded and told. */
  | 'restored and told'
  /** It could not be prevented; people are told. */
  | 'told'
  /** Nothing happened, and nobody needs to know. */
  | 'no effect';

/**
 * A test of an attack with a harmless payload, and one row of docs/security.md: tests/docs/security.test.ts
 * reads the first two arguments, which must be literals, from the test files.
 */
export function attack(
  what: string,
  how: { readonly modes: readonly Mode[]; readonly outcome: Outcome },
  body: () => void | Promise<void>,
): void {
  const isPossible = NO_BUBBLEWRAP === undefined || !how.modes.includes('bwrap');
  test.skipIf(!isPossible)(`${what} (${how.modes.join(', ')}): ${how.outcome}`, body);
}
