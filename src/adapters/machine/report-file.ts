import { resolve } from 'node:path';
import { errorMessage } from '../../domain/text/error-code.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { exists } from '../disk/entries.ts';
import { readRegular } from '../disk/regular-file.ts';
import { replaceFile } from '../disk/write-file.ts';

/** A larger file cannot be one of our reports. */
const REPORT_LIMIT_BYTES = 64 * 1024 * 1024;
const SIGN_WITHIN_BYTES = 2048;

/**
 * Writes a report to a file, all of it or nothing, and says where. An earlier report is replaced;
 * any other file only by force. A report contains `sign` near its beginning.
 */
export function writeReport(
  path: string,
  html: string,
  { force, sign }: { readonly force: boolean; readonly sign: string },
): string {
  const full = resolve(path);
  if (!force && exists(full) && !isReport(full, sign)) {
    throw new UserError(`${path} is there, and is no report of samocode`, {
      hint: 'name another file, or replace it with --force',
    });
  }
  try {
    replaceFile(full, html);
  } catch (error) {
    const reason = errorMessage(error);
    throw new UserError(`the report cannot be written: ${reason}`, {
      hint: 'name a file in a folder that you may write, or --html - for stdout',
    });
  }
  return full;
}

function isReport(path: string, sign: string): boolean {
  const reading = readRegular(path, REPORT_LIMIT_BYTES);
  if (reading.kind !== 'file') return false;
  return reading.bytes.toString('utf8', 0, SIGN_WITHIN_BYTES).includes(sign);
}
