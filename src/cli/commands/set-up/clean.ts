import type { CleanPolicy } from '../../../domain/logs/clean-plan.ts';
import { byteCount, readForm } from '../../../domain/settings/settings-values.ts';
import { parseDuration } from '../../../domain/text/duration.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { ReadingFlags } from '../../compose/reading/reading.ts';
import { cleanSessions } from '../../compose/set-up/clean.ts';
import { print, printJson } from '../../console/print.ts';
import { cleanedLines } from '../../render/clean.ts';

interface CleanFlags extends ReadingFlags {
  readonly packAfter?: string;
  readonly removeAfter?: string;
  readonly maxSize?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const DEFAULT_PACK_AFTER = '7d';

/** `samocode clean`: compresses old logs and, where asked, removes the oldest; never the history. */
export async function cleanCommand(flags: CleanFlags): Promise<number> {
  const policy: CleanPolicy = {
    packAfterMs: duration('--pack-after', flags.packAfter ?? DEFAULT_PACK_AFTER),
    removeAfterMs:
      flags.removeAfter === undefined ? undefined : duration('--remove-after', flags.removeAfter),
    maxBytes: flags.maxSize === undefined ? undefined : bytesOf(flags.maxSize),
  };
  const isDry = flags.dryRun === true;
  const cleaned = await cleanSessions(flags, policy, { isDry, now: Date.now() });
  if (flags.json === true) cleaned.forEach((one) => printJson({ v: 1, ...one }));
  else print(cleanedLines(cleaned, isDry));
  return 0;
}

function duration(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new UserError(`${flag} is "${text}", not a duration`, { hint: 'for example 7d or 36h' });
}

function bytesOf(text: string): number {
  const reading = readForm(byteCount, text);
  if ('value' in reading) return reading.value;
  throw new UserError(`--max-size ${reading.message}`, { hint: reading.hint });
}
