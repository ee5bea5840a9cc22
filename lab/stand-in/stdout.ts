import { writeSync } from 'node:fs';

/** One JSON line for each event. */
export function print(events: readonly object[]): void {
  for (const event of events) write(1, `${JSON.stringify(event)}\n`);
}

/** Writes all of it, also to a pipe that is full. */
export function write(fd: number, data: string | Uint8Array): void {
  const bytes = Buffer.from(data);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
