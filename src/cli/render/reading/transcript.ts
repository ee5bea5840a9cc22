import type { LogName } from '../../../domain/logs/log-name.ts';
import type { Todo, TranscriptItem } from '../../../domain/logs/transcript.ts';
import { isTold, usdText } from '../../../domain/provider/cost/cost-words.ts';
import { cutActivity, withoutFolders } from '../../../domain/run/activity.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { tokensText } from '../../../domain/text/numbers.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import type { Paint } from '../live/paint.ts';
import { clock } from '../stamp.ts';

interface Look {
  readonly colours: Paint;
  /** Columns; undefined: lines are cut far to the right only. */
  readonly width: number | undefined;
  /** Shows times and whole thinking, and counts unknown events. */
  readonly verbose: boolean;
  /** Those of the work: a tool call is shown without them. */
  readonly folders: readonly string[];
}

/** Turns one log's items into lines; keeps which calls are open. */
export interface TranscriptWriter {
  lines(item: TranscriptItem): string;
  /** The text at the end of the log. */
  end(): string;
}

const OUTCOME_LINES = 4;
const FAILURE_LINES = 12;
const THOUGHT_LENGTH = 160;
const FAR_RIGHT = 400;
/** Calls without an outcome are forgotten beyond this. */
const OPEN_CALLS = 1000;

/** A heading: which log the lines below are of. */
export function logHeading(log: LogName, colours: Paint): string {
  const { stamp } = log;
  const time = `${stamp.slice(0, 5)} ${stamp.slice(6, 8)}:${stamp.slice(8)}`;
  const attempt = log.attempt > 1 ? `, attempt ${log.attempt}` : '';
  const proof = log.isSetUp ? ', set-up' : log.isProof ? ', VERIFY' : '';
  return `${colours.bold(`── iteration ${log.iteration}, ${log.phase}${proof}${attempt}, ${time} ──`)}\n`;
}

export function openTranscript(look: Look): TranscriptWriter {
  const { colours, verbose } = look;
  const calls = openCalls(look);
  const unknown = new Map<string, number>();

  const partLines = (item: TranscriptItem): readonly string[] => {
    if (item.kind === 'call') return calls.begin(item);
    if (item.kind === 'outcome') return calls.end(item);
    if (item.kind !== 'unknown') return itemLines(item, look);
    unknown.set(item.what, (unknown.get(item.what) ?? 0) + 1);
    return [];
  };

  return {
    lines: (item) => {
      const margin = item.nested === true ? '│ ' : '';
      const time =
        verbose && item.at !== undefined ? colours.dim(`${clock(item.at).slice(11)} `) : '';
      return partLines(item)
        .map((line, at) => `${at === 0 ? time : ''}${margin}${line}\n`)
        .join('');
    },
    end: () => {
      if (!verbose || unknown.size === 0) return '';
      const counts = [...unknown].map(([what, count]) => `${count} × ${what}`);
      return `${colours.dim(printable(`not shown: ${counts.join(', ')}`))}\n`;
    },
  };
}

function widthOf({ width }: Look): number {
  return width === undefined ? FAR_RIGHT : Math.max(20, width - 6);
}

type Of<Kind extends TranscriptItem['kind']> = Extract<TranscriptItem, { kind: Kind }>;

