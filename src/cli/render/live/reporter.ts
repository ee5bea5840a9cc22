import { isResting, type RunEvent } from '../../../domain/run/event.ts';
import { publishedEvent } from '../../../domain/run/published.ts';
import { printable, printableJson } from '../../../domain/text/printable.ts';
import { rowTimestamp } from '../../../domain/text/timestamps.ts';
import { handOverLines } from '../hand-over.ts';
import { stampOf } from '../stamp.ts';
import { stateColour } from '../standing/state-colour.ts';
import type { Weight } from '../weight.ts';
import { wordsOf } from '../words.ts';
import type { Paint } from './paint.ts';

/** Where the words go besides the screen. */
export interface LogSink {
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    text: string,
    data?: Readonly<Record<string, unknown>>,
  ): void;
}

/** What lines are written to, and what else hears of the events: a status line. */
export interface ReportScreen {
  write(text: string): void;
  readonly heard?: (event: RunEvent) => void;
}

export interface ReporterFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** Each line says the date and the session: several runs append to one file. */
  readonly stamp?: boolean;
  readonly session?: string | undefined;
  readonly config?: string | undefined;
}

/** Shows a run's events to people: on the console, and in the logs once they are there. */
export interface Reporter {
  readonly report: (event: RunEvent) => void;
  /** Logs all further events, and those reported before. */
  logTo(sink: LogSink): void;
}

/** Version of the `--json` events; additions only. */
const EVENTS_VERSION = 1;

export function reporter(out: ReportScreen, flags: ReporterFlags, colours: Paint): Reporter {
  let sink: LogSink | undefined;
  const early: RunEvent[] = [];
  let start: RunStarted | undefined;
  /**
   * A run that ends as it starts (a tick of cron that may not spawn) is one line: its end. The base of a
   * new branch, and the branch that was chosen in the place of another, are said in the first line.
   */
  const show = (event: RunEvent): void => {
    if (event.kind === 'run-started') {
      start = event;
      return;
    }
    if (event.kind === 'base-chosen' && start !== undefined) {
      start = { ...start, base: event.base };
      return;
    }
    if (event.kind === 'branch-chosen' && start !== undefined && isShown(event, flags)) {
      const { text } = wordsOf(start);
      start = undefined;
      showLine(event, `${text}; `);
      return;
    }
    if (event.kind === 'ended' && !event.resident && start !== undefined) {
      showLine(event, flags.stamp === true ? '' : `${start.session}: `);
      start = undefined;
      return;
    }
    if (start !== undefined) showLine(start);
    start = undefined;
    for (const one of [event, ...handedOver(event)]) showLine(one);
  };
  const showLine = (event: RunEvent, before = ''): void => {
    if (isShown(event, flags)) out.write(lineOf(event, colours, { flags, before }));
  };
  return {
    report(event) {
      if (sink === undefined) early.push(event);
      else logEvent(sink, event, flags);
      out.heard?.(event);
      if (flags.json === true) {
        const at = new Date().toISOString();
        out.write(
          `${printableJson(JSON.stringify({ v: EVENTS_VERSION, at, ...publishedEvent(event) }))}\n`,
        );
      } else show(event);
    },
    logTo(logs) {
      sink = logs;
      for (const event of early) logEvent(logs, event, flags);
      early.length = 0;
    },
  };
}

/** A line for each fact that a person takes over. */
function handedOver(event: RunEvent): readonly RunEvent[] {
  const handOver = event.kind === 'ended' ? event.handOver : undefined;
  const lines = handOver === undefined ? [] : handOverLines(handOver);
  return lines.map((line) => ({ kind: 'note', text: `  ${line}` }));
}

type RunStarted = Extract<RunEvent, { kind: 'run-started' }>;

const LEVELS = { detail: 'debug', info: 'info', warning: 'warn', error: 'error' } as const;

function logEvent(sink: LogSink, event: RunEvent, flags: ReporterFlags): void {
  const { weight, text } = wordsOf(event, flags);
  // A run that ends to wait for a person is not an error.
  const level = event.kind === 'ended' && weight === 'warning' ? 'info' : LEVELS[weight];
  sink.log(level, printable(text), { event: publishedEvent(event) });
}

function isShown(event: RunEvent, { quiet, verbose }: ReporterFlags): boolean {
  const { weight } = wordsOf(event);
  if (event.kind === 'ended') return true;
  if (weight === 'detail') return verbose === true;
  return quiet !== true || weight !== 'info';
}

function lineOf(
  event: RunEvent,
  colours: Paint,
  { flags, before }: { readonly flags: ReporterFlags; readonly before: string },
): string {
  const { weight, text } = wordsOf(event, flags);
  const stamp = flags.stamp === true ? stampOf(flags.session) : rowTimestamp(new Date()).slice(11);
  const time = colours.dim(stamp);
  return `${time} ${colourOf(event, weight, colours)(printable(before + text))}\n`;
}

function colourOf(event: RunEvent, weight: Weight, colours: Paint): Paint['info'] {
  const ending = event.kind === 'ended' ? event.ending : undefined;
  return ending !== undefined && isResting(ending)
    ? stateColour(ending.kind, colours)
    : colours[weight];
}
