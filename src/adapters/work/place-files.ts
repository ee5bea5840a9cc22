import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../disk/make-folder.ts';

const ENDING = '.json';

/** The JSON file of a place in line. */
export function placePath(folder: string, id: string): string {
  return join(folder, `${id}${ENDING}`);
}

/** A folder with one JSON file for each place in line; it is made where it is missing. */
export function openPlaceFiles(folder: string): {
  readonly remove: (id: string) => void;
  readonly ids: () => readonly string[];
} {
  makeFolder(folder);
  return {
    remove: (id) => {
      rmSync(placePath(folder, id), { force: true });
    },
    ids: () =>
      readdirSync(folder).flatMap((name) =>
        name.endsWith(ENDING) ? [name.slice(0, -ENDING.length)] : [],
      ),
  };
}
