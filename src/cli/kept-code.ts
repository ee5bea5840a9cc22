import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { readKept, sumOf, writeKept, type Kept } from './kept-file.ts';

/** By then a run has its agent, and what a start needs is loaded; V8 soon forgets what is not used again. */
const SETTLED_MS = 2000;
const HEAD = '(function (exports, require, module, __filename, __dirname) { ';

interface Loaded {
  exports: unknown;
}

interface Compiled {
  readonly script: Script;
  /** Of the source. */
  readonly sum: string;
}

type Wrapped = (this: unknown, ...given: readonly unknown[]) => void;

/**
 * Loads the modules of `chunks` with the compiled code in the file `path`, and writes it there where
 * some was missing. Both the code and the source it was made of have a sum, and V8 looks whether it is of
 * its own version and flags: what is wrong is passed over, and made anew.
 */
export function keepCode(path: string, chunks: string): void {
  let kept: Kept = readKept(path);
  const compiled = new Map<string, Compiled>();
  const news = new Set<string>();
  const nodes = createRequire(join(chunks, 'x.js'));
  const loaded = new Map<string, Loaded>();
  const load = (name: string, module: Loaded): void => {
    loaded.set(name, module);
    try {
      const filename = join(chunks, name);
      const { isKept, ...made } = compile(filename, kept.get(name));
      compiled.set(name, made);
      if (!isKept) news.add(name);
      const run = made.script.runInThisContext() as Wrapped;
      run.call(module.exports, module.exports, require, module, filename, chunks);
    } catch (error) {
      loaded.delete(name);
      throw error;
    }
  };
  /** Our modules lie side by side: where Node looks for each in five places, we look in none. */
  const require = (id: string): unknown => {
    if (!id.startsWith('./')) return nodes(id);
    const name = id.slice('./'.length);
    const module = loaded.get(name) ?? { exports: {} };
    if (!loaded.has(name)) load(name, module);
    return module.exports;
  };
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- as it is in Node 20, it stays
  const { extensions } = nodes;
  const plain = extensions['.js'];
  extensions['.js'] = (module, filename) => {
    if (dirname(filename) === chunks) load(basename(filename), module);
    else plain(module, filename);
  };
  let isSettled = false;
  const save = (): void => {
    if (news.size === 0) return;
    // Of what was loaded long ago V8 has forgotten most.
    const made = [...compiled].filter(([name]) => !isSettled || news.has(name));
    news.clear();
    try {
      kept = new Map([
        ...[...kept].filter(([name]) => existsSync(join(chunks, name))),
        ...made.map(([name, { script, sum }]) => {
          return [name, { sum, data: script.createCachedData() }] as const;
        }),
      ]);
      writeKept(path, kept);
    } catch {
      // A full disk, a folder that is not ours: the next start is slower.
    }
  };
  setTimeout(() => {
    save();
    isSettled = true;
  }, SETTLED_MS).unref();
  process.once('exit', save);
}

function compile(
  filename: string,
  kept: { readonly sum: string; readonly data: Buffer } | undefined,
): Compiled & { readonly isKept: boolean } {
  const source = readFileSync(filename);
  const sum = sumOf(source);
  const cachedData = kept?.sum === sum ? kept.data : undefined;
  const script = new Script(`${HEAD}${source.toString()}\n})`, {
    filename,
    columnOffset: -HEAD.length,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  return { script, sum, isKept: script.cachedDataRejected === false };
}
