import type { Cleaned } from '../../domain/logs/clean-plan.ts';
import { printable } from '../../domain/text/printable.ts';

/** A line for each changed session, and the total. */
export function cleanedLines(all: readonly Cleaned[], isDry: boolean): string {
  const touched = all.filter(
    ({ isHeld, packed, removed, checkpoints }) =>
      isHeld || packed.length + removed.length + checkpoints > 0,
  );
  if (touched.length === 0) return 'nothing to clean: no log is old enough\n';
  const lines = touched.map(({ session, isHeld, packed, removed, checkpoints }) =>
    isHeld
      ? `${printable(session)}: a run is at work there; left alone`
      : `${printable(session)}: ${did(isDry, 'compress')} ${counted(packed)}, ${did(isDry, 'remove')} ${counted(removed)}${checkpoints === 0 ? '' : ` and ${checkpoints} checkpoints`}`,
  );
  return `${lines.join('\n')}\n${isDry ? '(--dry-run: nothing was done)\n' : ''}`;
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
