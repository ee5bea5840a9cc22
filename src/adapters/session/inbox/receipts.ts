import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Steer } from '../../../domain/people/steer.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { readRegular } from '../../disk/regular-file.ts';
import { replaceFile } from '../../disk/write-file.ts';

/** What shows, outside of the session, that samocode itself put a message into the inbox. */
export interface Receipts {
  /** Before the message is put; without a receipt it counts as a file of unknown origin. */
  readonly give: (source: string, text: string) => void;
  readonly has: (message: Steer, text: string) => boolean;
  /** The message is done with. */
  readonly take: (source: string) => void;
}

export const NO_RECEIPTS: Receipts = {
  give: () => undefined,
  has: () => false,
  take: () => undefined,
};

const RECEIPT_LIMIT = 1024;

/** One small file for each message, with the hash of its text. Never throws: a lost one costs a label. */
export function openReceipts(kept: string): Receipts {
  const folder = join(kept, 'messages');
  const pathOf = (source: string): string => join(folder, hashOf(source).slice(0, 16));
  return {
    give: (source, text) => {
      try {
        makeFolder(folder);
        replaceFile(pathOf(source), hashOf(text));
      } catch {
        // The note still arrives.
      }
    },
    has: ({ source }, text) => {
      try {
        const reading = readRegular(pathOf(source), RECEIPT_LIMIT);
        return reading.kind === 'file' && reading.bytes.toString() === hashOf(text);
      } catch {
        return false;
      }
    },
    take: (source) => {
      try {
        rmSync(pathOf(source), { force: true });
      } catch {
        // It fits no other message.
      }
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
