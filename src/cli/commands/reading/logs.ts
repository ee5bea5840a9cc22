import { look } from '../../../app/session/look.ts';
import { chooseLogs, fits, type LogChoice } from '../../../domain/logs/log-name.ts';
import type { TranscriptItem } from '../../../domain/logs/transcript.ts';
import { parsePhase, PHASES } from '../../../domain/phases/phase.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printableJson } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openReading, type ReadingFlags, type ReadSession } from '../../compose/reading/reading.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import {
  type LogFile,
  openSessionLogs,
  type SessionLogs,
} from '../../compose/reading/session-logs.ts';
import { print, printRemark } from '../../console/print.ts';
import { logHeading, openTranscript } from '../../render/reading/transcript.ts';
import { untilInterrupted } from '../../signals/interrupt.ts';
import { readCount } from './reading-flags.ts';

interface LogsFlags extends ReadingFlags {
  readonly follow?: boolean;
  readonly iteration?: string;
  readonly phase?: string;
  readonly all?: boolean;
  readonly tail?: string;
  readonly raw?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** `samocode logs`: the agents' output and tool calls, from the CLIs' own events. */
export async function logsCommand(flags: LogsFlags): Promise<number> {
  const choice = choiceOf(flags);
  const tail = readCount('--tail', flags.tail);
  const session = openReading(flags, () => undefined);
  const logs = openSessionLogs(session, flags);
  const chosen = chooseLogs(logs.list(), choice);
  if (chosen.length === 0 && flags.follow !== true) {
    printRemark(`no log of ${session.name} fits`);
    return 0;
  }
  const first = tail === undefined ? chosen : chosen.slice(-1);
  const show = shower(flags, logs, tail);
  if (flags.follow === true) {
    const why = sessionCommand({ config: flags.config, session: session.name }, { words: ['why'] });
    return await follow({ session, logs, choice, show, why }, first);
  }
  for (const log of first) {
    const shown = show(log);
    if (!shown.all()) return 0;
    if (!shown.end()) return 0;
  }
  return 0;
}

function choiceOf(flags: LogsFlags): LogChoice {
  const phase = flags.phase === undefined ? undefined : parsePhase(flags.phase);
  if (flags.phase !== undefined && phase === undefined) {
    throw new UserError(`--phase is "${flags.phase}"`, { hint: `valid: ${PHASES.join(', ')}` });
  }
  if (flags.raw === true && flags.json === true) {
    throw new UserError('--raw and --json were both given', { hint: 'give one of them' });
  }
  const iteration = readCount('--iteration', flags.iteration);
  return { iteration, phase, all: flags.all === true };
}

/** One log that is being printed; each method returns false once the reader is gone. */
interface Shown {
  /** What there is by now. */
  all(): boolean;
  /** It is over: an unfinished line is one. */
  end(): boolean;
}

type Show = (log: LogFile) => Shown;

function shower(flags: LogsFlags, logs: SessionLogs, tail: number | undefined): Show {
  let left = tail;
  const { colours, width } = openScreen(flags);
  return (log) => {
    // Only the first log is begun in the middle.
    const from = left;
    left = undefined;
    if (flags.raw === true) return shownRaw(() => logs.raw(log, from));
    const reading = logs.read(log, from);
    const verbose = flags.verbose === true;
    const writer = openTranscript({ colours, width: width(), verbose, folders: logs.folders });
    const { name, iteration, phase, attempt } = log;
    const line = (item: TranscriptItem): string =>
      flags.json === true
        ? `${printableJson(JSON.stringify({ v: 1, log: name, iteration, phase, attempt, ...item }))}\n`
        : writer.lines(item);
    let isOpen = flags.json === true || print(logHeading(log, colours));
    const put = (items: readonly TranscriptItem[]): boolean => {
      const text = items.map(line).join('');
      if (isOpen && text !== '') isOpen = print(text);
      return isOpen;
    };
    return {
      all: () => {
        for (let items = reading.next(); items !== undefined; items = reading.next()) {
          if (!put(items)) return false;
        }
        return isOpen;
      },
      end: () => {
        put(reading.rest());
        reading.close();
        if (isOpen && flags.json !== true) isOpen = print(writer.end());
        return isOpen;
      },
    };
  };
}

function shownRaw(read: () => Iterable<Uint8Array>): Shown {
  let done = 0;
  return {
    all: () => {
      let seen = 0;
      for (const bytes of read()) {
        const fresh = bytes.subarray(Math.max(0, done - seen));
        seen += bytes.length;
        if (fresh.length > 0 && !print(fresh)) return false;
        done = Math.max(done, seen);
      }
      return true;
    },
    end: () => true,
  };
}

interface Following {
  readonly session: ReadSession;
  readonly logs: SessionLogs;
  readonly choice: LogChoice;
  readonly show: Show;
  /** The command that says why nothing runs. */
  readonly why: string;
}

/**
 * Follows attempts and iterations until the session's run ends or the person presses Ctrl-C. Where no run is
 * there yet, it waits for one, unless the session is done.
 */
async function follow(
  { session, logs, choice, show, why }: Following,
  first: readonly LogFile[],
): Promise<number> {
  using interrupted = untilInterrupted();
  const watching = logs.watch(interrupted.signal);
  let queue = [...first];
  let last: LogFile | undefined;
  let current: Shown | undefined;
  let isAwaited = awaitsRun(session, why);
  try {
    while (!interrupted.signal.aborted) {
      // Asked before the look: what its run wrote last is still read.
      const isHeld = session.holder() !== undefined;
      for (const log of queue) {
        if (current?.end() === false) return 0;
        [last, current] = [log, show(log)];
        if (!current.all()) return 0;
      }
      queue = newerThan(last, logs.list(), choice);
      if (current?.all() === false) return 0;
      // A short run may begin and end between two looks.
      isAwaited &&= !isHeld && queue.length === 0;
      if (queue.length > 0) continue;
      if (!isHeld && !isAwaited) {
        current?.end();
        printRemark(`no run holds ${session.name}; to see why: ${why}`);
        return 0;
      }
      await watching.next();
    }
    return 0;
  } finally {
    watching.close();
  }
}

/** Whether a run may come that is not there yet; a person is told. */
function awaitsRun({ name, holder, store }: ReadSession, why: string): boolean {
  if (holder() !== undefined || look(store).standing.kind === 'done') return false;
  printRemark(`no run holds ${name} yet: waiting for one, until Ctrl-C; to see why: ${why}`);
  return true;
}

function newerThan(
  last: LogFile | undefined,
  logs: readonly LogFile[],
  choice: LogChoice,
): LogFile[] {
  const at = logs.findIndex(({ name }) => name === last?.name);
  return logs.slice(at + 1).filter((log) => fits(log, choice));
}
