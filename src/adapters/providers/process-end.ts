import type { Outcome } from '../../domain/provider/outcome.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import { saysDiskFull } from '../../domain/run/disk-words.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { printableWords } from '../../domain/text/printable.ts';
import { REASON_LIMIT } from './limits.ts';

/** Starting a process failed for want of memory, processes or descriptors: that passes. */
const PASSING_START_ERROR = /\b(?:EAGAIN|ENOMEM|EMFILE|ENFILE|ETXTBSY)\b/;

/** The program is missing, incomplete or not yet executable: an update may be replacing it. */
const MISSING_PROGRAM = /\b(?:ENOENT|EACCES|EPERM|ENOTDIR|ENOEXEC|EISDIR|ELOOP|EBUSY)\b/;

/** The same in the words of a shell or of Node, which start the program behind a wrapper. */
export const MISSING_PROGRAM_TEXT =
  /\b(?:command )?not found$|no such file or directory|permission denied|exec format error|\bcannot find module\b/i;

/** The outcome when the agent had no say in it: never started, or ended because we were asked to stop. */
export function judgeWithoutTurn(end: ProcessEnd, pathKey: string): Outcome | undefined {
  if (end.cause === 'stopped') return { kind: 'stopped' };
  if (end.cause !== 'not-started') return undefined;
  // The next attempt begins with a worktree that is made again.
  if (end.lostFolder !== undefined) {
    return { kind: 'overload', reason: because('nothing was started', end.lostFolder) };
  }
  const reason = because('the program could not be started', end.stderrTail);
  if (saysDiskFull(end.stderrTail)) return { kind: 'disk', reason, folder: end.fullFolder };
  return PASSING_START_ERROR.test(end.stderrTail)
    ? { kind: 'overload', reason }
    : {
        kind: 'permanent',
        reason,
        cure: `install the CLI, or set ${pathKey} to its full path`,
        ...(MISSING_PROGRAM.test(end.stderrTail) && { fresh: 'renewal' as const }),
      };
}

/** The outcome when we ended the process for a bound of ours; undefined when we did not. */
export function judgeOwnKill(end: ProcessEnd): Outcome | undefined {
  switch (end.cause) {
    case 'timeout': {
      const seconds = Math.round(end.durationMs / 1000);
      return { kind: 'overload', reason: `reached the time limit of ${seconds} s` };
    }
    case 'idle': {
      const time = formatDuration(end.stillMs ?? 0);
      const witnesses = 'no event, log still, no CPU, no file changed';
      return {
        kind: 'overload',
        reason: `no sign of life for ${time}: ${witnesses} (--idle-timeout)`,
      };
    }
    case 'log-limit':
      return { kind: 'overload', reason: 'its log reached the size limit (SAMOCODE_MAX_LOG)' };
    case 'disk-full':
      return { kind: 'disk', reason: 'the disk is almost full', folder: end.fullFolder };
    case 'temp-full':
      return {
        kind: 'disk',
        reason: 'less than 5 MB are free for temporary files (TMPDIR or CLAUDE_CODE_TMPDIR)',
        folder: end.fullFolder,
      };
    case 'folder-lost':
      return { kind: 'overload', reason: end.lostFolder ?? 'its working folder was removed' };
    case 'restricted': {
      const reason = 'it runs in another permission mode than the one samocode asked for';
      return { kind: 'permanent', reason, cure: 'samocode doctor' };
    }
    case 'exited':
    case 'lingered':
    case 'stopped':
    case 'not-started':
      return undefined;
  }
}

/**
 * The same outcome, or a full disk where that is the cause: of what passes by itself and of what would
 * fail again. `words` are those of the error channel; an API's answer is about the API's disk.
 */
export function orDiskFull(outcome: Outcome, end: ProcessEnd, words: string): Outcome {
  if (outcome.kind !== 'overload' && outcome.kind !== 'permanent') return outcome;
  const { reason } = outcome;
  const folder = end.fullFolder;
  const said = [words, lastLines(end.stderrTail)].find(saysDiskFull);
  if (folder === undefined && said === undefined) return outcome;
  const line = said?.split('\n').find(saysDiskFull);
  return { kind: 'disk', reason: line === undefined ? reason : because(reason, line), folder };
}

/** How a process that fails ends its stderr; a warning of hours ago is further up. */
const LAST_LINES = 20;

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

/** The outcome of a process that ended without saying how its turn went. */
export function judgeCrash(end: ProcessEnd): Outcome {
  const how =
    end.signal === undefined ? `exit code ${end.exitCode ?? 'unknown'}` : `killed by ${end.signal}`;
  const lines = end.stderrTail.split('\n').filter((line) => line.trim() !== '');
  return {
    kind: 'overload',
    reason: because(`ended without a result (${how})`, crashWords(lines)),
  };
}

/** The last line; Node ends a crash with its version, and has what was thrown below a caret. */
function crashWords(lines: readonly string[]): string {
  const last = lines.at(-1) ?? '';
  if (!/^Node\.js v\d/.test(last)) return last;
  const caret = lines.findLastIndex((line) => /^ *\^+$/.test(line));
  if (caret === -1)
    return lines.findLast((line) => /^[\w.]*(?:Error|Exception)\b/.test(line)) ?? last;
  return lines.slice(caret + 1).find((line) => !/^ +at |^\(Use `node /.test(line)) ?? last;
}

/** "what: the CLI's own words" in one line, or only what, when it said nothing. */
export function because(what: string, words: string): string {
  const said = printableWords(words, REASON_LIMIT);
  return printableWords(said === '' ? what : `${what}: ${said}`, REASON_LIMIT);
}
