import * as z from 'zod/mini';
import type { BegunFolders } from '../../app/ports/queue/work.ts';
import { readJson } from '../../domain/text/read-json.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';
import { openPlaceFiles, placePath } from './place-files.ts';

const begunFile = z.object({ v: z.literal(1), path: z.string() });

/** The records in a folder, which is made where it is missing. */
export function openBegunFolders(folder: string): BegunFolders {
  const files = openPlaceFiles(folder);
  return {
    read: (id) => readJson(begunFile, readText(placePath(folder, id)))?.path,
    write: (id, path) => {
      replaceFile(placePath(folder, id), `${JSON.stringify({ v: 1, path })}\n`, true);
    },
    keepOnly: (ids) => {
      for (const id of files.ids()) if (!ids.has(id)) files.remove(id);
    },
  };
}
