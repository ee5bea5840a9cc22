import { randomUUID } from 'node:crypto';
import { readText } from './disk/read-file.ts';

const KERNEL = '/proc/sys/kernel/random/uuid';

/** A random UUID. Linux has one ready: loading node:crypto for it takes a sixth of the start of Node. */
export function randomId(): string {
  const id = readText(KERNEL).trim();
  // Not Linux, or no /proc.
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id) ? id : randomUUID();
}
