import * as z from 'zod/mini';
import type { NightFile } from '../../app/ports/queue/work.ts';
import { jsonOf } from '../../domain/text/read-json.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';

const bookSchema = z.object({
  v: z.literal(1),
  runs: z.array(
    z.object({
      n: z.number(),
      id: z.string(),
      session: z.string(),
      config: z.string(),
      isDone: z.boolean(),
    }),
  ),
  told: z.record(z.string(), z.object({ upTo: z.number(), waits: z.string() })),
});

/** A file that is missing or damaged is an empty book. */
export function openNightFile(path: string): NightFile {
  return {
    read: () => {
      const found = bookSchema.safeParse(jsonOf(readText(path))).data;
      return found === undefined ? { runs: [], told: {} } : { runs: found.runs, told: found.told };
    },
    write: (book) => {
      replaceFile(path, `${JSON.stringify({ v: 1, ...book })}\n`, true);
    },
  };
}
