import { dirname } from 'node:path';
import type { ToldBox } from '../../app/ports/queue/machine.ts';
import { type Told, told } from '../../domain/fleet/told.ts';
import { readJson } from '../../domain/text/read-json.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';
import { openPlaceFiles, placePath } from './place-files.ts';

/** What runs tell of their sessions, one file for each place in line. */
export function openToldFiles(folder: string): ToldBox {
  return { ...openPlaceFiles(folder), read: (id) => readToldFile(placePath(folder, id)) };
}

/** Undefined: it is not there, or is none. */
export function readToldFile(path: string): Told | undefined {
  return readJson(told, readText(path));
}

/** Throws disk errors. */
export function writeToldFile(path: string, of: Omit<Told, 'v'>): void {
  makeFolder(dirname(path));
  replaceFile(path, `${JSON.stringify({ v: 1, ...of })}\n`);
}
