import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { ROOT } from '../support/assets.ts';

/** Top to bottom; a layer may import the layers below it. */
const LAYERS = ['lab', 'cli', 'adapters', 'app', 'domain'] as const;
type Layer = (typeof LAYERS)[number];

/** A layer, or one of its folders: `adapters/session`, `cli/render`. */
type Folder = string;

/** Which folder imports which, as the sources say; `main.ts` belongs to app. */
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
  const nodes = LAYERS.map((layer) => `  ${layer}["${LABELS[layer]}"]`);
  return ['```mermaid', 'flowchart TD', ...nodes, ...[...arrows].sort(), '```'].join('\n');
}

const LABELS: Readonly<Record<Layer, string>> = {
  cli: 'cli: argv, exit codes, text for people, wiring',
  lab: 'lab: the fault simulator, its scenarios and the stand-in agent',
  adapters: 'adapters: disk, processes, network, clock, logs',
  app: 'main, app: the loop and the use cases, on ports',
  domain: 'domain: the session and its next step, pure',
};

/** One line per folder: the folders that it imports from. */
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
  if (layer === undefined) throw new Error(`${folder} is in no layer: add it to LAYERS`);
  return layer;
}

/** `file` is relative to the project's root, with forward slashes. */
function folderOf(file: string): Folder {
  const path = file.replace(/^src\//, '');
  if (path === 'main.ts') return 'app';
  const [layer = '', folder = ''] = path.split('/');
  return folder.endsWith('.ts') ? layer : `${layer}/${folder}`;
}

function sourceFiles(): readonly string[] {
  return ['src', 'lab']
    .flatMap((top) => readdirSync(join(ROOT, top), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

/** Static and lazy imports of our own files. */
function importedFiles(file: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(/(?:\bfrom |\bimport\()'(\.[^']+)'/g);
  return [...found].map(([, path = '']) => posix.join(dirname(file), path));
}
