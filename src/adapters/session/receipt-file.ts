import { join } from 'node:path';
import { readReceipt, type Receipt } from '../../domain/report/receipt.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { readRegular } from '../disk/regular-file.ts';
import { replaceFile } from '../disk/write-file.ts';
import { keptFolder } from './kept-folder.ts';

const LIMIT_BYTES = 1024 * 1024;

/** A session and where samocode keeps what shows that its files are its own. */
interface ReceiptPlace {
  readonly stateDir: string;
  /** The session folder. */
  readonly path: string;
}

/**
 * The receipt as samocode wrote it last, from its copy outside of the session: an agent can write the one in the
 * session. Undefined: there is none, or it was lost.
 */
export function keptReceipt(place: ReceiptPlace): Receipt | undefined {
  return readReceipt(textOf(join(keptOf(place), 'receipt.json')));
}

/** Writes both, where they are not so already; the one outside first, which decides. */
export function writeReceipt(place: ReceiptPlace, receipt: Receipt): void {
  const text = `${JSON.stringify(receipt, null, 2)}\n`;
  makeFolder(keptOf(place));
  for (const path of [join(keptOf(place), 'receipt.json'), join(place.path, '_receipt.json')])
    if (textOf(path) !== text) replaceFile(path, text);
}

function keptOf({ stateDir, path }: ReceiptPlace): string {
  return keptFolder(stateDir, path);
}

function textOf(path: string): string {
  const reading = readRegular(path, LIMIT_BYTES);
  return reading.kind === 'file' ? reading.bytes.toString() : '';
}
