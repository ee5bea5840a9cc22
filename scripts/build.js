// Builds dist/: one bundle with a lazily loaded chunk for each command, so that start-up loads only
// what the command needs (docs/adr/0001-typescript-and-a-bundle.md). Run by `npm run build`.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * Commander starts programs only for commands that are files of their own, which ours are not; what it
 * loads for that is a fifth of the start of `samocode status`.
 *
 * @type {import('esbuild').Plugin}
 */
const commanderStartsNothing = {
  name: 'commander-starts-nothing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      importer.includes('/node_modules/commander/') ? { path, namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { bin: 'src/cli/bin.ts', 'stand-in': 'src/stand-in/stand-in.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  plugins: [commanderStartsNothing],
  sourcemap: 'linked',
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  // Some of the bundled libraries are CommonJS and call require() for node's own modules.
  banner: { js: 'const require=process.getBuiltinModule;' },
  define: { SAMOCODE_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
});
for (const program of ['bin', 'stand-in']) chmodSync(`dist/${program}.js`, 0o755);
// Nobody debugs the libraries from here: a chunk of nothing else needs no map, and is half as large.
for (const name of readdirSync('dist/chunks').filter((file) => file.endsWith('.map'))) {
  const map = `dist/chunks/${name}`;
  /** @type {{sources: readonly string[]}} */
  const { sources } = JSON.parse(readFileSync(map, 'utf8'));
  if (sources.length === 0 || !sources.every((path) => path.includes('/node_modules/'))) continue;
  const chunk = map.slice(0, -'.map'.length);
  writeFileSync(chunk, readFileSync(chunk, 'utf8').replace(/^\/\/# sourceMappingURL=.*\n/m, ''));
  rmSync(map);
}
// What `samocode --help` prints without loading anything; its own way to it is `samocode help`.
const help = execFileSync(process.execPath, ['dist/bin.js', 'help'], { encoding: 'utf8' });
writeFileSync('dist/help.txt', help);
