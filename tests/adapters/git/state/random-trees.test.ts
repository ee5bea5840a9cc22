import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { git } from '../../../support/repository.ts';
import {
  entriesOf,
  type StateMachine,
  stateScene,
  statusOf,
} from '../../../support/state-scene.ts';

/** One change, as an agent makes it. */
type Change =
  | { readonly kind: 'write'; readonly path: string; readonly text: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly to: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'stage' | 'unstage' | 'commit' };

/** Few names, so that files, links and folders take each other's place. */
const PART = fc.constantFrom(
  'a',
  'b',
  'src',
  'one.ts',
  'x.crlf',
  'ä ö',
  'new\nline',
  'q"\\',
  'n.log',
);
const PATH = fc.array(PART, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const TEXT = fc
  .array(fc.constantFrom('one', '\r\n', '\n', '\r', '\0', 'ä', '$Id$', ''), { maxLength: 8 })
  .map((parts) => parts.join(''));
const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      path: PATH,
      text: TEXT,
      mode: fc.constantFrom(0o644, 0o755),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('link' as const), path: PATH, to: PATH }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), path: PATH }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('stage' as const, 'unstage' as const, 'commit' as const),
    }),
  },
);

/** A change for which another entry is in the way does nothing. */
function make({ tree }: StateMachine, change: Change): void {
  try {
    switch (change.kind) {
      case 'write':
        replace(tree, change.path, (full) => {
          writeFileSync(full, change.text);
          chmodSync(full, change.mode);
        });
        return;
      case 'link':
        replace(tree, change.path, (full) => {
          symlinkSync(change.to, full);
        });
        return;
      case 'remove':
        rmSync(join(tree, change.path), { recursive: true });
        return;
      case 'stage':
        git(tree, 'add', '-A');
        return;
      case 'unstage':
        git(tree, 'rm', '-rq', '--cached', '--ignore-unmatch', 'src');
        return;
      case 'commit':
        git(tree, 'commit', '-q', '-m', 'some');
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

function replace(tree: string, path: string, put: (full: string) => void): void {
  const full = join(tree, path);
  rmSync(full, { recursive: true, force: true });
  mkdirSync(dirname(full), { recursive: true });
  put(full);
}

test(
  'any work tree is the same on another machine, and so is its status',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(CHANGE, { maxLength: 15 }),
        fc.array(CHANGE, { maxLength: 10 }),
        async (first, second) => {
          const { a, b } = stateScene();
          for (const change of first) make(a, change);
          await a.pushed();
          for (const change of second) make(a, change);
          const files = entriesOf(a.tree);
          const status = statusOf(a.tree);
          await a.pushed(2);
          expect(await b.take()).toMatchObject({ kind: 'taken' });
          const isIgnored = (entry: string): boolean => /(?:^|\/)n\.log(?:\/| )/.test(entry);
          expect(entriesOf(b.tree).filter((one) => !isIgnored(one))).toEqual(
            files.filter((one) => !isIgnored(one)),
          );
          expect(statusOf(b.tree)).toBe(status);
        },
      ),
      { numRuns: Number(process.env['STATE_TREES'] ?? '8') },
    );
  },
);
