// `npm run release -- <folder>`: what a release is made of (docs/release.md): the tarball, and beside it a
// CycloneDX list of the packages that the bundle holds. Throws where one of its parts is missing.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PARTS = ['dist/bin.js', 'dist/stand-in.js', 'dist/THIRD_PARTY_NOTICES', 'workflow.md'];

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('give the folder for the tarball: npm run release -- out');
mkdirSync(folder, { recursive: true });
const { filename, files } = pack(folder);
const packed = new Set(files.map((file) => file.path));
const missing = PARTS.filter((part) => !packed.has(part));
if (missing.length > 0) throw new Error(`the tarball lacks ${missing.join(', ')}`);
const sbom = path.join(folder, filename.replace(/\.tgz$/, '.cdx.json'));
writeFileSync(sbom, `${JSON.stringify(billOfMaterials(), null, 2)}\n`);
console.log(`${path.join(folder, filename)}\n${sbom}`);

/**
 * npm runs `prepare` first, which builds.
 * @param {string} into
 * @returns {{ readonly filename: string, readonly files: readonly { readonly path: string }[] }}
 */
function pack(into) {
  const [packed] = JSON.parse(
    npm('pack', '--json', '--foreground-scripts=false', '--pack-destination', into),
  );
  return packed;
}

/** npm lists all packages of the lock file; the bundle holds those whose licences dist/ has. */
function billOfMaterials() {
  const all = JSON.parse(npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'));
  const notices = readFileSync('dist/THIRD_PARTY_NOTICES', 'utf8');
  const bundled = new Set(
    notices.split(/^-{80}$/m).map((notice) => notice.trim().split(' ', 2).join('@')),
  );
  /** @param {{ readonly name: string, readonly version: string }} component */
  const isBundled = ({ name, version }) => bundled.has(`${name}@${version}`);
  const components = all.components
    .filter(isBundled)
    .map((/** @type {object} */ component) => ({ ...component, scope: 'required' }));
  if (components.length !== bundled.size - 1)
    throw new Error('the lock file lacks a bundled package');
  const { component } = all.metadata;
  return {
    ...all,
    metadata: { ...all.metadata, component: { ...component, name: 'samocode' } },
    components,
    dependencies: [],
  };
}

/** @param {readonly string[]} args */
function npm(...args) {
  return execFileSync('npm', args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
