import { examine } from '../../../app/reading/examine.ts';
import type { SessionStatus } from '../../../app/reading/session-status.ts';
import { quoteOf, troubleOf } from '../../../app/reading/state-fields.ts';
import { statusOf } from '../../../app/reading/status.ts';
import type { HandOver } from '../../../domain/report/hand-over.ts';
import type { Receipt } from '../../../domain/report/receipt.ts';
import type { GateTrouble } from '../../../domain/session/standing.ts';
import { printableJson } from '../../../domain/text/printable.ts';
import { openReading, type ReadingFlags, type ReadSession } from '../../compose/reading/reading.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import { hiddenProcesses } from '../../compose/running/leases-in.ts';
import { print, printRemark } from '../../console/print.ts';
import { explain } from '../../explain.ts';
import { type ElsewhereNow, statusElsewhere } from '../../render/fleet/elsewhere-json.ts';
import { elsewhereLines } from '../../render/fleet/session-elsewhere.ts';
import { handOverParts } from '../../render/hand-over.ts';
import type { Paint } from '../../render/live/paint.ts';
import { fitted, redraw } from '../../render/live/redraw.ts';
import { statusLines } from '../../render/standing/status.ts';
import { untilInterrupted } from '../../signals/interrupt.ts';
import { readElsewhere } from './elsewhere.ts';

interface StatusFlags extends ReadingFlags {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** `samocode status`: from files only, whether a run lives or not. */
export async function statusCommand(flags: StatusFlags): Promise<number> {
  if (await readElsewhere(flags, { text: elsewhereLines, json: statusElsewhere })) return 0;
  const session = openReading(flags, printRemark);
  hiddenProcesses().forEach(printRemark);
  const now = await statusOfNow(session, flags);
  if (flags.watch === true) await watch(session, flags);
  else print(blockOf(now, flags, openScreen({}).colours));
  return 0;
}

/** On a terminal it continues after the session is over, because it may be reopened; Ctrl-C ends it. */
async function watch(session: ReadSession, flags: StatusFlags): Promise<void> {
  using interrupted = untilInterrupted();
  const watching = session.watch(interrupted.signal);
  const screen = openScreen({});
  const isInPlace = screen.isTerminal && flags.json !== true;
  let before = '';
  try {
    while (!interrupted.signal.aborted) {
      const width = screen.width() ?? Infinity;
      const { text: whole, isDone } = await blockNow(session, flags);
      const block = isInPlace ? fitted(whole, width) : whole;
      const gap = before === '' || flags.json === true ? '' : '\n';
      const text = isInPlace ? redraw(before, block, width) : gap + block;
      if (block !== before && !print(isInPlace ? Buffer.from(text) : text)) return;
      before = block;
      if (isDone && !screen.isTerminal) return;
      await watching.next();
    }
  } finally {
    watching.close();
  }
}

interface Block {
  readonly text: string;
  readonly isDone: boolean;
}

/** A problem may be fixed while a person watches. */
async function blockNow(session: ReadSession, flags: StatusFlags): Promise<Block> {
  try {
    const now = await statusOfNow(session, flags);
    return { text: blockOf(now, flags), isDone: now.status.state === 'done' };
  } catch (error) {
    const { text, code } = explain(error);
    if (code === 1) throw error;
    const json = `${printableJson(JSON.stringify({ v: 1, error: text.trim() }))}\n`;
    return { text: flags.json === true ? json : text, isDone: false };
  }
}

/** `status --json`, version 1: fields are only ever added (docs/json.md). */
export interface StatusNow extends SessionStatus {
  readonly handOver: HandOver | null;
  readonly receipt: Receipt | null;
  /** Null: its files are here. */
  readonly elsewhere: ElsewhereNow | null;
}

interface Seen {
  readonly status: StatusNow;
  /** The beginning of its reason that is not ours. */
  readonly quote: string;
  readonly trouble: GateTrouble | undefined;
}

async function statusOfNow(session: ReadSession, flags: StatusFlags): Promise<Seen> {
  const examined = examine({ ...session, now: Date.now() });
  const status = statusOf(examined, { session: session.name, path: session.path });
  const said = { quote: quoteOf(examined), trouble: troubleOf(examined) };
  if (status.state !== 'done')
    return { status: { ...status, handOver: null, receipt: null, elsewhere: null }, ...said };
  const { readDoneWork } = await import('../../compose/reading/hand-over.ts');
  const { receipt, handOver } = readDoneWork(session, flags);
  const done = { handOver: handOver ?? null, receipt: receipt ?? null, elsewhere: null };
  return { status: { ...status, ...done }, ...said };
}

function blockOf(
  { status, quote, trouble }: Seen,
  { json, config }: StatusFlags,
  colours?: Paint,
): string {
  if (json === true) return `${printableJson(JSON.stringify(status))}\n`;
  const { handOver } = status;
  const more = handOver === null ? [] : handOverParts({ ...handOver, costUsd: null });
  return statusLines(
    status,
    { config, quote, trouble, now: Date.now(), ...(colours !== undefined && { colours }) },
    more,
  );
}
