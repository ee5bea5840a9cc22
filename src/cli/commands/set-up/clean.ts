import { cleanSessions } from '../../../app/clean/clean-sessions.ts';
import type { CleanPolicy } from '../../../domain/logs/clean-plan.ts';
import { type Form, readForm } from '../../../domain/settings/values/form.ts';
import { byteCount, duration } from '../../../domain/settings/values/numbers.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { ReadingFlags } from '../../compose/reading/reading.ts';
import { cleanTools, sessionsToClean } from '../../compose/set-up/clean.ts';
import { print, printJson } from '../../console/print.ts';
import { cleanedLines } from '../../render/clean.ts';

interface CleanFlags extends ReadingFlags {
  readonly packAfter?: string;
  readonly removeAfter?: string;
  readonly maxSize?: string;
  readonly worktrees?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const DEFAULT_PACK_AFTER = '7d';
const DURATION = { ...duration, hint: 'for example 7d or 36h' };

/** `samocode clean`: compresses old logs; with flags also removes old logs, and merged worktrees; never the history. */
export async function cleanCommand(flags: CleanFlags): Promise<number> {
  const policy: CleanPolicy = {
    packAfterMs: readAge('--pack-after', flags.packAfter ?? DEFAULT_PACK_AFTER),
    removeAfterMs:
      flags.removeAfter === undefined ? undefined : readAge('--remove-after', flags.removeAfter),
    maxBytes:
      flags.maxSize === undefined ? undefined : readFlag('--max-size', byteCount, flags.maxSize),
  };
  const isDry = flags.dryRun === true;
  const worktrees = flags.worktrees === true;
  const tools = cleanTools(flags, { isDry, worktrees });
  const how = { policy, isDry, now: Date.now() };
  const cleaned = await cleanSessions(sessionsToClean(flags), how, tools);
  if (flags.json === true) cleaned.forEach((one) => printJson({ v: 1, ...one }));
  else print(cleanedLines(cleaned, isDry));
  return 0;
}

/** Where a plain number is seconds, `--remove-after 30` would remove the logs of the last day. */
function readAge(flag: string, text: string): number {
  if (/^\s*\d+\s*$/.test(text)) {
    const days = `${text.trim()}d`;
    throw new UserError(`${flag} ${text} has no unit`, { hint: `for days: ${flag} ${days}` });
  }
  return readFlag(flag, DURATION, text);
}

function readFlag<T>(flag: string, form: Form<T>, text: string): T {
  const reading = readForm(form, text);
  if ('value' in reading) return reading.value;
  throw new UserError(`${flag} ${reading.message}`, { hint: reading.hint });
}
