import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { prepareFolder } from '../../src/adapters/session/folder.ts';
import { type OpenStore, openStore } from '../../src/adapters/session/session-store.ts';

/** A folder that goes when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-session-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** One session in a folder of its own, with everything that was warned of. */
export interface TestSession {
  readonly root: string;
  readonly folder: string;
  readonly path: string;
  readonly store: OpenStore;
  readonly warnings: string[];
  at(name: string): string;
  write(name: string, text: string): void;
  read(name: string): string;
  /** The store as another process would open it. */
  reopen(): OpenStore;
  /** Our rows and everybody's, parsed. */
  rows(): readonly Readonly<Record<string, unknown>>[];
}

export function openSession(folder = '26-01-02-demo'): TestSession {
  const root = temporaryFolder();
  const path = join(root, 'sessions', folder);
  mkdirSync(path, { recursive: true });
  prepareFolder(path);
  const warnings: string[] = [];
  const reopen = (): OpenStore =>
    openStore({ path, folder, kept: join(root, 'kept') }, (text) => {
      warnings.push(text);
    });
  const at = (name: string): string => join(path, name);
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  return {
    root,
    folder,
    path,
    store: reopen(),
    warnings,
    at,
    read,
    reopen,
    write: (name, text) => {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), text);
    },
    rows: () =>
      read('_signal_history.jsonl')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** An overview as an agent writes it. */
export function overviewText(phase: string, more = ''): string {
  return `# Session: demo\n\n## Status\nPhase: ${phase}\nLast Action: wrote this\nNext: go on\n\n## Flow Log\n${more}`;
}

const NOBODY = 65534;

/** Does it as somebody whom file modes bind: to root nothing is closed. */
export function boundByModes<T>({ root }: Pick<TestSession, 'root'>, work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  chmodSync(root, 0o755);
  process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}
