'use strict';
// Node 20 compiles the whole program at each start, for a third of its CPU time. `node keep-compiled.cjs <dist> <folder>`
// compiles its files once; `node --require <folder>/keep-compiled.cjs <dist>/bin.js` loads the same sources with what V8
// made of them. V8 itself refuses code of another source, version or set of flags, and compiles as usual.
const { copyFileSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { basename, dirname, join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

/** @type {(source: string) => string} */
const wrapped = (source) => Module.wrap(source.replace(/^#!.*/, ''));

if (require.main === module) {
  const [dist = '', folder = ''] = process.argv.slice(2);
  const names = readdirSync(dist).filter((name) => name.endsWith('.js'));
  setFlagsFromString('--no-lazy');
  const scripts = names.map((name) => new Script(wrapped(readFileSync(join(dist, name), 'utf8'))));
  setFlagsFromString('--lazy');
  for (const [at, name] of names.entries())
    writeFileSync(join(folder, name), scripts[at]?.createCachedData() ?? '');
  copyFileSync(__filename, join(folder, basename(__filename)));
} else {
  const dist = dirname(process.argv[1] ?? '');
  const loader = /** @type {{ _compile: (source: string, filename: string) => unknown }} */ (
    /** @type {unknown} */ (Module.prototype)
  );
  const compile = loader._compile;
  /** @this {NodeJS.Module} */
  loader._compile = function (source, filename) {
    const kept = dirname(filename) === dist ? keptOf(basename(filename)) : undefined;
    if (kept === undefined) return compile.call(this, source, filename);
    const script = new Script(wrapped(source), { filename, cachedData: kept });
    const given = [this.exports, Module.createRequire(filename), this, filename, dist];
    return script.runInThisContext().apply(this.exports, given);
  };
}

/** @type {(name: string) => Buffer | undefined} */
function keptOf(name) {
  try {
    return readFileSync(join(__dirname, name));
  } catch {
    return undefined;
  }
}
