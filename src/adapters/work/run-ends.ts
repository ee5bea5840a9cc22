import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import type { RunEnd, RunEnds } from '../../app/ports/queue/work.ts';
import { jsonOf } from '../../domain/text/read-json.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { readText } from '../disk/read-file.ts';
import { replaceFile } from '../disk/write-file.ts';
import { placePath } from './place-files.ts';

const ENDINGS = [
  ...['done', 'once', 'bound', 'waiting', 'paused', 'stopped', 'blocked', 'failed', 'parked'],
  ...['disk', 'lost', 'signalled'],
] as const;
const common = {
  v: z.literal(1),
  why: z.string(),
  path: z.optional(z.string()),
  seen: z.optional(z.string()),
  isSettled: z.optional(z.boolean()),
  ending: z.optional(z.enum(ENDINGS)),
  rows: z.optional(z.number()),
};
const ending = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('ended') }),
  z.object({ ...common, kind: z.literal('again') }),
  z.object({
    ...{ ...common, kind: z.literal('waits'), until: z.nullable(z.number()) },
    isOwn: z.optional(z.literal(true)),
  }),
]);

/** The endings in a folder, which is made with the first one. */
export function openRunEnds(folder: string): RunEnds {
  return {
    read: (id) => {
      const found = z.safeParse(ending, jsonOf(readText(placePath(folder, id)))).data;
      if (found === undefined) return undefined;
      const { v, ...end } = found;
      return end;
    },
    write: (id, end) => {
      writeRunEnd(placePath(folder, id), end);
    },
    remove: (id) => {
      rmSync(placePath(folder, id), { force: true });
    },
    keepOnly: (ids) => {
      makeFolder(folder);
      for (const name of readdirSync(folder)) {
        if (!ids.has(name.replace(/\.json$/, ''))) rmSync(join(folder, name), { force: true });
      }
    },
  };
}

/** Writes the ending of this run. Throws disk errors. */
export function writeRunEnd(path: string, end: RunEnd): void {
  makeFolder(dirname(path));
  replaceFile(path, `${JSON.stringify({ v: 1, ...end })}\n`);
}
