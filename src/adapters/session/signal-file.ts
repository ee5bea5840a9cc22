import { lstatSync } from 'node:fs';
import { readSignal, type SignalReading } from '../../domain/phases/signal/signal.ts';
import { errorCode } from '../../domain/text/error-code.ts';
import { clearWay, renameOver } from '../disk/entries.ts';
import { type FileReading, readRegular } from '../disk/regular-file.ts';
import { temporaryName, writeFresh } from '../disk/write-file.ts';

const LIMIT_BYTES = 1024 * 1024;

/** Reads `_signal.json` as untrusted: size, kind of file and content may be anything. */
export function readSignalFile(path: string): SignalReading {
  const reading = readAsFound(path);
  switch (reading.kind) {
    case 'missing':
      return { kind: 'none' };
    case 'other':
      return { kind: 'malformed', reason: `_signal.json is ${reading.what}` };
    case 'file':
      return readBytes(reading.bytes);
  }
}

/** PowerShell, for one, writes UTF-16; a byte order mark says so. */
function readBytes(bytes: Buffer): SignalReading {
  const encoding = utf16Of(bytes);
  if (encoding === undefined) return readSignal(bytes.toString());
  return readSignal(new TextDecoder(encoding).decode(bytes), ['UTF-16']);
}

function utf16Of([first, second]: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** An agent may also have taken our right to read it. */
function readAsFound(path: string): FileReading {
  try {
    return readRegular(path, LIMIT_BYTES);
  } catch (error) {
    if (errorCode(error) === 'EACCES') return { kind: 'other', what: 'not ours to read' };
    throw error;
  }
}

/**
 * Puts a fresh `{}` in the signal's place, as another file, so that the old one can be told from it
 * (`signalIdentity`). A directory is moved aside: rename cannot replace one. Not synced: until the
 * agent writes, the mark says which file is stale.
 */
export function clearSignalFile(path: string): void {
  clearWay(path);
  const temporary = temporaryName(path);
  writeFresh(temporary, '{}\n', { sync: false });
  renameOver(temporary, path);
}

/** Which file the signal is: changes with every replacement and every write. */
export function signalIdentity(path: string): string | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.ino}:${stat.mtimeNs}:${stat.size}`;
}
