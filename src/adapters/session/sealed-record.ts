import {
  appendFileSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  type BigIntStats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { SealedRecord } from '../../app/record-ports.ts';
import type { SettingsPrint } from '../../domain/changed-settings.ts';
import { mapOf, object, optional, text, type ShapeOf } from '../../domain/shape.ts';
import { errorCode, freeName, readFrom, readRegular, replaceFile, writeFresh } from './files.ts';
import { machineIdentity } from './machine.ts';

const isSeal = object({ bootId: text, session: text, settings: optional(mapOf(text)) });
const SEAL_LIMIT = 16 * 1024;

export const NO_RECORD: SealedRecord = { seal: () => undefined, unseal: () => ({}) };

/** How the history was when its copy was made. */
interface Copied {
  readonly inode: bigint;
  readonly size: bigint;
}

/**
 * `history.jsonl` in the kept folder is the copy, `sealed.json` says that an agent works. Neither is
 * synced: after another boot of the machine a seal says nothing. A lost copy is made again.
 */
export function openSealedRecord(path: string, kept: string): SealedRecord {
  const copy = join(kept, 'history.jsonl');
  const sealPath = join(kept, 'sealed.json');
  let copied: Copied | undefined;
  let sealed: { readonly face: string | undefined; readonly settings: SettingsPrint } | undefined;

  const bring = (): void => {
    const now = statOf(path);
    const known = copied;
    copied = undefined;
    if (now === undefined) writeFresh(copy, '', { sync: false });
    else if (
      known?.inode === now.ino &&
      now.size >= known.size &&
      statOf(copy)?.size === known.size
    ) {
      if (now.size > known.size) appendFileSync(copy, readFrom(path, Number(known.size)));
    } else {
      rmSync(copy, { force: true });
      copyFileSync(path, copy);
    }
    if (now !== undefined) copied = { inode: now.ino, size: now.size };
  };

  return {
    seal: (settings) => {
      sealed = { face: undefined, settings };
      try {
        mkdirSync(kept, { recursive: true, mode: 0o700 });
        bring();
        writeFresh(sealPath, JSON.stringify({ ...sealOf(path), settings }), { sync: false });
        sealed = { face: faceOf(path), settings };
        return undefined;
      } catch (error) {
        forget(sealPath);
        // Without a copy nothing is compared.
        return `the history has no copy in ${kept} (${error instanceof Error ? error.message : String(error)}): a change by the agent would not be noticed`;
      }
    },
    unseal: () => {
      const ours = sealed;
      sealed = undefined;
      if (ours !== undefined && ours.face === undefined) return { settings: ours.settings };
      const left = ours ?? readSeal(sealPath, path);
      if (left === undefined) return {};
      const isSame = ours?.face === faceOf(path);
      const tampering = isSame ? undefined : putBack(path, copy);
      rmSync(sealPath, { force: true });
      return { tampering, settings: left.settings };
    },
  };
}

/** Best effort: without a folder for it there is no seal. */
function forget(sealPath: string): void {
  try {
    rmSync(sealPath, { force: true });
  } catch {
    // A seal that stays is compared with the history once more.
  }
}

function sealOf(path: string): ShapeOf<typeof isSeal> {
  const session = statSync(dirname(path), { bigint: true }).ino.toString();
  return { bootId: machineIdentity().bootId, session };
}

/** The seal of an agent that worked on this very session, in this boot, when the last run was killed. */
function readSeal(sealPath: string, path: string): ShapeOf<typeof isSeal> | undefined {
  try {
    const reading = readRegular(sealPath, SEAL_LIMIT);
    if (reading.kind !== 'file') return undefined;
    const seal: unknown = JSON.parse(reading.bytes.toString());
    const now = sealOf(path);
    const isNow = isSeal(seal) && seal.bootId === now.bootId && seal.session === now.session;
    return isNow ? seal : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined when the history says what its copy says, whatever happened to its times. */
function putBack(path: string, copy: string): string | undefined {
  const before = contentOf(copy);
  const found = lstatSync(path, { throwIfNoEntry: false });
  const now = found?.isFile() === true ? contentOf(path) : undefined;
  if (before === undefined || (now ?? Buffer.alloc(0)).equals(before)) {
    if (found === undefined || found.isFile()) return undefined;
  }
  const aside = found === undefined ? undefined : freeName(`${path}.changed`);
  if (aside !== undefined) renameSync(path, aside);
  if (before !== undefined && before.length > 0) replaceFile(path, before, true);
  const what =
    aside === undefined ? 'was removed' : `was changed (the changed file is now ${aside})`;
  return `the history ${what} while an agent worked; samocode has put it back`;
}

function faceOf(path: string): string {
  const stat = statOf(path);
  return stat === undefined
    ? 'missing'
    : [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs, stat.mode].join(' ');
}

function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { throwIfNoEntry: false, bigint: true });
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
