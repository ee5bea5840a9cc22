import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFiles, OverviewFile, QuestionsFile, SessionStore } from '../../app/ports.ts';
import { editOverview, readOverview, type OwnFields } from '../../domain/overview.ts';
import { UserError } from '../../domain/user-error.ts';
import { filesHash, sessionBaseline } from './baseline.ts';
import { exists, readRegular, replaceFile, writeFresh } from './files.ts';
import { folderFingerprint } from './fingerprint.ts';
import { openHistory } from './history-file.ts';
import { keepMaterials, planNames, readMaterials } from './materials.ts';
import { clearSignalFile, readSignalFile, signalIdentity } from './signal-file.ts';
import { loadState, saveState } from './state-file.ts';

const OVERVIEW_LIMIT_BYTES = 64 * 1024 * 1024;
const TAIL_BYTES = 8 * 1024;
const QUESTIONS_LIMIT_BYTES = 4 * 1024 * 1024;

export interface OpenStore extends SessionStore {
  /** Lets the next start read only what is new of the history. */
  saveCheckpoint(): void;
}

/** The store over one session's folder, which exists. */
export function openStore(
  { path, folder }: { readonly path: string; readonly folder: string },
  onWarning: (text: string) => void,
): OpenStore {
  const at = (name: string): string => join(path, name);
  const signal = at('_signal.json');
  const statePath = at('.run/state.json');
  const history = openHistory(at('_signal_history.jsonl'), at('.run/checkpoint.json'), onWarning);
  return {
    path,
    folder,
    ledger: history.read,
    append: history.append,
    saveCheckpoint: history.saveCheckpoint,
    overview: () => readOverviewFile(at('_overview.md')),
    settle: (own, create = false) => {
      settleOverview(at('_overview.md'), { own, title: create ? folder : undefined });
    },
    questions: () => readQuestionsFile(at('_qa.md')),
    writeQuestions: (text) => {
      replaceFile(at('_qa.md'), text, true);
    },
    state: () => loadState(statePath, onWarning),
    saveState: (state) => {
      saveState(statePath, state);
    },
    clearSignal: () => {
      clearSignalFile(signal);
    },
    signalIdentity: () => signalIdentity(signal),
    readSignal: () => readSignalFile(signal),
    fingerprint: () => folderFingerprint(path),
    baseline: () => sessionBaseline(path),
    planFiles: () => {
      const files = planNames(path);
      return { files, hash: filesHash(path, files) };
    },
    materials: () => readMaterials(path),
    keepMaterials: (texts) => {
      keepMaterials(path, texts);
    },
    newLog: (stem) => newLog(at('_logs'), stem),
    writePrompt: (log, prompt) => {
      // Not synced: after a crash of the machine nobody needs it.
      writeFresh(log.promptPath, prompt, { sync: false });
    },
    logTail: (name) => readTail(at(`_logs/${name}`)),
  };
}

/** The overview's bytes as latin1: one character a byte, so that an edit loses none. */
function readBytes(path: string): string | undefined {
  const reading = readRegular(path, OVERVIEW_LIMIT_BYTES);
  if (reading.kind === 'missing') return undefined;
  if (reading.kind === 'file') return reading.bytes.toString('latin1');
  throw new UserError(`${path} is ${reading.what}`, {
    hint: 'it has to be a regular file; move that away or put the file itself there',
  });
}

function readOverviewFile(path: string): OverviewFile {
  const text = readBytes(path);
  if (text === undefined) return { kind: 'missing' };
  const reading = readOverview(text);
  if (reading.kind === 'status') return reading;
  return { kind: 'problem', message: `${path}:${reading.line}: ${reading.message}` };
}

function settleOverview(
  path: string,
  { own, title }: { readonly own: OwnFields; readonly title: string | undefined },
): void {
  const text = readBytes(path) ?? (title === undefined ? undefined : `# Session: ${title}\n`);
  if (text === undefined) return;
  const edited = editOverview(text, own);
  if (edited !== text) replaceFile(path, Buffer.from(edited, 'latin1'));
}

function readQuestionsFile(path: string): QuestionsFile | undefined {
  const reading = readRegular(path, QUESTIONS_LIMIT_BYTES);
  if (reading.kind !== 'file') return undefined;
  const hash = createHash('sha256').update(reading.bytes).digest('hex').slice(0, 32);
  return { text: reading.bytes.toString(), hash };
}

/** Empty where nothing was started that could have written. */
function readTail(path: string): string {
  if (!exists(path)) return '';
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const count = readSync(fd, tail, 0, tail.length, size - tail.length);
    return tail.toString('utf8', 0, count);
  } finally {
    closeSync(fd);
  }
}

function newLog(logs: string, stem: string): LogFiles {
  let name = stem;
  const isTaken = (): boolean =>
    ['jsonl', 'verify.txt'].some((extension) => exists(join(logs, `${name}.${extension}`)));
  for (let n = 2; isTaken(); n += 1) {
    name = `${stem.replace(/-a\d+$/, '')}-a${n}`;
  }
  return {
    name: `${name}.jsonl`,
    stdoutPath: join(logs, `${name}.jsonl`),
    stderrPath: join(logs, `${name}.stderr.txt`),
    promptPath: join(logs, `${name}.prompt.md`),
  };
}
