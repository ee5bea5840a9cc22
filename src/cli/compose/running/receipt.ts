import { runTool } from '../../../adapters/process/run-tool.ts';
import { keptReceipt, writeReceipt } from '../../../adapters/session/receipt-file.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { buildReport } from '../../../domain/report/build-report.ts';
import type { HandOver } from '../../../domain/report/hand-over.ts';
import { isReceiptOf, type Receipt, receiptOf } from '../../../domain/report/receipt.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { VERSION } from '../../version.ts';
import type { Place } from '../place/place.ts';
import { readHandOver } from '../reading/hand-over.ts';
import { openReading, type ReadingFlags, type ReadSession } from '../reading/reading.ts';
import { openMorning } from '../reading/report.ts';

const VERSION_LIMIT_MS = 10_000;
const VERSION_LENGTH = 100;

/**
 * Writes the facts of a session that is done, once for each time that it became so, and returns what a person takes
 * over. A run that was killed before leaves it to the next one; a file of an agent with that name is replaced. The
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
    warn(`no _receipt.json: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
  return readHandOver(reading, named);
}

async function updateReceipt(
  { folder, stateDir, child }: Place,
  reading: ReadSession,
  named: ReadingFlags,
): Promise<void> {
  const at = { stateDir, path: folder.path };
  const morning = openMorning(reading, named);
  const { branch, baseline } = reading.store.state();
  const known = {
    session: folder.folder,
    branch: branch?.name ?? null,
    base: branch?.base ?? null,
  };
  const sums = {
    since: undefined,
    now: Date.now(),
    isRunning: false,
    sleeps: [],
    changes: new Map(),
  };
  const { totals } = buildReport(morning.history, sums);
  const plain = { ...known, changes: null, uncommitted: null, versions: {}, baseline, totals };
  const told = receiptOf(morning.history, plain);
  if (told === undefined) return;
  const kept = keptReceipt(at);
  if (kept !== undefined && isReceiptOf(kept, told)) {
    writeReceipt(at, kept);
    return;
  }
  const [work, versions] = await Promise.all([morning.work(), versionsOf(child)]);
  const { commits, files, insertions, deletions, uncommitted = null } = work ?? {};
  const changes =
    commits === undefined || files === undefined
      ? null
      : { commits, files, insertions: insertions ?? 0, deletions: deletions ?? 0 };
  writeReceipt(at, { ...told, changes, uncommitted, versions });
}

async function versionsOf(child: Place['child']): Promise<Receipt['versions']> {
  const { stdout } = await runTool('git', ['--version'], {
    ...{ cwd: '/', env: child, timeoutMs: VERSION_LIMIT_MS, graceMs: 0, ...NEVER },
  });
  const git = printableWords(stdout.trim().split('\n')[0] ?? '', VERSION_LENGTH);
  return { samocode: VERSION, node: process.version, git };
}
