import { uptime } from 'node:os';
import type { Calling } from '../../../domain/people/caller.ts';
import { readBytes } from '../../disk/read-file.ts';
import { type ProcStat, readStat, TICK_MS } from '../table/proc-stat.ts';

/** The processes that led to this one, and whether it has a controlling terminal. */
export interface Callers {
  /** Ourselves first, then our ancestors from the nearest, then the leaders of all their sessions. */
  readonly line: readonly Calling[];
  readonly hasTerminal: boolean;
}

/** More ancestors than any shell has; a table that changes while it is read must not hold us. */
const LINE_LIMIT = 200;

/**
 * Reads who called, from /proc. A process that was orphaned keeps the session of its agent, whose leader
 * is looked at too. Without /proc only our own environment is known.
 */
export function readCallers(own: Readonly<Record<string, string | undefined>>): Callers {
  const bootMs = Date.now() - uptime() * 1000;
  const self = readStat(process.pid);
  const line: (Calling & { readonly pid: number })[] = [];
  const leaders = new Set<number>();
  const add = (pid: number, { command, startTime, sessionId }: ProcStat): void => {
    const environment = pid === process.pid ? definedOf(own) : environmentOf(pid);
    line.push({ pid, command, environment, startedAtMs: bootMs + Number(startTime) * TICK_MS });
    leaders.add(sessionId);
  };
  if (self === undefined) {
    const us = { command: 'node', environment: definedOf(own), startedAtMs: Date.now() };
    return { line: [us], hasTerminal: process.stdin.isTTY };
  }
  let pid = process.pid;
  for (let stat: ProcStat | undefined = self; stat !== undefined; stat = readStat(pid)) {
    add(pid, stat);
    pid = stat.parentPid;
    if (pid <= 0 || line.length > LINE_LIMIT) break;
  }
  for (const leader of [...leaders]) {
    const stat = line.some((one) => one.pid === leader) ? undefined : readStat(leader);
    if (stat !== undefined) add(leader, stat);
  }
  return { line, hasTerminal: self.hasTerminal };
}

function environmentOf(pid: number): Readonly<Record<string, string>> | undefined {
  const text = readBytes(`/proc/${pid}/environ`)?.toString('latin1');
  if (text === undefined) return undefined; // It has gone, or is another user's.
  return Object.fromEntries(
    text.split('\0').flatMap((one) => {
      const at = one.indexOf('=');
      return at > 0 ? [[one.slice(0, at), one.slice(at + 1)] as const] : [];
    }),
  );
}

function definedOf(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}
