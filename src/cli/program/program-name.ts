import { basename } from 'node:path';
import { joinShellWords } from '../../domain/text/shell-words.ts';

/** The shell command that started this program: in a checkout there is no samocode on PATH. */
export function programName(): string {
  const script = process.argv[1] ?? 'samocode';
  return basename(script) === 'samocode' ? 'samocode' : joinShellWords(['node', script]);
}
