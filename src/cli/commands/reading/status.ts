import { sessionStatus } from '../../../app/reading/status.ts';
import { printableJson } from '../../../domain/text/printable.ts';
import { openReading, type ReadingFlags, type ReadSession } from '../../compose/reading/reading.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import { hiddenProcesses } from '../../compose/running/leases-in.ts';
import { print, printRemark } from '../../console/print.ts';
import { explain } from '../../explain.ts';
import { handOverParts } from '../../render/hand-over.ts';
import { fitted, redraw } from '../../render/live/redraw.ts';
import { statusLines } from '../../render/standing/status.ts';
import { untilInterrupted } from '../../signals/interrupt.ts';

interface StatusFlags extends ReadingFlags {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** `samocode status`: from files only, whether a run lives or not. */
export async function statusCommand(flags: StatusFlags): Promise<number> {
  const session = openReading(flags, printRemark);
  hiddenProcesses().forEach(printRemark);
  const status = await statusOfNow(session, flags);
  if (flags.watch === true) await watch(session, flags);
  else print(blockOf(status, flags));
  return 0;
}

/** Continues after the session is over, because it may be reopened; Ctrl-C ends it. */
async function watch(session: ReadSession, flags: StatusFlags): Promise<void> {
  using interrupted = untilInterrupted();
  const watching = session.watch(interrupted.signal);
  const screen = openScreen({});
  const isInPlace = screen.isTerminal && flags.json !== true;
  let before = '';
  try {
    while (!interrupted.signal.aborted) {
      const width = screen.width() ?? Infinity;
      const now = await blockNow(session, flags);
      const block = isInPlace ? fitted(now, width) : now;
      const gap = before === '' || flags.json === true ? '' : '\n';
      const text = isInPlace ? redraw(before, block, width) : gap + block;
      if (block !== before && !print(isInPlace ? Buffer.from(text) : text)) return;
      before = block;
      await watching.next();
    }
  } finally {
    watching.close();
  }
}

/** A problem may be fixed while a person watches. */
async function blockNow(session: ReadSession, flags: StatusFlags): Promise<string> {
  try {
    return blockOf(await statusOfNow(session, flags), flags);
  } catch (error) {
    const { text, code } = explain(error);
    if (code === 1) throw error;
    return flags.json === true
      ? `${printableJson(JSON.stringify({ v: 1, error: text.trim() }))}\n`
      : text;
  }
}

async function statusOfNow(session: ReadSession, flags: StatusFlags) {
  const status = sessionStatus({ ...session, session: session.name, now: Date.now() });
  if (status.state !== 'done') return { ...status, handOver: null, receipt: null };
  const { readHandOver, receiptNow } = await import('../../compose/reading/hand-over.ts');
  const receipt = receiptNow(session, flags);
  const handOver = readHandOver(session, flags, receipt);
  return { ...status, handOver: handOver ?? null, receipt: receipt ?? null };
}

type StatusNow = Awaited<ReturnType<typeof statusOfNow>>;

function blockOf(status: StatusNow, { json, config }: StatusFlags): string {
  if (json === true) return `${printableJson(JSON.stringify(status))}\n`;
  const { handOver } = status;
  const more = handOver === null ? [] : handOverParts({ ...handOver, costUsd: null });
  return statusLines(status, { config, now: Date.now() }, more);
}
