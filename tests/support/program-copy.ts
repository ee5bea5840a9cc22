import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** Names the folder of the program under test, which has the same parts as a package. */
export const PROGRAM_VARIABLE = 'SAMOCODE_E2E_PROGRAM';

const ROOT = resolve(import.meta.dirname, '../..');
/** Everything that is packed, and the source maps. */
const PARTS = z
  .object({ files: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))
  .files.filter((part) => !part.startsWith('!'));

/** Copies the built program as it is packed into a new folder, so that a build that goes on meanwhile does not matter. */
export function copyProgram(): string {
  if (!existsSync(join(ROOT, 'dist/bin.js'))) throw new Error('npm run build makes what is tested');
  const copy = mkdtempSync(join(tmpdir(), 'samocode-program-'));
  // Some tests start it as another user.
  chmodSync(copy, 0o755);
  for (const part of [...PARTS, 'package.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  return copy;
}
