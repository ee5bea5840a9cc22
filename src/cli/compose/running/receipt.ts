import { join } from 'node:path';
import { readText } from '../../../adapters/disk/read-file.ts';
import { replaceFile } from '../../../adapters/disk/write-file.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { buildReport } from '../../../domain/report/build-report.ts';
import type { HandOver } from '../../../domain/report/hand-over.ts';
import { type Receipt, receiptOf } from '../../../domain/report/receipt.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { jsonOf } from '../../../domain/text/read-json.ts';
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
    await writeReceipt(place, reading, named);
  } catch (error) {
    warn(`no _receipt.json: ${error instanceof Error ? error.message : 'unknown error'}`);
  }
  return readHandOver(reading, named);
}

async function writeReceipt(
  place: Place,
  reading: ReadSession,
  named: ReadingFlags,
): Promise<void> {
  const { folder } = place;
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
  const path = join(folder.path, '_receipt.json');
  const first = receiptOf(morning.history, plain);
  if (first === undefined || isOf(jsonOf(readText(path)), first)) return;
  const [work, versions] = await Promise.all([morning.work(), versionsOf(place)]);
  const { commits, files, insertions, deletions, uncommitted = null } = work ?? {};
  const changes =
    commits === undefined || files === undefined
      ? null
      : { commits, files, insertions: insertions ?? 0, deletions: deletions ?? 0 };
  const receipt = receiptOf(morning.history, { ...plain, changes, uncommitted, versions });
  replaceFile(path, `${JSON.stringify(receipt, null, 2)}\n`);
}

/** An agent could have written it: only samocode's own facts make it the receipt. */
function isOf(found: unknown, now: Receipt): boolean {
  const known = found as Partial<Receipt> | null | undefined;
  return (
    known?.v === 1 &&
    known.doneAt === now.doneAt &&
    JSON.stringify([known.head, known.proofs, known.costUsd, known.iterations]) ===
      JSON.stringify([now.head, now.proofs, now.costUsd, now.iterations]) &&
    typeof known.versions?.['samocode'] === 'string'
  );
}

async function versionsOf({ child }: Place): Promise<Receipt['versions']> {
  const { stdout } = await runTool('git', ['--version'], {
    ...{ cwd: '/', env: child, timeoutMs: VERSION_LIMIT_MS, graceMs: 0, ...NEVER },
  });
  const git = printableWords(stdout.trim().split('\n')[0] ?? '', VERSION_LENGTH);
  return { samocode: VERSION, node: process.version, git };
}