/** The lines of tool calls and of their outcomes; keeps which calls are open. */
function openCalls(look: Look) {
  const { colours } = look;
  const open = new Map<string, string>();
  let lastCall: string | undefined;
  return {
    begin: (item: Of<'call'>): readonly string[] => {
      const width = widthOf(look);
      const argument = withoutFolders(item.argument, look.folders);
      const label = `${item.tool}${argument === '' ? '' : `: ${argument}`}`;
      if (item.id !== undefined && open.has(item.id)) return [];
      if (item.id !== undefined) open.set(item.id, label);
      if (open.size > OPEN_CALLS) for (const id of [...open.keys()].slice(0, 1)) open.delete(id);
      lastCall = item.id;
      return [colours.bold(cutActivity(printable(`• ${label}`), width))];
    },
    end: (item: Of<'outcome'>): readonly string[] => {
      const width = widthOf(look);
      const label = item.id === undefined ? undefined : open.get(item.id);
      if (item.id !== undefined) open.delete(item.id);
      // Several tools at work: say whose outcome it is.
      const whose = label === undefined || item.id === lastCall ? '' : ` (${label})`;
      const text = firstLines(item.text, item.ok ? OUTCOME_LINES : FAILURE_LINES, width);
      const head = printable(`${item.ok ? 'ok' : 'FAILED'}${whose}`, width);
      const [one, ...others] = text;
      const isShort = one !== undefined && others.length === 0 && head.length + one.length < width;
      const lines = isShort ? [`${head}: ${one}`] : [head, ...text.map((line) => `  ${line}`)];
      const paint = item.ok ? colours.dim : colours.error;
      return lines.map((line) => paint(`  ${line}`));
    },
  };
}

/** The lines of an item that needs no memory of others. */
function itemLines(
  item: Exclude<TranscriptItem, Of<'call'> | Of<'outcome'> | Of<'unknown'>>,
  look: Look,
): readonly string[] {
  const { colours, verbose } = look;
  const width = widthOf(look);
  switch (item.kind) {
    case 'started': {
      // Claude Code says "none" where no API key pays.
      const billing = item.billing === 'none' ? undefined : item.billing;
      const facts = [item.model, item.cliVersion, billing].filter((it) => it !== undefined);
      return [
        colours.dim(printable(`agent started${facts.length > 0 ? `: ${facts.join(', ')}` : ''}`)),
      ];
    }
    case 'text':
      return printableLines(item.text.trim()).split('\n');
    case 'thinking': {
      const words = item.text.trim();
      return [colours.dim(printable(`(thinks) ${words}`, verbose ? Infinity : THOUGHT_LENGTH))];
    }
    case 'todos':
      return item.todos.map((todo) => printable(`${TODO[todo.state]} ${todo.text}`, width));
    case 'retrying':
      return [colours.warning(printable(item.text))];
    case 'limit': {
      const until = item.until === undefined ? '' : ` until ${clock(item.until)}`;
      return [colours.warning(printable(`limit: ${item.text}${until}`))];
    }
    case 'denied':
      return [colours.warning(printable(`denied: ${item.text}`))];
    case 'error':
      return [colours.error(printable(`error: ${item.text}`))];
    case 'note':
      return [colours.dim(printable(item.text, width))];
    case 'result':
      return [resultLine(item, colours)];
    case 'plain':
      return [colours.dim(printable(item.text, width))];
  }
}

const TODO: Readonly<Record<Todo['state'], string>> = {
  open: '[ ]',
  doing: '[>]',
  done: '[x]',
};

function firstLines(text: string, count: number, width: number): readonly string[] {
  // Of a megabyte only the beginning is looked at.
  const all = printableLines(text.slice(0, 64 * 1024).trim()).split('\n');
  const lines = all.filter((line) => line.trim() !== '');
  const shown = lines.slice(0, count).map((line) => printable(line, width));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `… ${more} more ${more === 1 ? 'line' : 'lines'}`] : shown;
}

function resultLine(item: Extract<TranscriptItem, { kind: 'result' }>, colours: Paint): string {
  const { durationMs, turns, costUsd, usage } = item;
  const facts = [
    durationMs === undefined ? undefined : formatDuration(durationMs),
    turns === undefined ? undefined : `${turns} ${turns === 1 ? 'turn' : 'turns'}`,
    isTold(costUsd) ? usdText(costUsd) : undefined,
    usage === undefined
      ? undefined
      : `${tokensText(usage.inputTokens + usage.outputTokens)} tokens`,
  ].filter((fact) => fact !== undefined);
  const about = facts.length > 0 ? `: ${facts.join(', ')}` : '';
  // A successful end repeats the agent's last text, which is already shown above.
  if (item.ok) return printable(`ended well${about}`);
  return colours.error(printable(`ended badly${about}: ${item.text}`));
}
