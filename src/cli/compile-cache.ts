import { lstatSync, mkdirSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { keepCode } from './kept-code.ts';

/** From Node 22 on. */
interface Newer {
  readonly enableCompileCache?: (folder: string) => unknown;
}

/**
 * Keeps what V8 made of our code for the next start, which it halves (docs/adr/0015): by Node itself
 * where it can, else by ourselves. Says nothing where it cannot: the program is then only slower.
 *
 * @param command what a person asked for: each loads and compiles something else
 * @param chunks the folder our code is loaded from
 */
export function keepCompiled(command: string, chunks: string): void {
  const folder = cacheFolder();
  if (folder === undefined || !isOurs(folder)) return;
  const { enableCompileCache } = nodeModule as Newer;
  if (enableCompileCache !== undefined) enableCompileCache(folder);
  else keepCode(join(folder, `${process.version}-${process.arch}`), `${command}.bin`, chunks);
}

/** None without a home, or where it was switched off in the way that Node documents. */
function cacheFolder(): string | undefined {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = process.env;
  if ((process.env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '') return undefined;
  const base = [cache, join(home, '.cache')].find((path) => path.startsWith('/'));
  return base === undefined ? undefined : join(base, 'samocode', 'compiled');
}

/** It holds code that we run: nobody else may write there. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    return uid === process.getuid?.() && (mode & 0o22) === 0;
  } catch {
    return false;
  }
}
