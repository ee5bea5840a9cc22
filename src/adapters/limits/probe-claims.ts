import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import type { ChildIdentity } from '../../app/ports/process.ts';
import { lateSchema, readJson } from '../../domain/text/read-json.ts';
import { readRegular } from '../disk/regular-file.ts';
import { createWhole } from '../disk/write-file.ts';
import { randomId } from '../random-id.ts';

/** The process checks that the book needs; `src/adapters/process` implements them. */
export interface Processes {
  isAlive(process: ChildIdentity): boolean;
  self(): ChildIdentity;
}

/** The most lapsed claims of one reset; after that every run tries on its own. */
const MOST_CLAIMS = 1000;
const CLAIM_LIMIT_BYTES = 64 * 1024;

/** If the folder cannot be written, runs share nothing: the try is open and has no owner. */
type Claimed =
  { readonly kind: 'open'; readonly name: string | undefined } | { readonly kind: 'probed' };

/** Whether another run owns the try after `until`; otherwise the file name of our claim. */
export function claim(folder: string, until: number, processes: Processes): Claimed {
  for (let n = 1; n <= MOST_CLAIMS; n += 1) {
    const name = `probe-${until}-${n}`;
    const path = join(folder, name);
    const made = createExclusively(path, JSON.stringify(processes.self()));
    if (made === 'made') return { kind: 'open', name };
    const prober = readProber(path);
    if (prober === 'missing') {
      // The claim is gone: the window was opened or extended, and the next read shows which.
      return made === 'exists' ? { kind: 'probed' } : { kind: 'open', name: undefined };
    }
    if (prober !== 'unreadable' && processes.isAlive(prober)) return { kind: 'probed' };
  }
  return { kind: 'open', name: undefined };
}

/** Whether that file is the claim of a living run to the try after `until`. */
export function isLivingProbe(path: string, until: number, processes: Processes): boolean {
  return basename(path).startsWith(`probe-${until}-`) && isLivingClaim(path, processes);
}

/** Whether that file is a claim of a living run. */
export function isLivingClaim(path: string, processes: Pick<Processes, 'isAlive'>): boolean {
  const prober = readProber(path);
  return prober !== 'missing' && prober !== 'unreadable' && processes.isAlive(prober);
}

/** Synced: an empty claim after a power cut would belong to no run. */
export function createExclusively(path: string, content: string): 'made' | 'exists' | 'refused' {
  const temporary = `${path}.${randomId()}.tmp`;
  try {
    return createWhole(path, content, { temporary, sync: true }) ? 'made' : 'exists';
  } catch {
    return 'refused';
  }
}

const claimSchema = lateSchema(() =>
  z.object({
    pid: z.number(),
    startTime: z.optional(z.union([z.string(), z.number()])),
  }),
);

function readProber(path: string): ChildIdentity | 'missing' | 'unreadable' {
  try {
    const reading = readRegular(path, CLAIM_LIMIT_BYTES);
    if (reading.kind === 'missing') return 'missing';
    if (reading.kind === 'other') return 'unreadable';
    const claim = readJson(claimSchema(), reading.bytes.toString());
    if (claim === undefined) return 'unreadable';
    return { pid: claim.pid, startTime: String(claim.startTime ?? '') };
  } catch {
    return 'unreadable';
  }
}
