import { isSessionName } from '../../domain/session/naming/names.ts';
import type { ListedFolder } from '../ports/session/folders.ts';

/**
 * The names of sessions for shell completion; none where they cannot be listed. Folders with other names are left
 * out: `--session` refuses them, and a shell might run their content.
 */
export function namesToComplete(
  list: () => readonly Pick<ListedFolder, 'name'>[],
): readonly string[] {
  try {
    return list()
      .map(({ name }) => name)
      .filter(isSessionName);
  } catch {
    return []; // An error would disturb the person who is typing a command line.
  }
}
