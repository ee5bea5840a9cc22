import type { SharedProbes } from '../../ports/fleet/probes.ts';

export interface ProbeParts {
  readonly there: SharedProbes;
  /** The accounts that a run of this machine tries now. */
  readonly here: () => ReadonlySet<string>;
  /** Brings limits and outages to the other machines, and theirs here. */
  readonly shareLimits: () => Promise<void>;
}

/**
 * Shares limits and outages, and ends the tries of this machine that are over; the accounts that another one tries. The
 * limits that a try met or cleared are known to all before it is over; where they cannot be shared, it is over a minute
 * later.
 */
export async function shareProbes({ there, here, shareLimits }: ProbeParts) {
  const elsewhere = await there.elsewhere();
  const tried = here();
  await there.renew(tried);
  await shareLimits();
  await there.endBut(tried);
  return elsewhere;
}
