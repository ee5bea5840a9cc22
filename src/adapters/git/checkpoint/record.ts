import { join } from 'node:path';
import * as z from 'zod/mini';
import { type DataOf, readJson } from '../../../domain/text/read-json.ts';
import { readText } from '../../disk/read-file.ts';
import { replaceFile } from '../../disk/write-file.ts';

/** The last checkpoint, as the next one needs it. */
const record = z.object({
  number: z.int(),
  commit: z.string(),
  tree: z.string(),
  head: z.nullable(z.string()),
  leftOut: z.array(z.string()),
  repositories: z.array(z.string()),
  /** The commit that own index began with: further files of the session's index may be ignored ones. */
  base: z.nullable(z.string()),
  /** The stamp of the session's index when it was compared last. */
  indexStamp: z.optional(z.string()),
});
export type LastCheckpoint = DataOf<typeof record>;

/** Undefined: there is none, or its file was lost; then the refs tell. */
export function readLast(ownDir: string): LastCheckpoint | undefined {
  return readJson(record, readText(fileOf(ownDir)));
}

export function keepLast(ownDir: string, last: LastCheckpoint): void {
  replaceFile(fileOf(ownDir), JSON.stringify(last));
}

function fileOf(ownDir: string): string {
  return join(ownDir, 'last.json');
}
