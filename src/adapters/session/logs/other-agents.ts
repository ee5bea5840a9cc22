import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ListedFolder } from '../../../app/ports/session/folders.ts';
import { begunMs } from '../../../domain/logs/log-name.ts';
import { listSessions } from '../session-list.ts';
import { openStateFile } from '../state-file.ts';
import { listLogs, type LogFile } from './log-folder.ts';

/** Clocks of disk and system differ by a tick. */
const TICK_MS = 100;
/** A run that lives touches its heartbeat so often (adapters/liveness). */
const BEAT_MS = 15_000;

/**
 * The other sessions in the same SESSIONS whose agent was at work when a file changed, by the time of its
 * inode, which no program can set: such an agent may have written it. Agents in a sandbox are left out, as
 * far as their state says so. Never throws.
 */
export function otherAgents(path: string, changed: string | number): readonly string[] {
  try {
    const at = typeof changed === 'number' ? changed : statOf(join(path, changed))?.ctimeMs;
    if (at === undefined) return [];
    return listSessions(dirname(path))
      .filter((session) => session.path !== path && hadAgentAt(session, at))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** Reads the state only of a session whose agent may have been at work then. */
function hadAgentAt({ path, changedAt }: ListedFolder, at: number): boolean {
  const beat = statOf(join(path, '.run/heartbeat'))?.mtimeMs;
  const livedUntil = beat === undefined ? 0 : beat + BEAT_MS;
  if (Math.max(changedAt, livedUntil) + TICK_MS < at) return false;
  const isOver = ({ writtenAt }: LogFile): boolean => writtenAt + TICK_MS < at;
  const begun = listLogs(path).filter(
    // The last output of an agent at work may be old: its run lives.
    (log) => !log.isProof && (!isOver(log) || livedUntil + TICK_MS >= at) && hasBegun(log, at),
  );
  if (begun.length === 0) return false;
  const { mark, confinedSince = Infinity } = openStateFile(
    join(path, '.run/state.json'),
    () => undefined,
  ).load();
  return begun.some(
    (log) => (!isOver(log) || mark?.log === log.name) && promptMs(log) < confinedSince,
  );
}

/** By the earliest time that is known: an agent can make its prompt newer, and so does its compression. */
function hasBegun(log: LogFile, at: number): boolean {
  const latest = at + TICK_MS;
  return begunMs(log) <= latest || promptMs(log) <= latest;
}

/** A prompt is written right before its agent starts. Whole milliseconds: compression keeps no more of a time. */
function promptMs({ path, writtenAt }: LogFile): number {
  const prompt = path.replace(/\.jsonl$/, '.prompt.md');
  const stat = statOf(prompt) ?? statOf(`${prompt}.gz`);
  return stat === undefined ? writtenAt : Math.ceil(Math.min(stat.ctimeMs, stat.mtimeMs));
}

function statOf(path: string) {
  return lstatSync(path, { throwIfNoEntry: false });
}
