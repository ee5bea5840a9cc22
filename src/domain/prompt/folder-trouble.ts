import { type FolderTrouble, troubleText } from '../provider/environment/cli-folders.ts';
import { printable } from '../text/printable.ts';

/** The agent is told of a folder that its CLI cannot write, with a way to lose nothing. */
export function folderTroubleLine(trouble: FolderTrouble): string {
  const { isTemporary } = trouble.folder;
  const about = printable(troubleText(trouble));
  if (isTemporary) {
    const advice =
      'A command that needs them fails: set TMPDIR for it to a folder that you create and that git ignores.';
    return `Temporary files cannot be written (${about}). ${advice}`;
  }
  const advice =
    'The CLI may cut the output of a tool without a mark: write long output to a file of the worktree, and read it in parts.';
  return `The CLI cannot write one of its folders (${about}). ${advice}`;
}
