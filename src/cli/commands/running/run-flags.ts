import type { RunOptions } from '../../../app/run/loop.ts';
import { DEFAULT_MAX_WAIT } from '../../../domain/run/max-wait.ts';
import { type Form, readForm } from '../../../domain/settings/values/form.ts';
import { dollars, duration, wholeNumber } from '../../../domain/settings/values/numbers.ts';
import { choice } from '../../../domain/settings/values/words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';

/** The flags of `samocode run`, as they were typed. */
export interface RunFlags extends PlaceFlags {
  readonly dive?: string;
  readonly task?: string;
  readonly taskFile?: string;
  readonly once?: boolean;
  readonly maxIterations?: string;
  readonly maxDuration?: string;
  readonly maxCost?: string;
  readonly unknownCost?: string;
  readonly maxWait?: string;
  readonly maxOutage?: string;
  readonly gates?: string;
  readonly wait?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly stamp?: boolean;
  /** Of `samocode work` alone: where the run writes how it ended. */
  readonly underWork?: string;
  /** The same in a fleet: what its machine knows of the claim. */
  readonly fleetClaim?: string;
}

const DEFAULT_MAX_OUTAGE = '4h';
const MAX_ITERATIONS = wholeNumber({ min: 1, max: 999_999_999, unit: 'iterations' });
const DURATION = { ...duration, hint: 'for example 90 (seconds), 90s, 30m or 8h' };

/** Reads the flags of a run; throws one UserError that names every problem. */
export function readRunFlags(flags: RunFlags, isTerminal: boolean): RunOptions {
  const problems: string[] = [];
  const read = <T>(name: string, form: Form<T>, text: string | undefined): T | undefined => {
    if (text === undefined) return undefined;
    const reading = readForm(form, text);
    if ('value' in reading) return reading.value;
    problems.push(`${name} ${reading.message} (${reading.hint})`);
    return undefined;
  };
  const options = {
    gates: read('--gates', choice(['manual', 'auto']), flags.gates) ?? 'manual',
    once: flags.once === true,
    resident: flags.wait === true,
    force: flags.force === true,
    attended: isTerminal,
    maxIterations: read('--max-iterations', MAX_ITERATIONS, flags.maxIterations),
    maxDurationMs: read('--max-duration', DURATION, flags.maxDuration),
    maxCostUsd: read('--max-cost', dollars, flags.maxCost),
    maxWaitMs: read('--max-wait', DURATION, flags.maxWait ?? DEFAULT_MAX_WAIT) ?? 0,
    maxOutageMs: read('--max-outage', DURATION, flags.maxOutage ?? DEFAULT_MAX_OUTAGE) ?? 0,
    leaves: flags.underWork !== undefined,
  };
  read('--unknown-cost', choice(['allow']), flags.unknownCost);
  if (options.maxDurationMs === 0)
    problems.push('--max-duration is 0: nothing could be done in it');
  if (problems.length > 0) {
    throw new UserError(problems.join('\n'), { hint: 'for the flags: samocode run --help' });
  }
  return options;
}
