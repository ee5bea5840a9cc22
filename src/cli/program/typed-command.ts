import { joinShellWords } from '../../domain/text/shell-words.ts';
import { programName } from './program-name.ts';

/** A longer line is not readable as a hint. */
const LONGEST = 400;

/**
 * The command that was typed, changed, as one line to paste; undefined where it does not fit into a hint
 * (a long text, a line break), or where the change does not apply.
 */
export function typedCommand(
  change: (args: readonly string[]) => readonly string[] | undefined,
): string | undefined {
  const changed = change(process.argv.slice(2));
  if (changed === undefined) return undefined;
  const line = `${programName()} ${joinShellWords(changed)}`;
  return line.length > LONGEST || /\p{Cc}/u.test(line) ? undefined : line;
}
