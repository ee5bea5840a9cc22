import { readFileSync, readSync } from 'node:fs';
import { errorCode, errorMessage } from '../../domain/text/error-code.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { decodeText } from './decode-text.ts';

const PIECE_BYTES = 65_536;
const PAUSE_MS = 10;

/**
 * All of the text file that a flag named, or of stdin for `-`; a byte order mark is taken off. Throws a
 * UserError for a file that cannot be read, that has NUL bytes or that is in an unknown encoding.
 */
export function readInput(flag: string, path: string): string {
  const decoded = decodeText(readBytes(flag, path));
  if (decoded.kind === 'text') return decoded.text;
  const { problem, encoding } = decoded;
  throw new UserError(`${flag} ${path} ${problem}`, { hint: conversion(path, encoding) });
}

function readBytes(flag: string, path: string): Uint8Array {
  try {
    return path === '-' ? readStdin() : readFileSync(path);
  } catch (error) {
    const reason = errorMessage(error);
    throw new UserError(`${flag}: ${reason}`, { hint: 'give a text file, or - for stdin' });
  }
}

function conversion(path: string, encoding: string | undefined): string {
  if (encoding === undefined) return 'give a text file in UTF-8';
  const command = `iconv -f ${encoding} -t UTF-8`;
  const condition = encoding === 'ISO-8859-1' ? 'if it is in Latin-1, ' : '';
  if (path === '-') return `${condition}put this into the pipe before samocode: ${command}`;
  const [source, converted] = [joinShellWords([path]), joinShellWords([`${path}.utf8`])];
  return `${condition}convert it and give ${converted}: ${command} ${source} > ${converted}`;
}

/** A pipe that its writer made non-blocking answers EAGAIN while nothing is in it: that is no end. */
function readStdin(): Uint8Array {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    try {
      const count = readSync(0, piece);
      if (count === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, count));
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EOF') return Buffer.concat(pieces);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
