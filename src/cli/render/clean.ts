import type { Cleaned, CleanedState, CleanedWorktree } from '../../domain/logs/clean-plan.ts';
import { printable } from '../../domain/text/printable.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';

/** The lines of each changed session, and the total. */
export function cleanedLines(all: readonly Cleaned[], isDry: boolean): string {
  const lines = all.flatMap((one) => linesOf(one, isDry));
  if (lines.length === 0) return 'nothing to clean: no log is old enough\n';
  return `${lines.join('\n')}\n${isDry ? '(--dry-run: nothing was done)\n' : ''}`;
}

function linesOf(one: Cleaned, isDry: boolean): readonly string[] {
  const { isHeld, packed, removed, checkpoints, state, worktree } = one;
  const session = printable(one.session);
  if (isHeld) return [`${session}: a run is at work there; left alone`];
  const ofLogs = `${session}: ${did(isDry, 'compress')} ${counted(packed)}, ${did(isDry, 'remove')} ${counted(removed)}${checkpoints === 0 ? '' : ` and ${checkpoints} checkpoints`}`;
  return [
    ...(packed.length + removed.length + checkpoints > 0 ? [ofLogs] : []),
    ...(state === null ? [] : [`${session}: ${printable(stateWords(state, isDry))}`]),
    ...(worktree === null ? [] : [`${session}: ${printable(treeWords(worktree, isDry))}`]),
  ];
}

function stateWords({ ref, isRemoved, why }: CleanedState, isDry: boolean): string {
  const state = `its state in the git remote (${ref})`;
  return isRemoved ? `${did(isDry, 'remove')} ${state}` : `${state} stays: ${why ?? ''}`;
}

function treeWords({ path, isRemoved, branch, why }: CleanedWorktree, isDry: boolean): string {
  const place = joinShellWords([path]);
  if (!isRemoved) return `the worktree ${place} stays: ${why ?? ''}`;
  const kept = why === null ? '' : `; its branch stays: ${why}`;
  const of = branch === null ? '' : ` and branch ${branch}`;
  return `${did(isDry, 'remove')} the worktree ${place}${of}${kept}`;
}

function did(isDry: boolean, verb: 'compress' | 'remove'): string {
  if (isDry) return `would ${verb}`;
  return verb === 'compress' ? 'compressed' : 'removed';
}

function counted(pieces: Cleaned['packed']): string {
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${pieces.length} files${pieces.length === 0 ? '' : ` (${size})`}`;
}
