import { dirname } from 'node:path';
import { parse } from 'dotenv';
import { type EnvScan, scanEnvText } from '../../../domain/settings/env-scan.ts';
import type { RawValue, RawValues } from '../../../domain/settings/raw-value.ts';
import { readTextFile, type TextFile } from './text-file.ts';

/**
 * The content of a file in dotenv grammar, or the reason why it cannot be read (as text that
 * follows its path).
 */
export type EnvFile =
  | { readonly kind: 'values'; readonly values: RawValues; readonly scan: EnvScan }
  | Exclude<TextFile, { kind: 'text' }>;

/**
 * Reads a file with quotes, comments, `export`, a byte order mark and any line ends; if a key
 * occurs twice, the last one counts. Never reads a pipe or a device, which may have no end.
 */
export function readEnvFile(path: string): EnvFile {
  const file = readTextFile(path);
  return file.kind === 'text' ? parseEnvText(file.text, path) : file;
}

function parseEnvText(text: string, path: string): EnvFile {
  const scan = scanEnvText(text);
  const lines = new Map(scan.settings.map(({ key, line }) => [key, line]));
  const folder = dirname(path);
  const values = new Map<string, RawValue>();
  for (const [key, value] of Object.entries(parse(text))) {
    values.set(key, { value, source: `${path}:${lines.get(key) ?? 1}`, folder });
  }
  return { kind: 'values', values, scan };
}
