import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { ROOT } from '../support/assets.ts';

/** Top to bottom; a layer may import the layers below it. */
const LAYERS = ['cli', 'stand-in', 'adapters', 'app', 'domain'] as const;
type Layer = (typeof LAYERS)[number];

/** A layer, or one of its folders: `adapters/session`, `cli/render`. */
type Folder = string;

/** The imports of each folder, from the sources; `main.ts` belongs to app. */
function folderImports(): ReadonlyMap<Folder, ReadonlySet<Folder>> {
  const imports = new Map<Folder, Set<Folder>>();
  for (const file of sourceFiles()) {
    const from = folderOf(file);
    const known = imports.get(from) ?? new Set();
    imports.set(from, known);
    for (const target of importedFiles(file)) {
      const to = folderOf(target);
      if (to !== from) known.add(to);
    }
  }
  return imports;
}

/** The layers as a mermaid diagram. */
export function layerDiagram(): string {
  const arrows = new Set<string>();
  for (const [from, targets] of folderImports()) {
    for (const to of targets) {
      if (layerOf(from) !== layerOf(to)) arrows.add(`  ${layerOf(from)} --> ${layerOf(to)}`);
    }
  }
  const boxes = LAYERS.map((layer) => `  ${layer}["${LABELS[layer]}"]`);
  return ['```mermaid', 'flowchart TD', ...boxes, ...[...arrows].sort(), '```'].join('\n');
}

const LABELS: Readonly<Record<Layer, string>> = {
  cli: 'cli: flags, exit codes, output, wiring',
  'stand-in': 'stand-in: plays a CLI',
  adapters: 'adapters: disk, processes, network, clock, logs',
  app: 'main, app: the loop and the use cases, over ports',
  domain: 'domain: the session model and its decisions, pure',
};

/** One line per folder: its imports. */
export function folderTable(): string {
  const rows = [...folderImports()]
    .sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map(
      ([folder, targets]) => `| \`${folder}\` | ${[...targets].sort().join(', ') || 'nothing'} |`,
    );
  return ['| folder | imports from |', '| --- | --- |', ...rows].join('\n');
}

function rank(folder: Folder): number {
  return LAYERS.indexOf(layerOf(folder));
}

function layerOf(folder: Folder): Layer {
  const layer = LAYERS.find((one) => folder === one || folder.startsWith(`${one}/`));
  if (layer === undefined) throw new Error(`src/${folder} belongs to no layer: add it to LAYERS`);
  return layer;
}

/** `file` is relative to src, with forward slashes. */
function folderOf(file: string): Folder {
  if (file === 'main.ts') return 'app';
  const [layer = '', folder = ''] = file.split('/');
  const hasFolders = layer === 'adapters' || layer === 'cli';
  return hasFolders && !folder.endsWith('.ts') ? `${layer}/${folder}` : layer;
}

function sourceFiles(): readonly string[] {
  const src = join(ROOT, 'src');
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(src, join(entry.parentPath, entry.name)))
    .sort();
}

/** Static and lazy imports of our own files. */
function importedFiles(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, 'src', file), 'utf8');
  const found = text.matchAll(/(?:\bfrom |\bimport\()'(\.[^']+)'/g);
  return [...found].map(([, path = '']) => posix.join(dirname(file), path));
}
