import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { Run } from '../loop/run.ts';

/**
 * For the prompt: each lock of git that an ended attempt left in the way, with the command that removes
 * it. samocode itself does not remove a file of the repository.
 */
export function lockTroubles(
  run: Pick<Run, 'leftLocks' | 'report'>,
  folder: string,
): readonly string[] {
  return run.leftLocks(folder).map((path) => {
    run.report({ kind: 'warning', text: `an ended git left its lock: ${path}; the agent is told` });
    return (
      `An ended git process of this session left the lock ${path}, and git fails while it exists. ` +
      `No git process works in this repository now. Remove the lock before you commit: \`rm -f ${joinShellWords([path])}\`; ` +
      'then check with `git status` which changes are there.'
    );
  });
}
