import { linkSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';
import {
  flag,
  matching,
  number,
  object,
  oneOf,
  optional,
  orNull,
  text,
  whole,
  type ShapeOf,
} from '../../domain/text/shape.ts';
import { freeName, readRegular, renameOver, temporaryName, writeFresh } from './files.ts';

/** Who holds a file that may have one holder; enough to know whether it still lives. */
const isHolder = object({
  v: oneOf(1),
  /** Of this acquisition: no two ever have the same. It becomes part of a file's name. */
  id: matching(/^[\w-]{1,100}$/),
  pid: whole,
  startTime: text,
  bootId: text,
  pidNamespace: text,
  host: text,
  /** Of the machine's id, where it has one: two machines may have one name. */
  machine: optional(text),
  since: text,
  busy: flag,
  child: orNull(object({ pid: whole, startTime: text })),
  sleepsUntil: orNull(number),
});
export type HolderRecord = ShapeOf<typeof isHolder>;

export type Acquired =
  /** Ours now; `stale` is the dead holder it was taken from, if any. */
  | { readonly kind: 'acquired'; readonly stale: HolderRecord | undefined }
  | { readonly kind: 'held'; readonly holder: HolderRecord }
  /** Somebody else was quicker: look again. */
  | { readonly kind: 'raced' };

export interface Claim {
  readonly path: string;
  readonly me: HolderRecord;
  /** `file` is the one that names the holder: the lease itself, or a claim. */
  readonly isDead: (holder: HolderRecord, file: string) => boolean;
  /** Take it from a living or unknown holder as well. */
  readonly force: boolean;
}

/**
 * Makes a file ours of which at most one process is the holder.
 *
 * The file is created with its whole content by link(2). A dead holder's file is not removed
 * (between a look and a removal somebody else may have taken it) but replaced, by whoever
 * exclusively created the claim file named after the dead holder's id. Had that claimer died too,
 * the right passes to the claimer of *its* id, and so on: each id is claimed at most once.
 */
export function acquire(claim: Claim): Acquired {
  const { path, me } = claim;
  if (create(path, me, { sync: false })) return { kind: 'acquired', stale: undefined };
  const holder = readHolder(path);
  if (holder === 'missing') return { kind: 'raced' };
  if (holder !== 'unreadable' && !claim.force && !claim.isDead(holder, path)) {
    return { kind: 'held', holder };
  }
  const staleId = holder === 'unreadable' ? 'unreadable' : holder.id;
  const claimed = claimChain(claim, staleId);
  if (!claimed) return { kind: 'raced' };
  const now = readHolder(path);
  const isSame = now === holder || (typeof now === 'object' && now.id === staleId);
  if (!isSame) {
    removeClaims(path, me.id);
    return { kind: 'raced' };
  }
  clearWay(path);
  replaceHolder(path, me);
  removeClaims(path, undefined);
  return { kind: 'acquired', stale: typeof holder === 'object' ? holder : undefined };
}

/** Follows the claims from a dead holder's id to the first that nobody made; makes it. */
function claimChain(claim: Claim, staleId: string): boolean {
  for (let id = staleId; ;) {
    const path = claimPath(claim.path, id);
    // Synced: an empty claim after a power cut would be nobody's.
    if (create(path, claim.me, { sync: true })) return true;
    const claimer = readHolder(path);
    if (claimer === 'missing') return false;
    // A claim is linked whole: what cannot be read was never one, or is none any more.
    if (claimer === 'unreadable') id = `${id}~`;
    else if (claim.force || claim.isDead(claimer, path)) id = claimer.id;
    else return false;
  }
}

/** A rename replaces anything but a directory; that one is kept beside it. */
function clearWay(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  renameSync(path, freeName(`${path}.bad`));
}

/** The holder as it stands in the file. */
export function readHolder(path: string): HolderRecord | 'missing' | 'unreadable' {
  const reading = readRegular(path, 64 * 1024);
  if (reading.kind === 'missing') return 'missing';
  if (reading.kind === 'other') return 'unreadable';
  try {
    const value: unknown = JSON.parse(reading.bytes.toString());
    return isHolder(value) ? value : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Writes the holder's new words over its old ones. */
export function replaceHolder(path: string, me: HolderRecord): void {
  const temporary = temporaryOf(path, me.id);
  writeFresh(temporary, JSON.stringify(me), { sync: false });
  renameOver(temporary, path);
}

/** Gives the file up, if it is still ours. */
export function release(path: string, id: string): void {
  const holder = readHolder(path);
  if (typeof holder === 'object' && holder.id === id) rmSync(path, { force: true });
}

function create(path: string, me: HolderRecord, durability: { readonly sync: boolean }): boolean {
  const temporary = temporaryOf(path, me.id);
  writeFresh(temporary, JSON.stringify(me), durability);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    // Gone: it looked like litter to a process that cannot see ours, in another pid namespace.
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOENT') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** No claim's name, whatever file it is for: the winner of a race removes all claims. */
function temporaryOf(path: string, id: string): string {
  return temporaryName(join(dirname(path), id));
}

function claimPath(path: string, id: string): string {
  return `${path}.claim-${id}`;
}

/** Removes the claims made by `id`, or all once the file has a living holder again. */
function removeClaims(path: string, id: string | undefined): void {
  const folder = dirname(path);
  const prefix = claimPath(path, '').slice(folder.length + 1);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue;
    const file = join(folder, name);
    const claimer = id === undefined ? undefined : readHolder(file);
    if (id === undefined || (typeof claimer === 'object' && claimer.id === id)) {
      rmSync(file, { recursive: true, force: true });
    }
  }
}
