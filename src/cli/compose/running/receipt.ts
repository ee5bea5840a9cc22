import { runTool } from '../../../adapters/process/run-tool.ts';
import { keptReceipt, writeReceipt } from '../../../adapters/session/receipt-file.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { keepReceipt, type ReceiptSources } from '../../../app/report/receipt.ts';
import type { HandOver } from '../../../domain/report/hand-over.ts';
import type { Receipt } from '../../../domain/report/receipt.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { VERSION } from '../../version.ts';
import type { Place } from '../place/place.ts';
import { readDoneWork } from '../reading/hand-over.ts';
import { openReading } from '../reading/reading.ts';
import { openMorning } from '../reading/report.ts';

const VERSION_LIMIT_MS = 10_000;
const VERSION_LENGTH = 100;

/**
 * Writes the receipt of a session that is done, and returns the hand-over. The session is done whether or not the
 * file can be written.
 */
export async function receiptKeeper(
  place: Place,
  warn: (text: string) => void,
): Promise<HandOver | undefined> {
  const { stateDir, folder } = place;
  const at = { stateDir, path: folder.path };
  const { reading, named, sources } = openReceipt(place);
  try {
    await keepReceipt(sources(), {
      kept: () => keptReceipt(at),
      write: (receipt) => {
        writeReceipt(at, receipt);
      },
    });
  } catch (error) {
    warn(`no _receipt.json: ${errorMessage(error)}`);
  }
  return readDoneWork(reading, named).handOver;
}

/** The input of a session's receipt. */
export function receiptSources(place: Place): ReceiptSources {
  return openReceipt(place).sources();
}

function openReceipt(place: Place) {
  const named = { config: place.config.configPath, session: place.session };
  const reading = openReading(named, () => undefined);
  const sources = (): ReceiptSources => {
    const { history, work } = openMorning(reading, named);
    const session = place.folder.folder;
    const { state } = reading.store;
    return { session, state, history, work, versions: () => versionsOf(place) };
  };
  return { reading, named, sources };
}

async function versionsOf({ child }: Place): Promise<Receipt['versions']> {
  const { stdout } = await runTool('git', ['--version'], {
    ...{ cwd: '/', env: child, timeoutMs: VERSION_LIMIT_MS, graceMs: 0, ...NEVER },
  });
  const [, git = ''] = /^git version (.*)/.exec(stdout) ?? [];
  return { samocode: VERSION, node: process.version, git: printableWords(git, VERSION_LENGTH) };
}
