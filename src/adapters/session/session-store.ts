import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { SealedRecord } from '../../app/ports/session/record.ts';
import type { LogFiles } from '../../app/ports/session/session-files.ts';
import type { SessionStore } from '../../app/ports/session/store.ts';
import type { MaterialTexts } from '../../domain/session/materials.ts';
import { exists } from '../disk/entries.ts';
import { readTail } from '../disk/lines/tail.ts';
import { replaceFile, writeFresh } from '../disk/write-file.ts';
import {
  artefactText,
  keepMaterials,
  keptTexts,
  planNames,
  readMaterials,
} from './artefacts/materials.ts';
import { promisedFiles } from './artefacts/promised.ts';
import { artefactsMark } from './fingerprints/artefacts.ts';
import { filesHash, plansOutline, sessionBaseline } from './fingerprints/baseline.ts';
import { folderFingerprint } from './fingerprints/fingerprint.ts';
import { keepFolder } from './folder.ts';
import { openHistory } from './history/history-file.ts';
import { ALL_KNOWN, openKnownRows } from './history/known-rows.ts';
import { isSealed, NO_RECORD, openSealedRecord } from './history/sealed-record.ts';
import { openInbox } from './inbox/inbox.ts';
import { openReceipts } from './inbox/receipts.ts';
import { readLogEnds } from './logs/log-ends.ts';
import { listLogs } from './logs/log-folder.ts';
import { otherAgents } from './logs/other-agents.ts';
import { readOverviewFile, settleOverview } from './overview-file.ts';
import type { OwnFolders } from './own-folders.ts';
import { readQuestionsFile } from './questions-file.ts';
import { clearSignalFile, readSignalFile, signalIdentity } from './signal-file.ts';
import { openStateFile } from './state-file.ts';

export interface OpenStore extends SessionStore {
  /** Lets the next start read only the new part of the history. */
  saveCheckpoint(): void;
}

/** Where a session is. */
export interface StorePlace {
  readonly path: string;
  readonly folder: string;
  /** The folder outside of the session for what shows that its files are ours; readers need none. */
  readonly kept?: string;
  /** The folders of a session that is held; others only look at them. */
  readonly folders?: OwnFolders;
}

/** The store over one session's folder, which exists. */
export function openStore(
  { path, folder, kept, folders }: StorePlace,
  onWarning: (text: string) => void,
): OpenStore {
  const at = (name: string): string => join(path, name);
  const state = openStateFile(at('.run/state.json'), onWarning);
  const history = openHistory(at('_signal_history.jsonl'), onWarning, {
    path: at('.run/checkpoint.json'),
    isTrusted: () => kept === undefined || !isSealed(kept),
  });
  const record = openRecord(path, kept, folders);
  const known = kept === undefined ? ALL_KNOWN : openKnownRows(at('_signal_history.jsonl'), kept);
  return {
    path,
    folder,
    record,
    inbox: openInbox(at('_inbox'), onWarning, kept === undefined ? undefined : openReceipts(kept)),
    ledger: history.read,
    append: (row) => known.append(() => history.append(row)),
    unknownRows: () => {
      const found = known.unknown();
      known.note();
      return found;
    },
    saveCheckpoint: history.saveCheckpoint,
    overview: () => readOverviewFile(at('_overview.md')),
    settle: (own, create = false) => {
      settleOverview(at('_overview.md'), { own, title: create ? `Session: ${folder}` : undefined });
    },
    questions: () => readQuestionsFile(at('_qa.md')),
    writeQuestions: (text) => {
      replaceFile(at('_qa.md'), text, true);
    },
    state: state.load,
    saveState: state.save,
    deferState: state.defer,
    flushState: state.flush,
    ...signalParts(at('_signal.json')),
    ...contentParts(path, onWarning),
    ...logParts(path, onWarning),
  };
}

function signalParts(signal: string) {
  return {
    clearSignal: () => {
      clearSignalFile(signal);
    },
    signalIdentity: () => signalIdentity(signal),
    readSignal: () => readSignalFile(signal),
  };
}

/** The files that agents write, and the texts that samocode keeps for them. */
function contentParts(path: string, onWarning: (text: string) => void) {
  return {
    fingerprint: () => folderFingerprint(path),
    baseline: () => sessionBaseline(path),
    artefacts: () => artefactsMark(path),
    planFiles: () => {
      const files = planNames(path);
      return { files, hash: filesHash(path, files) };
    },
    planTexts: () =>
      planNames(path).flatMap((name) => {
        const text = artefactText(join(path, name));
        return text === undefined ? [] : [{ name, text }];
      }),
    planOutline: () => plansOutline(path, planNames(path)),
    promisedFiles: (since: number, approved = since) => promisedFiles(path, since, approved),
    materials: () => readMaterials(path),
    keptTexts: () => keptTexts(path),
    keepMaterials: (texts: MaterialTexts) => {
      keepMaterials(path, texts, onWarning);
    },
  };
}

function logParts(path: string, onWarning: (text: string) => void) {
  const logs = join(path, '_logs');
  return {
    newLog: (stem: string) => {
      keepFolder(logs, onWarning);
      return newLog(logs, stem);
    },
    writePrompt: (log: LogFiles, prompt: string) => {
      // Not synced: it is useless after a crash of the machine.
      writeFresh(log.promptPath, prompt, { sync: false });
      return Math.floor(statSync(log.promptPath).mtimeMs);
    },
    lastLogMs: () => listLogs(path).at(-1)?.writtenAt,
    otherAgents: (changed: string | number) => otherAgents(path, changed),
    logTail: (name: string) => readTail(join(logs, name)),
    logEnds: (name: string) => readLogEnds(join(logs, name)),
  };
}

function openRecord(
  path: string,
  kept: string | undefined,
  folders: OwnFolders | undefined,
): SealedRecord {
  const record = kept === undefined ? NO_RECORD : openSealedRecord(path, kept);
  if (folders === undefined) return record;
  return {
    seal: record.seal,
    unseal: () => {
      folders.keep();
      const texts = folders.found();
      const moved = texts.length === 0 ? [] : [`${texts.join('; ')}: samocode has put it back`];
      const { tampering, settings } = record.unseal();
      const found = [...moved, tampering].filter((text) => text !== undefined);
      return { tampering: found.length === 0 ? undefined : found.join('; '), settings };
    },
  };
}

function newLog(logs: string, stem: string): LogFiles {
  let name = stem;
  const isTaken = (): boolean =>
    ['jsonl', 'txt'].some((extension) => exists(join(logs, `${name}.${extension}`)));
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
