import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Usage } from '../../domain/provider/agent-event.ts';
import type { ThreadLog } from '../../domain/provider/cost/thread-log.ts';
import { readTail } from '../disk/lines/tail.ts';

/** The end of a conversation, with its last total. */
const TAIL_BYTES = 8 * 1024 * 1024;

/** The tokens of a conversation by the CLI's own log in `cliFolder`; undefined where it has none. */
export function threadUsage(
  log: ThreadLog | undefined,
  cliFolder: string,
  thread: string,
): Usage | undefined {
  const place = log?.place(thread);
  for (const folder of place?.folders.map((name) => path.join(cliFolder, name)) ?? []) {
    const name = namesIn(folder).find((one) => one.endsWith(place?.nameEnd ?? ''));
    if (name !== undefined) return log?.usage(readTail(path.join(folder, name), TAIL_BYTES));
  }
  return undefined;
}

/** None where there is no such folder. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
