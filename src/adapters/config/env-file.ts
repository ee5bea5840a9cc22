import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'dotenv';
import type { RawValue, RawValues } from '../../domain/config.ts';
import { scanEnvText, type EnvScan } from '../../domain/env-scan.ts';
import { errorCode, explainError } from './error-code.ts';

/** What a file in dotenv grammar holds, or why it cannot be read (to be read on after its path). */
export type EnvFile =
  | { readonly kind: 'values'; readonly values: RawValues; readonly scan: EnvScan }
  | { readonly kind: 'absent' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'unreadable'; readonly reason: string };

const LIMIT_BYTES = 2 ** 20;

/**
 * Reads a file with quotes, comments, `export`, a byte order mark and any line ends; of a key that
 * stands there twice the last counts. A pipe or a device is never read: it may have no end.
 */
export function readEnvFile(path: string): EnvFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const absent = ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
    return absent ? { kind: 'absent' } : unreadable(`cannot be read: ${explainError(error)}`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return { kind: 'folder' };
    if (!stat.isFile()) return unreadable('is not a regular file');
    if (stat.size > LIMIT_BYTES) return unreadable('is larger than 1 MiB');
    return parseEnvText(readFileSync(descriptor, 'utf8'), path);
  } catch (error) {
    return unreadable(`cannot be read: ${explainError(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

function parseEnvText(text: string, path: string): EnvFile {
  if (text.includes('\0')) return unreadable('is not UTF-8 text');
  const scan = scanEnvText(text);
  const lines = new Map(scan.settings.map(({ key, line }) => [key, line]));
  const folder = dirname(path);
  const values = new Map<string, RawValue>();
  for (const [key, value] of Object.entries(parse(text))) {
    values.set(key, { value, source: `${path}:${lines.get(key) ?? 1}`, folder });
  }
  return { kind: 'values', values, scan };
}

function unreadable(reason: string): EnvFile {
  return { kind: 'unreadable', reason };
}
