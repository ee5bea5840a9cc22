import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Inbox, InboxFile } from '../../../app/ports/session/inbox.ts';
import { readSteer, type Steer, writeSteer } from '../../../domain/people/steer.ts';
import { errorCode, isMissing } from '../../../domain/text/error-code.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { exists, syncFolder } from '../../disk/entries.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { readRegular } from '../../disk/regular-file.ts';
import { createWhole } from '../../disk/write-file.ts';
import { NO_RECEIPTS, type Receipts } from './receipts.ts';

/** More than the longest note takes, written as JSON. */
const FILE_LIMIT_BYTES = 512 * 1024;

/**
 * `_inbox/` of a session: one file per message, created exclusively with its whole content, so no
 * lock is needed. Files that a person creates by hand work, too. Other files are left alone.
 */
export function openInbox(
  folder: string,
  onWarning: (text: string) => void,
  receipts: Receipts = NO_RECEIPTS,
): Inbox {
  const warned = new Set<string>();
  /** Sources of messages that were done with, and whose files would not go. */
  const stuck = new Set<string>();
  const warnOnce = (name: string, why: string): void => {
    if (warned.has(name)) return;
    warned.add(name);
    onWarning(`_inbox${name} is left alone: ${why}`);
  };
  return {
    read: () => {
      const names = namesIn(folder);
      if (names.length === 0) return [];
      if (!lstatSync(folder).isDirectory()) {
        warnOnce('', 'it is a link, which is not followed');
        return [];
      }
      const files: InboxFile[] = [];
      for (const name of names) {
        const one = readOne(folder, name, receipts);
        if (one.kind === 'message') {
          if (!stuck.has(one.message.source)) files.push(one);
        } else if (one.kind === 'strange') warnOnce(`/${name}`, one.why);
      }
      return files.sort((one, other) => one.atMs - other.atMs || (one.name < other.name ? -1 : 1));
    },
    put: (message) => {
      receipts.give(message.source, writeSteer(message));
      putMessage(folder, message);
    },
    remove: ({ name, message }) => {
      try {
        rmSync(join(folder, name), { force: true });
        receipts.take(message.source);
      } catch (error) {
        stuck.add(message.source);
        const why = errorCode(error) ?? String(error);
        onWarning(
          `_inbox/${name} is done with, but cannot be removed (${why}): remove it yourself`,
        );
      }
    },
  };
}

/** None where there is no folder, or something else in its place. */
function namesIn(folder: string): readonly string[] {
  if (!exists(folder)) return [];
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

type OneFile =
  | ({ readonly kind: 'message' } & InboxFile)
  | { readonly kind: 'strange'; readonly why: string }
  | { readonly kind: 'gone' };

function readOne(folder: string, name: string, receipts: Receipts): OneFile {
  const path = join(folder, name);
  const reading = readRegular(path, FILE_LIMIT_BYTES);
  if (reading.kind === 'missing') return { kind: 'gone' };
  if (reading.kind === 'other') return { kind: 'strange', why: reading.what };
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const identity = `${stat?.ino ?? 0}-${Math.trunc(stat?.mtimeMs ?? 0)}`;
  const text = reading.bytes.toString();
  const read = readSteer(name, text, identity);
  if (read.kind === 'strange') return read;
  const { message } = read;
  const times = { atMs: stat?.mtimeMs ?? 0, changedAtMs: stat?.ctimeMs ?? 0 };
  return { kind: 'message', name, ...times, message, isVouched: receipts.has(message, text) };
}

/** Durable when it returns; a message that is there already is not put there again. */
function putMessage(folder: string, message: Steer): void {
  makeFolder(folder);
  if (!lstatSync(folder).isDirectory()) {
    throw new UserError(`${folder} is a link`, {
      hint: 'samocode follows no link inside a session; move it away',
    });
  }
  const id = createHash('sha256').update(message.source).digest('hex').slice(0, 16);
  const temporary = join(folder, `.${id}.${process.pid}.tmp`);
  const path = join(folder, `${message.kind}-${id}.json`);
  createWhole(path, writeSteer(message), { temporary, sync: true });
  syncFolder(folder);
}
