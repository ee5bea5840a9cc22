// Builds dist/: bin.js, the entry; start.js, which answers --help and --version; program.js, the whole program;
// reading.js and running.js, the parts of it that reading commands and a run need; and a file for each large
// library, which only its first use loads (running.js has those that every run uses). Each of the three has all of our code that
// it uses, so that nothing of ours is loaded later: a run survives the installation of a newer version. CommonJS, which Node starts faster than ES modules
// (docs/adr/0001-typescript-and-a-bundle.md). Run by `npm run build`.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.js';

/** Imported lazily, and built as files of their own: ours, and libraries. */
const OWN = ['start', 'program', 'reading', 'running'];
const LIBRARIES = ['commander', 'execa', 'pino', 'undici'];

/**
 * Leaves a lazy import of our files, and of these libraries, to Node, which finds them next to this one.
 *
 * @type {(libraries: readonly string[]) => import('esbuild').Plugin}
 */
const filesOfTheirOwn = (libraries) => ({
  name: 'files-of-their-own',
  setup({ onResolve }) {
    const filter = new RegExp(
      `^\\./(?:program/)?(${OWN.join('|')})\\.ts$|^(${libraries.join('|')})$`,
    );
    onResolve({ filter }, ({ path, kind }) => {
      if (kind !== 'dynamic-import') return undefined;
      const [, own, library] = filter.exec(path) ?? [];
      return { path: `./${own ?? library}.js`, external: true };
    });
  },
});

/**
 * Our own uses of these, and commander's, load them with the first call: hashing alone takes a sixth of the
 * start of Node, and `samocode status` hashes nothing. A name that is missing here stops the build.
 *
 * @type {import('esbuild').Plugin}
 */
const lateBuiltins = {
  name: 'late-builtins',
  setup({ onResolve, onLoad }) {
    /** @type {Readonly<Record<string, readonly string[]>>} */
    const used = {
      'node:crypto': ['createHash', 'createHmac', 'randomUUID', 'timingSafeEqual'],
      'node:child_process': ['execFileSync', 'spawn', 'spawnSync'],
      'node:dns/promises': ['lookup'],
      'node:tty': ['isatty'],
      'node:v8': ['setFlagsFromString'],
    };
    onResolve(
      { filter: /^node:(crypto|child_process|dns\/promises|tty|v8)$/ },
      ({ importer, path, kind }) =>
        /node_modules\/(?!commander\/)/.test(importer) || kind === 'dynamic-import'
          ? undefined
          : { path, namespace: 'late' },
    );
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: (used[path] ?? [])
        .map((name) => {
          const late = `process.getBuiltinModule(${JSON.stringify(path)}).${name}`;
          return `export const ${name} = (...given) => ${late}(...given);`;
        })
        .join('\n'),
    }));
  },
};

/**
 * V8 keeps two bytes for each character of a file with one that is not of Latin 1: for running.js a megabyte
 * in every run. esbuild escapes them in strings; here they are escaped in patterns, too, where
 * the escape means the same (in regular expressions, and in the String.raw that they are made of).
 *
 * @type {import('esbuild').Plugin}
 */
const asciiOnly = {
  name: 'ascii-only',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(
        /[\u0080-\uffff]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
      loader: 'ts',
    }));
  },
};

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });
const inputs = [
  ...(await bundleOurs(
    {
      bin: 'src/cli/bin.ts',
      start: 'src/cli/start.ts',
      program: 'src/cli/program/program.ts',
      reading: 'src/cli/program/reading.ts',
      'stand-in': 'lab/stand-in/stand-in.ts',
    },
    LIBRARIES,
  )),
  ...(await bundleOurs({ running: 'src/cli/program/running.ts' }, ['undici'])),
  // Nobody debugs the libraries from here: no map, no names, a third as large.
  ...(await bundle(Object.fromEntries(LIBRARIES.map((name) => [name, name])), {
    minifyIdentifiers: true,
    legalComments: 'linked',
    plugins: [lateBuiltins],
  })),
];
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
writeFileSync('dist/THIRD_PARTY_NOTICES', thirdPartyNotices(inputs));
for (const program of ['bin', 'stand-in']) chmodSync(`dist/${program}.js`, 0o755);
// What `samocode --help` prints without loading anything; its own way to it is `samocode help`.
const help = execFileSync(process.execPath, ['dist/bin.js', 'help'], { encoding: 'utf8' });
writeFileSync('dist/help.txt', help);

/**
 * Bundles entries of ours, with all that they use but these libraries.
 *
 * @param {Readonly<Record<string, string>>} entryPoints
 * @param {readonly string[]} libraries
 */
async function bundleOurs(entryPoints, libraries) {
  return await bundle(entryPoints, {
    ...{ sourcemap: 'linked', sourcesContent: false },
    plugins: [lateBuiltins, filesOfTheirOwn(libraries), asciiOnly],
    // A person installs them for a fleet.
    external: ['pg', 'pg-boss'],
  });
}

/**
 * Bundles each entry into one file of dist/. Returns the files that went in.
 *
 * @param {Readonly<Record<string, string>>} entryPoints
 * @param {import('esbuild').BuildOptions} options
 */
async function bundle(entryPoints, options) {
  const result = await build({
    entryPoints,
    outdir: 'dist',
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    // A lazy import becomes a lazy require: the loader of ES modules is what takes long.
    supported: { 'dynamic-import': false },
    define: {
      SAMOCODE_VERSION: JSON.stringify(version),
      'import.meta.url': 'moduleUrl.href',
      'import.meta.dirname': '__dirname',
    },
    banner: {
      js: '"use strict";const moduleUrl={get href(){return require("node:url").pathToFileURL(__filename).href}};',
    },
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
    ...options,
    metafile: true,
  });
  return Object.keys(result.metafile.inputs);
}
