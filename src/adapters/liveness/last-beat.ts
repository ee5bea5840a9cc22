import { join } from 'node:path';
import { type Heartbeat, readHeartbeat } from './heartbeat.ts';

/** Within a session's folder. */
export const HEARTBEAT_NAME = join('.run', 'heartbeat');

/** The last beat in a session's folder; apart from what makes it, which `status` need not load. */
export function lastBeat(path: string): Heartbeat | undefined {
  return readHeartbeat(join(path, HEARTBEAT_NAME));
}
