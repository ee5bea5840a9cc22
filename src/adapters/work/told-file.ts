import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ToldBox } from '../../app/ports/queue/machine.ts';
import { type Told, told } from '../../domain/fleet/told.ts';
import { readJson } from '../../domain/text/read-json.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';

/** What runs tell of their sessions, one file for each place in line. */
export function openToldFiles(folder: string): ToldBox {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  return {
    read: (id) => readToldFile(pathOf(id)),
    remove: (id) => {
      rmSync(pathOf(id), { force: true });
    },
    ids: () =>
      readdirSync(folder).flatMap((name) =>
        name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [],
      ),
  };
}

/** Undefined: it is not there, or is none. */
export function readToldFile(path: string): Told | undefined {
  return readJson(told, readText(path));
}

/** Throws disk errors. */
export function writeToldFile(path: string, of: Omit<Told, 'v'>): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  replaceFile(path, `${JSON.stringify({ v: 1, ...of })}\n`);
}
