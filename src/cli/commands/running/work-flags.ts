import type { Work } from '../../../app/work/parts.ts';
import { parseBytes } from '../../../domain/queue/available-memory.ts';
import { readWorkHours } from '../../../domain/queue/work-hours.ts';
import { readForm } from '../../../domain/settings/values/form.ts';
import { wholeNumber } from '../../../domain/settings/values/numbers.ts';
import { UserError } from '../../../domain/text/user-error.ts';

/** The flags that say when `samocode work` starts runs, and how many. */
export interface StartFlags {
  readonly slots?: string;
  readonly from?: string;
  readonly until?: string;
  readonly minMemory?: string;
}

export interface WorkFlags extends StartFlags {
  readonly untilEmpty?: boolean;
  readonly drain?: boolean;
  readonly unlessRunning?: boolean;
}

const SLOTS = wholeNumber({ min: 1, max: 999, unit: 'slots' });

/** Reads the flags; throws a UserError. */
export function readWorkOptions(flags: WorkFlags): Work['options'] {
  const { slots = '3', untilEmpty, from, until, minMemory = '1.5GB' } = flags;
  const count = readForm(SLOTS, slots);
  if (!('value' in count)) {
    throw new UserError(`--slots ${count.message}`, { hint: count.hint });
  }
  const leastBytes = parseBytes(minMemory);
  if (leastBytes === undefined) {
    throw new UserError(`--min-memory is "${minMemory}", which is no size`, {
      hint: 'for example --min-memory 1.5GB; 0 is no limit',
    });
  }
  const hours = readWorkHours({ from, until });
  return { slots: count.value, untilEmpty: untilEmpty === true, hours, leastBytes };
}

/** The names of the flags that were given, and their values. */
export function givenStartFlags({ slots, from, until, minMemory }: StartFlags) {
  const all = { '--slots': slots, '--from': from, '--until': until, '--min-memory': minMemory };
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}
