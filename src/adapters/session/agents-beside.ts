import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listLogs, type LogFile } from './logs/log-folder.ts';
import { listSessions } from './session-list.ts';
import { openStateFile } from './state-file.ts';

/** Clocks of disk and system differ by a tick. */
const TICK_MS = 100;
/** A run that lives touches its heartbeat so often (adapters/liveness). */
const BEAT_MS = 15_000;

/**
 * The other sessions of the project whose agent was at work when a file changed, by the time of its inode,
 * which no program can set: outside of a sandbox such an agent may have written it. Never throws.
 */
export function agentsBeside(path: string, changed: string | number): readonly string[] {
  try {
    const at = typeof changed === 'number' ? changed : changeTime(join(path, changed));
    if (at === undefined) return [];
    return listSessions(dirname(path))
      .filter((session) => session.path !== path && hadAgentAt(session.path, at))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function hadAgentAt(session: string, at: number): boolean {
  const logs = listLogs(session).filter(({ isProof }) => !isProof);
  return logs.some((log) => begin(log) <= at + TICK_MS && at <= end(session, log) + TICK_MS);
}

/** Its prompt is written right before an agent starts. */
function begin({ path, writtenAt }: LogFile): number {
  const prompt = path.replace(/\.jsonl$/, '.prompt.md');
  return changeTime(prompt) ?? changeTime(`${prompt}.gz`) ?? writtenAt;
}

/** The last output; of an agent at work, which may be silent, the last beat of its run. */
function end(session: string, { name, writtenAt }: LogFile): number {
  const { mark } = openStateFile(join(session, '.run/state.json'), () => undefined).load();
  if (mark?.log !== name) return writtenAt;
  const beat = lstatSync(join(session, '.run/heartbeat'), { throwIfNoEntry: false })?.mtimeMs;
  return Math.max(writtenAt, beat === undefined ? 0 : beat + BEAT_MS);
}

function changeTime(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ctimeMs;
}
