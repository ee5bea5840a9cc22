import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildKiller, killerVariables } from '../../kills/killer.ts';

const library = buildKiller();

/** There is no gcc. */
export const CANNOT_SKEW = library === undefined;

/** For `fleetScene`: the wall clocks of these machines are off by so many milliseconds; agents read the right one. */
export function skewed(byMs: Readonly<Record<string, number>>) {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-clocks-'));
  return (home: string): Readonly<Record<string, string>> => {
    const off = byMs[basename(home)];
    if (off === undefined || library === undefined) return {};
    const clock = join(folder, basename(home));
    writeFileSync(clock, String(off));
    // With a plan, which is empty, `work` hands the clock on to all that it starts.
    return killerVariables(library, { root: '', log: '', hit: undefined, clock, plan: folder });
  };
}
