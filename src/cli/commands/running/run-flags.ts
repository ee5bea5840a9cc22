import type { RunOptions } from '../../../app/loop/loop.ts';
import { parseDuration } from '../../../domain/text/duration.ts';
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
}

const DEFAULT_MAX_WAIT = '12h';
const DEFAULT_MAX_OUTAGE = '4h';

/** Reads the flags of a run; throws one UserError that names every problem. */
export function readRunFlags(flags: RunFlags, isTerminal: boolean): RunOptions {
  const problems: string[] = [];
  const duration = (name: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const ms = parseDuration(text);
    if (ms === undefined) problems.push(`${name} is "${text}", not a duration like 30m or 8h`);
    return ms;
  };
  const maxDurationMs = duration('--max-duration', flags.maxDuration);
  const maxWaitMs = duration('--max-wait', flags.maxWait ?? DEFAULT_MAX_WAIT) ?? 0;
  const maxOutageMs = duration('--max-outage', flags.maxOutage ?? DEFAULT_MAX_OUTAGE) ?? 0;
  const maxIterations = flags.maxIterations === undefined ? undefined : Number(flags.maxIterations);
  if (maxIterations !== undefined && !/^[1-9]\d{0,8}$/.test(flags.maxIterations ?? '')) {
    problems.push(`--max-iterations is "${flags.maxIterations ?? ''}", not a number from 1 on`);
  }
  if (maxDurationMs === 0) problems.push('--max-duration is 0: nothing could be done in it');
  const maxCostUsd = flags.maxCost === undefined ? undefined : Number(flags.maxCost);
  if (maxCostUsd !== undefined && !/^(?=.*[1-9])\d{1,7}(\.\d+)?$/.test(flags.maxCost ?? '')) {
    problems.push(`--max-cost is "${flags.maxCost ?? ''}", not US dollars like 5 or 2.50`);
  }
  if (flags.unknownCost !== undefined && flags.unknownCost !== 'allow') {
    problems.push(`--unknown-cost is "${flags.unknownCost}"; valid: allow`);
  }
  const gates = flags.gates ?? 'manual';
  if (gates !== 'manual' && gates !== 'auto') {
    problems.push(`--gates is "${gates}"; valid: manual, auto`);
  }
  if (problems.length > 0) {
    throw new UserError(problems.join('\n'), { hint: 'samocode run --help lists the flags' });
  }
  return {
    gates: gates === 'auto' ? 'auto' : 'manual',
    once: flags.once === true,
    resident: flags.wait === true,
    force: flags.force === true,
    attended: isTerminal,
    maxIterations,
    maxDurationMs,
    maxCostUsd,
    maxWaitMs,
    maxOutageMs,
  };
}
