import { closeSync } from 'node:fs';
import type { OverviewFile } from '../../app/ports/session/session-files.ts';
import { type ByteText, hasWholeStatus, readOverview } from '../../domain/session/overview.ts';
import { editOverview, type OwnFields } from '../../domain/session/overview/edit-overview.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { chunksOf } from '../disk/lines/read-lines.ts';
import { openRegular, readRegular } from '../disk/regular-file.ts';
import { replaceByPieces, replaceFile } from '../disk/write-file.ts';

const LIMIT_BYTES = 64 * 1024 * 1024;
/** The `## Status` section is near the top; a log of any length may follow it. */
const HEAD_BYTES = 64 * 1024;

/** Reads `_overview.md` only up to its `## Status` section, if that is near the top. */
export function readOverviewFile(path: string): OverviewFile {
  const head = readBytes(path, HEAD_BYTES);
  if (head === undefined) return { kind: 'missing' };
  const isEnough = head.length < HEAD_BYTES || hasWholeStatus(latin1(head));
  const text = isEnough ? latin1(head) : latin1(readBytes(path) ?? head);
  const reading = readOverview(text);
  if (reading.kind === 'status') return reading;
  const { line, message, like } = reading;
  return { kind: 'problem', message: `${path}:${line}: ${message}`, like };
}

/**
 * Makes the overview say so, by changing our own lines and no other byte. Without an overview one is
 * made if there is a title for it.
 */
export function settleOverview(
  path: string,
  { own, title }: { readonly own: OwnFields; readonly title: string | undefined },
): void {
  const head = readBytes(path, HEAD_BYTES);
  if (head?.length === HEAD_BYTES && hasWholeStatus(latin1(head))) {
    const text = latin1(head);
    if (editOverview(text, own) !== text) replaceByPieces(path, settledPieces(path, own));
    return;
  }
  const bytes = readBytes(path) ?? (title === undefined ? undefined : Buffer.from(`# ${title}\n`));
  if (bytes === undefined) return;
  const text = latin1(bytes);
  const edited = editOverview(text, own);
  if (edited !== text) replaceFile(path, Buffer.from(edited, 'latin1'));
}

/**
 * A long overview with its head changed; what follows is never held whole. All from one opening: of a
 * file that a person's editor puts in its place meanwhile nothing may be mixed in.
 */
function* settledPieces(path: string, own: OwnFields): Generator<Buffer> {
  let head = Buffer.alloc(0);
  let isEdited = false;
  const edited = (): Buffer => Buffer.from(editOverview(latin1(head), own), 'latin1');
  const opened = openRegular(path);
  try {
    for (const piece of opened.kind === 'file' ? chunksOf(opened.fd) : []) {
      if (isEdited) yield piece;
      else {
        head = Buffer.concat([head, piece]);
        isEdited = hasWholeStatus(latin1(head));
        if (isEdited) yield edited();
      }
    }
    if (!isEdited) yield edited();
  } finally {
    if (opened.kind === 'file') closeSync(opened.fd);
  }
}

/** Throws a UserError for anything but a regular file. */
function readBytes(path: string, atMostBytes?: number): Buffer | undefined {
  const reading = readRegular(path, LIMIT_BYTES, atMostBytes);
  if (reading.kind === 'missing') return undefined;
  if (reading.kind === 'file') return reading.bytes;
  throw new UserError(`${path} is ${reading.what}`, {
    hint: 'it has to be a regular file; move that away or put the file itself there',
  });
}

/** One character a byte, so that an edit loses none. */
function latin1(bytes: Buffer): ByteText {
  return bytes.toString('latin1');
}
