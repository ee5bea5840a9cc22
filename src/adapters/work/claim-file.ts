import * as z from 'zod/mini';
import type { KnownClaim, KnownClaims } from '../../app/ports/queue/machine.ts';
import { readJson } from '../../domain/text/read-json.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';
import { openPlaceFiles, placePath } from './place-files.ts';

const claimFile = z.object({
  v: z.literal(1),
  config: z.string(),
  session: z.string(),
  machine: z.string(),
  heartbeatMs: z.number(),
  /** By the clock since the machine's start. */
  confirmedMs: z.number(),
  /** The claim is over; `machine` has it now, where the database told. */
  lost: z.optional(z.object({ machine: z.nullable(z.string()) })),
  /** The folder whose state has to be taken from the remote before anything starts. */
  take: z.optional(z.string()),
  /** Where the remote has none, the session begins here. */
  mayBegin: z.optional(z.literal(true)),
  addedAt: z.optional(z.number()),
});

/** The claims of this machine, one file each. */
export function openClaimFiles(folder: string): KnownClaims {
  return {
    ...openPlaceFiles(folder),
    read: (id) => readClaimFile(placePath(folder, id)),
    write: (id, claim) => {
      replaceFile(placePath(folder, id), `${JSON.stringify({ v: 1, ...claim })}\n`);
    },
  };
}

/** Undefined: it is not there, or is none. */
export function readClaimFile(path: string): KnownClaim | undefined {
  return readJson(claimFile, readText(path));
}
