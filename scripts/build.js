// Builds dist/: one bundle with a lazily loaded chunk for each command, so that start-up loads only
// what the command needs (docs/adr/0002-bundle.md). Run by `npm run build`.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

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
  sourcemap: 'linked',
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  banner: {
    // Some of the bundled libraries are CommonJS and call require() for node's own modules.
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  define: { SAMOCODE_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
});
for (const program of ['bin', 'stand-in']) chmodSync(`dist/${program}.js`, 0o755);
