import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keepPromises } from '../artefacts.js';
import type { Context } from '../context.ts';
import { overviewText } from '../overview.ts';
import type { Words } from './words.ts';

/** The words that write to the session and to the working folder. */
export function fileWords(context: Context) {
  const { session, cwd } = context;
  return {
    signal: (value) => {
      leaveSignal(context, value);
    },
    bare: (value) => {
      writeSignal(session, value);
    },
    overview: (phase) => {
      writeFileSync(join(session, '_overview.md'), overviewText(phase));
    },
    write: (files) => {
      writeFiles(session, files);
    },
    work: (files) => {
      writeFiles(cwd, files);
    },
    commit: (message) => {
      execFileSync('git', ['add', '-A']);
      execFileSync('git', ['commit', '-q', '-m', message]);
    },
    sh: (command) => {
      execFileSync('/bin/sh', ['-c', command], { cwd: session, stdio: ['ignore', 'ignore', 2] });
    },
  } as const satisfies Partial<Words>;
}

/** With the promised artefacts: scenarios that are not about them leave them out. */
export function leaveSignal(context: Context, value: unknown): void {
  keepPromises(context, value);
  writeSignal(context.session, value);
}

function writeSignal(session: string, value: unknown): void {
  const path = join(session, '_signal.json');
  writeFileSync(`${path}.new`, typeof value === 'string' ? value : JSON.stringify(value));
  renameSync(`${path}.new`, path);
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
