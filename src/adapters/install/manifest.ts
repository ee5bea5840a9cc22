import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import { jsonOf } from '../../domain/text/read-json.ts';
import { renameOver } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { readText } from '../disk/read-file.ts';
import { writeFresh } from '../disk/write-file.ts';

const schema = z.object({
  v: z.literal(1),
  /**
   * For each target the marks of our entry: the target of our link, the content hash of our copy.
   * More than one while a change is in progress.
   */
  placed: z.record(
    z.string(),
    z.object({ links: z.array(z.string()), hashes: z.array(z.string()) }),
  ),
  /** Folders that did not exist before. */
  folders: z.array(z.string()),
});

/**
 * The files that samocode has put into the user's folders, so that it can distinguish them from the
 * user's own.
 */
export type Manifest = z.infer<typeof schema>;

const EMPTY: Manifest = { v: 1, placed: {}, folders: [] };

/**
 * The manifest at `path`; an empty one where there is none, or none that can be read: then only links of
 * ours are told as ours, and no copy.
 */
export function readManifest(path: string): Manifest {
  return schema.safeParse(jsonOf(readText(path))).data ?? EMPTY;
}

/** Written before the change that it records: it always contains every placed entry. */
export function writeManifest(path: string, manifest: Manifest): void {
  makeFolder(dirname(path));
  writeFresh(temporaryOf(path), JSON.stringify(manifest, undefined, 2), { sync: false });
  renameOver(temporaryOf(path), path);
}

export function removeManifest(path: string): void {
  rmSync(temporaryOf(path), { force: true });
  rmSync(path, { force: true });
}

/** One name, so that a crash leaves one such file and the next write takes it over. */
function temporaryOf(path: string): string {
  return `${path}.tmp`;
}
