import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';
import { clearWay, renameOver } from './entries.ts';
import { readRegular } from './regular-file.ts';
import { linkInto, temporaryName, writeFresh } from './write-file.ts';

const LIMIT_BYTES = 64 * 1024;

/**
 * The record that a holder writes into its file; other processes can tell from it whether the
 * holder lives.
 */
export interface LockHolder {
  /** Of this acquisition: no two ever have the same. It becomes part of a file's name. */
  readonly id: string;
}

export type HolderReading<H> = H | 'missing' | 'unreadable';

export type Acquired<H> =
  /** Ours now; `stale` is the dead holder it was taken from, if any. */
  | { readonly kind: 'acquired'; readonly stale: H | undefined }
  | { readonly kind: 'held'; readonly holder: H | 'unreadable' }
  /** Another process was quicker: look again. */
  | { readonly kind: 'raced' };

export interface Claim<H> {
  readonly path: string;
  readonly me: H;
  /** `file` is the one that names the holder: the lock itself, or a claim. */
  readonly isDead: (holder: H | 'unreadable', file: string) => boolean;
  /** Take it from a living or unknown holder as well. */
  readonly force: boolean;
}

/** Files of which at most one process is the holder. */
export interface Lock<H> {
  readonly acquire: (claim: Claim<H>) => Acquired<H>;
  /** The holder as the file names it. */
  readonly read: (path: string) => HolderReading<H>;
  /** Writes the holder's new words over its old ones. */
  readonly replace: (path: string, me: H) => void;
  /** Gives the file up, if it is still ours. */
  readonly release: (path: string, id: string) => void;
}

/**
 * The file is created with its whole content by link(2). A dead holder's file is not removed
 * (between a look and a removal another process may have taken it) but replaced, by the process that
 * exclusively created the claim file named after the dead holder's id. Had that claimer died too,
 * the right passes to the claimer of *its* id, and so on: each id is claimed at most once.
 */
export function openLock<H extends LockHolder>(parse: (value: unknown) => H | undefined): Lock<H> {
  const read = (path: string): HolderReading<H> => readHolder(path, parse);

  /** Follows the claims from a dead holder's id to the first that no process made; makes it. */
  const claimChain = ({ path, me, isDead, force }: Claim<H>, staleId: string): boolean => {
    for (let id = staleId; ;) {
      const claim = claimPath(path, id);
      // Synced: an empty claim after a power cut would belong to no process.
      if (create(claim, me, { sync: true })) return true;
      const claimer = read(claim);
      if (claimer === 'missing') return false;
      if (!force && !isDead(claimer, claim)) return false;
      // A claim is linked whole: what cannot be read was never one, or is none any more.
      id = claimer === 'unreadable' ? `${id}~` : claimer.id;
    }
  };

  /** Removes the claims made by `id`, or all once the file has a living holder again. */
  const removeClaims = (path: string, id: string | undefined): void => {
    const folder = dirname(path);
    const prefix = claimPath(path, '').slice(folder.length + 1);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(prefix)) continue;
      const file = join(folder, name);
      if (id === undefined || isBy(read(file), id)) rmSync(file, { recursive: true, force: true });
    }
  };

  return {
    acquire: (claim) => {
      const { path, me } = claim;
      if (create(path, me, { sync: false })) return { kind: 'acquired', stale: undefined };
      const holder = read(path);
      if (holder === 'missing') return { kind: 'raced' };
      if (!claim.force && !claim.isDead(holder, path)) return { kind: 'held', holder };
      const staleId = holder === 'unreadable' ? holder : holder.id;
      if (!claimChain(claim, staleId)) return { kind: 'raced' };
      const now = read(path);
      if (now !== holder && !isBy(now, staleId)) {
        removeClaims(path, me.id);
        return { kind: 'raced' };
      }
      clearWay(path);
      replace(path, me);
      removeClaims(path, undefined);
      return { kind: 'acquired', stale: holder === 'unreadable' ? undefined : holder };
    },
    read,
    replace,
    release: (path, id) => {
      if (isBy(read(path), id)) rmSync(path, { force: true });
    },
  };
}

function isBy(holder: HolderReading<LockHolder>, id: string): boolean {
  return typeof holder === 'object' && holder.id === id;
}

function readHolder<H>(path: string, parse: (value: unknown) => H | undefined): HolderReading<H> {
  const reading = readRegular(path, LIMIT_BYTES);
  if (reading.kind === 'missing') return 'missing';
  if (reading.kind === 'other') return 'unreadable';
  try {
    return parse(JSON.parse(reading.bytes.toString())) ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function replace(path: string, me: LockHolder): void {
  const temporary = temporaryOf(path, me.id);
  writeFresh(temporary, JSON.stringify(me), { sync: false });
  renameOver(temporary, path);
}

function create(path: string, me: LockHolder, durability: { readonly sync: boolean }): boolean {
  const temporary = temporaryOf(path, me.id);
  writeFresh(temporary, JSON.stringify(me), durability);
  try {
    return linkInto(temporary, path);
  } catch (error) {
    // Gone: it looked like litter to a process that cannot see ours, in another pid namespace.
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** No claim's name, whatever file it is for: the winner of a race removes all claims. */
function temporaryOf(path: string, id: string): string {
  return temporaryName(join(dirname(path), id));
}

function claimPath(path: string, id: string): string {
  return `${path}.claim-${id}`;
}
