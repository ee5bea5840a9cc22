import { LARGEST_KEPT_BYTES } from '../../../../domain/checkpoints/checkpoint.ts';
import type { CheckpointGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';

/** A path in which a tree differs from HEAD. */
export interface Difference {
  readonly path: string;
  /** As HEAD has it; no id: HEAD has none. */
  readonly mode: string;
  readonly id?: string;
  /** As the tree has it. */
  readonly now: string;
  /** The tree has none. */
  readonly isGone: boolean;
}

export async function differences(
  refs: CheckpointGit,
  head: string,
  tree: string,
): Promise<readonly Difference[]> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--raw', head, tree, '--'];
  const fields = (await stdoutOf(refs(args))).split('\0');
  const found: Difference[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // `:<mode> <mode> <id> <id> <status>`, before and after.
    const [mode = '', , id = '', now = '', status] = (fields[at] ?? '').slice(1).split(' ');
    const path = fields[at + 1] ?? '';
    found.push({ path, now, mode, ...(Number(mode) !== 0 && { id }), isGone: status === 'D' });
  }
  return found;
}

/** A large file may be staged alone, and no longer in the worktree. */
export async function largePaths(
  refs: CheckpointGit,
  staged: readonly Difference[],
): Promise<ReadonlySet<string>> {
  const there = staged.filter(({ isGone }) => !isGone);
  if (there.length === 0) return new Set();
  const asked = there.map(({ now }) => `${now}\n`).join('');
  const lines = (await stdoutOf(refs(['cat-file', '--batch-check=%(objectsize)'], asked))).split(
    '\n',
  );
  const isLarge = (at: number): boolean => Number(lines[at]) > LARGEST_KEPT_BYTES;
  return new Set(there.filter((_, at) => isLarge(at)).map(({ path }) => path));
}
