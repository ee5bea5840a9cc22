import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type QueueRecord,
  type QueueState,
  readQueue,
  recordsOf,
} from '../../domain/queue/queue-state.ts';
import { forget, syncFolder } from '../disk/entries.ts';
import { appendToJournal, journalLines } from '../disk/journal.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { replaceFile, writeFresh } from '../disk/write-file.ts';

/** The changes of a queue and the texts of its tasks, on disk. */
export interface QueueJournal {
  readonly read: () => QueueState;
  /** Durable when it returns. The caller has read, and is alone. */
  readonly write: (records: readonly QueueRecord[]) => void;
  /** Comes before the record that names it; returns its path. */
  readonly keepText: (id: string, text: string) => string;
  readonly forgetText: (id: string) => void;
  readonly make: () => void;
}

/** With so many lines more than four for each session, the journal is written again. */
const SPARE_LINES = 100;

/**
 * `journal.jsonl` has a line for each change, `tasks/` the texts. A change counts once its line is complete; a
 * text is written before its line and removed after it.
 */
export function openQueueJournal(folder: string): QueueJournal {
  const path = join(folder, 'journal.jsonl');
  const tasks = join(folder, 'tasks');
  let known = { text: '', reading: readQueue('') };

  const read = (): QueueState => {
    const text = journalLines(path);
    // Mostly lines have come: of ten thousand only those are parsed.
    const reading = text.startsWith(known.text)
      ? readQueue(text.slice(known.text.length), known.reading)
      : readQueue(text);
    known = { text, reading };
    return reading.state;
  };
  /** What was written counts, also where this fails; the next write tries again. */
  const tryToShorten = (): void => {
    try {
      const state = read();
      replaceFile(path, recordsOf(state).map(lineOf).join(''), true);
      removeLeft(folder, state);
    } catch {
      return;
    }
  };
  return {
    read,
    write: (records) => {
      appendToJournal(path, records.map(lineOf).join(''));
      const { lines, state } = known.reading;
      if (lines > SPARE_LINES + 4 * state.size) tryToShorten();
    },
    keepText: (id, text) => {
      const file = join(tasks, id);
      writeFresh(file, text, { sync: true });
      syncFolder(tasks);
      return file;
    },
    forgetText: (id) => {
      forget(join(tasks, id));
    },
    make: () => {
      for (const name of ['.run', 'tasks']) {
        makeFolder(join(folder, name));
      }
    },
  };
}

/**
 * Removes what processes left that died: a text without its line, a file that has no name yet. Who waits for the
 * lock writes its file again.
 */
function removeLeft(folder: string, state: QueueState): void {
  const left = (name: string, isLeft: (file: string) => boolean): void => {
    const within = join(folder, name);
    for (const file of readdirSync(within).filter(isLeft)) forget(join(within, file));
  };
  left('tasks', (file) => !state.has(file));
  for (const name of ['.run', '']) left(name, (file) => file.endsWith('.tmp'));
}

function lineOf(record: QueueRecord): string {
  return `${JSON.stringify(record)}\n`;
}
