import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomId } from '../random-id.ts';
import type { ChildIdentity, LimitBook, LimitState } from '../../app/ports.ts';
import type { Account } from '../../domain/account.ts';

/** What the book needs to know of processes; the process room's. */
export interface Processes {
  isAlive(process: ChildIdentity): boolean;
  self(): ChildIdentity;
}

/** Whatever a provider says, a window is closed for at most 8 days. */
const LONGEST_MS = 8 * 24 * 3600 * 1000;
/** For a clock that is corrected by a little. */
const SLACK_MS = 60_000;

/**
 * The account's closed windows, shared by every run of this user on this machine: a folder with one
 * empty file for each reset time that was met, `until-<epoch ms>`. The latest counts, so a window
 * can only be extended; nobody rewrites anything, so nobody needs a lock. After the reset one run
 * at a time tries: whoever exclusively made the next `probe-<until>-<n>`; a dead prober's claim
 * lapses, because the next number is free.
 */
export function openLimitBook(stateDir: string, account: Account, processes: Processes): LimitBook {
  const all = join(stateDir, 'limits');
  let key: string | undefined;
  // With the first need: mostly no window was ever met, and hashing takes a sixth of the start of Node.
  const folder = (): string => join(all, (key ??= accountKey(account)));
  let mine: string | undefined;
  const names = (): readonly string[] => (namesIn(all).length === 0 ? [] : namesIn(folder()));
  const release = (): void => {
    if (mine !== undefined) rmSync(join(folder(), mine), { force: true });
    mine = undefined;
  };

  return {
    look(now): LimitState {
      const until = latest(names(), now);
      if (until === undefined) return { kind: 'open' };
      if (until > now) return { kind: 'closed', until };
      if (mine?.startsWith(`probe-${until}-`) === true) return { kind: 'open' };
      mine = claim(folder(), until, processes);
      return mine === undefined ? { kind: 'probed' } : { kind: 'open' };
    },
    close(until, now) {
      const bounded = Math.min(Math.ceil(until), now + LONGEST_MS);
      try {
        mkdirSync(folder(), { recursive: true, mode: 0o700 });
        writeFileSync(join(folder(), `until-${bounded}`), '', { mode: 0o600 });
      } catch {
        // Nobody else learns of it; this run knows.
      }
      release();
    },
    snapshot: () => names().filter((name) => name.startsWith('until-')),
    clear(snapshot) {
      const cleared = new Set(snapshot);
      for (const name of names()) {
        const until = untilOf(name);
        const isOfCleared = name.startsWith('probe-') && cleared.has(`until-${until ?? ''}`);
        if (cleared.has(name) || isOfCleared) rmSync(join(folder(), name), { force: true });
      }
      mine = undefined;
    },
    release,
  };
}

/** None where no window was ever met, or where the folder cannot be read: nothing is known then. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The claim's file name, if the try after `until` is ours now. */
function claim(folder: string, until: number, processes: Processes): string | undefined {
  for (let n = 1; ; n += 1) {
    const name = `probe-${until}-${n}`;
    if (createExclusively(join(folder, name), JSON.stringify(processes.self()))) return name;
    const prober = readProber(join(folder, name));
    // Gone meanwhile: the window was opened or extended; the next look tells which.
    if (prober === undefined || processes.isAlive(prober)) return undefined;
  }
}

/** With its whole content at once, by link(2). */
function createExclusively(path: string, content: string): boolean {
  const temporary = `${path}.${randomId()}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o600 });
    linkSync(temporary, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function readProber(path: string): ChildIdentity | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const isIdentity = typeof value === 'object' && value !== null && 'pid' in value;
    if (!isIdentity || typeof value.pid !== 'number') return undefined;
    const startTime = 'startTime' in value ? String(value.startTime) : '';
    return { pid: value.pid, startTime };
  } catch {
    return undefined;
  }
}

/** The latest reset; one that is too far away was noted by a clock that has been put back since. */
function latest(names: readonly string[], now: number): number | undefined {
  const untils = names.flatMap((name) => (name.startsWith('until-') ? [untilOf(name) ?? 0] : []));
  const believed = untils.filter((until) => until <= now + LONGEST_MS + SLACK_MS);
  return believed.length === 0 ? undefined : Math.max(...believed);
}

/** The reset time in a name of ours. */
function untilOf(name: string): number | undefined {
  const digits = /^(?:until|probe)-(\d{1,16})/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Tells accounts apart without giving a credential away. */
export function accountKey({ provider, folder, kind, secret, service }: Account): string {
  const text = JSON.stringify([folder, kind, secret, service]);
  return `${provider}-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}
