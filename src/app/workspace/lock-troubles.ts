import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { Obstacles, ReportEvent } from '../run/loop.ts';

/**
 * For the prompt: each lock of git that an ended attempt left in the way, with the command that removes
 * it. samocode itself does not remove a file of the repository.
 */
export function lockTroubles(
  { leftLocks }: Obstacles,
  folder: string,
  report: ReportEvent,
): readonly string[] {
  return leftLocks(folder).map((path) => {
    report({ kind: 'warning', text: `an ended git left its lock: ${path}; the agent is told` });
    return (
      `An ended git process of this session left the lock ${path}, and git fails while it exists. ` +
      `No git process works in this repository now. Remove the lock before you commit: \`rm -f ${joinShellWords([path])}\`; ` +
      'then check with `git status` which changes are there.'
    );
  });
}
