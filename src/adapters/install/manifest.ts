import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const schema = z.object({
  v: z.literal(1),
  /** Target → what was put there: the source of a link, the content hash of a copy. */
  placed: z.record(
    z.string(),
    z.object({ mode: z.enum(['link', 'copy']), source: z.string(), hash: z.string() }),
  ),
  /** Folders that did not exist before, the deepest last. */
  folders: z.array(z.string()),
});

/** What samocode has put into people's folders, so that it can tell its own from theirs. */
export type Manifest = z.infer<typeof schema>;

export const EMPTY_MANIFEST: Manifest = { v: 1, placed: {}, folders: [] };

/** The manifest at `path`; an empty one where there is none, or none that can be read. */
export function readManifest(path: string): Manifest {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? EMPTY_MANIFEST;
  } catch {
    return EMPTY_MANIFEST; // Without it nothing but links into our own folder counts as ours.
  }
}

/** Written before each change it tells of: what is placed is always in it. */
export function writeManifest(path: string, manifest: Manifest): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(manifest, undefined, 2), { mode: 0o600 });
  renameSync(temporary, path);
}
