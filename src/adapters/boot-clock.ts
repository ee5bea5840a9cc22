import { uptime } from 'node:os';

/**
 * Milliseconds since the machine started, the same for all its processes. A step of the wall clock does not change
 * it, and the time in which the machine was suspended counts.
 */
export function bootMs(): number {
  return uptime() * 1000;
}
