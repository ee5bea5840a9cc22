import type * as z from 'zod/mini';
import type { Kept } from '../../app/ports/fleet/shared-books.ts';
import { type DataOf, readJson } from '../../domain/text/read-json.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';

/** A value in a JSON file; what does not fit counts as none. */
export function keptJson<S extends z.ZodMiniType>(path: string, schema: S): Kept<DataOf<S>> {
  return {
    read: () => readJson(schema, readText(path)),
    write: (value) => {
      replaceFile(path, `${JSON.stringify(value)}\n`);
    },
  };
}
