import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'dotenv';
import type { RawValue, RawValues } from '../../domain/config.ts';
import { errorCode, explainError } from './error-code.ts';

/** What a file in dotenv grammar holds, or why it cannot be read (to be read on after its path). */
export type EnvFile =
  | { readonly kind: 'values'; readonly values: RawValues }
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
  // dotenv takes a lone CR for a line end as well, and so must the count of lines.
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const candidates = linesByKey(lines);
  const folder = dirname(path);
  const values = new Map<string, RawValue>();
  for (const [key, value] of Object.entries(parse(text))) {
    const at = candidates.get(key) ?? [];
    const index = at.length < 2 ? at[0] : at.findLast((from) => readsAs(value, key, lines, from));
    values.set(key, { value, source: `${path}:${(index ?? 0) + 1}`, folder });
  }
  return { kind: 'values', values };
}

/** The lines, from 0, that begin like each key's; a quoted value may have such lines as well. */
function linesByKey(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [index, line] of lines.entries()) {
    const [, key] = /^\s*(?:export\s+)?([\w.-]+)\s*[=:]/.exec(line) ?? [];
    if (key === undefined) continue;
    const at = found.get(key);
    if (at === undefined) found.set(key, [index]);
    else at.push(index);
  }
  return found;
}

/** Whether a key has this value when reading begins here; a quoted value ends within 100 lines. */
function readsAs(value: string, key: string, lines: readonly string[], from: number): boolean {
  if (parse(lines[from] ?? '')[key] === value) return true;
  return parse(lines.slice(from, from + 100).join('\n'))[key] === value;
}

function unreadable(reason: string): EnvFile {
  return { kind: 'unreadable', reason };
}
