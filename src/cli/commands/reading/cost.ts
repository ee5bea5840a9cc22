import { COST_KEYS, type CostKey } from '../../../domain/provider/cost/cost-line.ts';
import { isoOf } from '../../../domain/text/timestamps.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { costOfUser } from '../../compose/reading/cost.ts';
import { print, printJson } from '../../console/print.ts';
import { costLines } from '../../render/cost.ts';
import { readSince } from './reading-flags.ts';

interface CostFlags {
  readonly by?: string;
  readonly since?: string;
  readonly json?: boolean;
}

/** `samocode cost`: what all sessions of the user cost, from the spend book. */
export function costCommand(flags: CostFlags): number {
  const by = readKey(flags.by ?? 'day');
  const since = readSince(flags.since, new Date());
  const cost = costOfUser(by, since);
  if (flags.json === true) {
    printJson({ v: 1, by, since: isoOf(since), ...cost });
  } else print(costLines(by, cost));
  return 0;
}

function readKey(word: string): CostKey {
  const key = COST_KEYS.find((one) => one === word);
  if (key !== undefined) return key;
  throw new UserError(`--by is "${word}"`, { hint: `give one of ${COST_KEYS.join(', ')}` });
}
