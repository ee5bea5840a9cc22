import { runTool } from '../../../adapters/process/run-tool.ts';
import { keptReceipt, writeReceipt } from '../../../adapters/session/receipt-file.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { buildReport } from '../../../domain/report/build-report.ts';
import type { HandOver } from '../../../domain/report/hand-over.ts';
import { type HistoryLine, localTime } from '../../../domain/report/history-line.ts';
import {
  isReceiptOf,
  type Receipt,
  type ReceiptFacts,
  receiptOf,
} from '../../../domain/report/receipt.ts';
import type { IterationRow } from '../../../domain/session/rows/iteration-row.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { VERSION } from '../../version.ts';
import type { Place } from '../place/place.ts';
import { readHandOver, receiptNow } from '../reading/hand-over.ts';
import { openReading, type ReadingFlags, type ReadSession } from '../reading/reading.ts';
import { openMorning } from '../reading/report.ts';

const VERSION_LIMIT_MS = 10_000;
const VERSION_LENGTH = 100;

/**
 * Writes the facts of a session that is done, once for each time that it became so, and returns the hand-over. A run that was killed before leaves it to the next one; a file of an agent with that name is replaced. The
 * session is done whether or not the file can be written.
 */
export async function keepReceipt(
  place: Place,
  warn: (text: string) => void,
): Promise<HandOver | undefined> {
  const named = { config: place.config.configPath, session: place.session };
  const reading = openReading(named, () => undefined);
  try {
    await updateReceipt(place, reading, named);
  } catch (error) {
    warn(`no _receipt.json: ${errorMessage(error)}`);
  }
  return readHandOver(reading, named, receiptNow(reading, named));
}

/** The receipt of a session as it will be once this row is recorded. */
export async function receiptWith(place: Place, row: IterationRow): Promise<Receipt | undefined> {
  const named = { config: place.config.configPath, session: place.session };
  const reading = openReading(named, () => undefined);
  const facts = openFacts(place, reading, named, [
    { kind: 'own', row, at: localTime(row.timestamp) },
  ]);
  return receiptOf(facts.history, await facts.whole());
}

async function updateReceipt(
  place: Place,
  reading: ReadSession,
  named: ReadingFlags,
): Promise<void> {
  const at = { stateDir: place.stateDir, path: place.folder.path };
  const { history, plain, whole } = openFacts(place, reading, named, []);
  const told = receiptOf(history, plain);
  if (told === undefined) return;
  const kept = keptReceipt(at);
  if (kept !== undefined && isReceiptOf(kept, told)) {
    writeReceipt(at, kept);
    return;
  }
  const { changes, uncommitted, versions } = await whole();
  writeReceipt(at, { ...told, changes, uncommitted, versions });
}

/** The facts of a receipt; `plain` without those that a process has to be started for. */
function openFacts(
  place: Place,
  reading: ReadSession,
  named: ReadingFlags,
  next: readonly HistoryLine[],
) {
  const { folder } = place;
  const morning = openMorning(reading, named);
  const history = [...morning.history, ...next];
  const { branch, baseline } = reading.store.state();
  const known = {
    session: folder.folder,
    branch: branch?.name ?? null,
    base: branch?.base ?? null,
  };
  const sums = {
    since: undefined,
    now: Date.now(),
    workingSince: undefined,
    rests: [],
    changes: new Map(),
  };
  const { totals } = buildReport(history, sums);
  const plain = { ...known, changes: null, uncommitted: null, versions: {}, baseline, totals };
  const whole = async (): Promise<ReceiptFacts> => {
    const [work, versions] = await Promise.all([morning.work(), versionsOf(place)]);
    const { commits, files, insertions, deletions, uncommitted = null } = work ?? {};
    const changes =
      commits === undefined || files === undefined
        ? null
        : { commits, files, insertions: insertions ?? 0, deletions: deletions ?? 0 };
    return { ...plain, changes, uncommitted, versions };
  };
  return { history, plain, whole };
}

async function versionsOf({ child }: Place): Promise<Receipt['versions']> {
  const { stdout } = await runTool('git', ['--version'], {
    ...{ cwd: '/', env: child, timeoutMs: VERSION_LIMIT_MS, graceMs: 0, ...NEVER },
  });
  const git = printableWords(stdout.trim().split('\n')[0] ?? '', VERSION_LENGTH);
  return { samocode: VERSION, node: process.version, git };
}
