// Builds dist/: one bundle with a lazily loaded chunk for each command, so that start-up loads only
// what the command needs, as CommonJS, which Node starts faster than ES modules
// (docs/adr/0001-typescript-and-a-bundle.md). Run by `npm run build`.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { build } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.js';

/**
 * Our own uses of these load them with the first call: hashing alone takes a sixth of the start of Node,
 * and `samocode status` hashes nothing. A name that is missing here stops the build.
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
    };
    onResolve({ filter: /^node:(crypto|child_process)$/ }, ({ importer, path, kind }) =>
      importer.includes('/node_modules/') || kind === 'dynamic-import'
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

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const MODULES = 'dist/modules';
rmSync('dist', { recursive: true, force: true });
const { own, libraries, inputs } = await bundle();
await toCommonJs(own, { sourcemap: 'linked', sourcesContent: false });
// Nobody debugs the libraries from here: no map, no names, a third as large.
await toCommonJs(libraries, { minifyIdentifiers: true });
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
writeFileSync('dist/THIRD_PARTY_NOTICES', thirdPartyNotices(inputs));
for (const name of readdirSync(`${MODULES}/chunks`).filter((file) => file.endsWith('.txt'))) {
  renameSync(`${MODULES}/chunks/${name}`, `dist/chunks/${name}`);
}
rmSync(MODULES, { recursive: true });
for (const program of ['bin', 'stand-in']) chmodSync(`dist/${program}.js`, 0o755);
// What `samocode --help` prints without loading anything; its own way to it is `samocode help`.
const help = execFileSync(process.execPath, ['dist/bin.js', 'help'], { encoding: 'utf8' });
writeFileSync('dist/help.txt', help);

/**
 * Only ES modules can be split by esbuild: these are a step on the way. Tells those that hold libraries
 * alone from the others.
 */
async function bundle() {
  mkdirSync(MODULES, { recursive: true });
  // Else imports among the chunks would be read as Node's own, where `default` is the whole module.
  writeFileSync(`${MODULES}/package.json`, '{}');
  const { metafile } = await build({
    entryPoints: { bin: 'src/cli/bin.ts', 'stand-in': 'lab/stand-in/stand-in.ts' },
    outdir: MODULES,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    plugins: [lateBuiltins],
    sourcemap: 'linked',
    sourcesContent: false,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    chunkNames: 'chunks/[name]-[hash]',
    define: { SAMOCODE_VERSION: JSON.stringify(version) },
    metafile: true,
    logLevel: 'warning',
  });
  const files = Object.keys(metafile.outputs).filter((file) => file.endsWith('.js'));
  const isLibrary = (/** @type {string} */ file) => {
    const inputs = Object.keys(metafile.outputs[file]?.inputs ?? {});
    return inputs.length > 0 && inputs.every((input) => !input.startsWith('src/'));
  };
  return {
    own: files.filter((file) => !isLibrary(file)),
    libraries: files.filter((file) => isLibrary(file)),
    inputs: Object.keys(metafile.inputs),
  };
}

/**
 * @param {readonly string[]} files
 * @param {import('esbuild').BuildOptions} options
 */
async function toCommonJs(files, options) {
  await build({
    entryPoints: [...files],
    outdir: 'dist',
    outbase: MODULES,
    bundle: false,
    format: 'cjs',
    // Not `node`: that adds lists of the exports, for ES modules that import ours.
    platform: 'neutral',
    target: 'node20.19',
    // A lazy import becomes a lazy require: the loader of ES modules is what takes long.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'moduleUrl.href', 'import.meta.dirname': '__dirname' },
    banner: {
      js: '"use strict";const moduleUrl={get href(){return require("node:url").pathToFileURL(__filename).href}};',
    },
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
    ...options,
  });
}
