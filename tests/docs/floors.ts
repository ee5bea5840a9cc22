import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { ROOT } from '../support/assets.ts';

/** Top to bottom; a floor may import what stands below it. */
const FLOORS = ['cli', 'stand-in', 'adapters', 'app', 'domain'] as const;
type Floor = (typeof FLOORS)[number];

/** A floor, or one of its rooms: `adapters/session`, `cli/render`. */
type Room = string;

/** Which room imports which, as the sources say; `main.ts` belongs to app. */
function roomImports(): ReadonlyMap<Room, ReadonlySet<Room>> {
  const imports = new Map<Room, Set<Room>>();
  for (const file of sourceFiles()) {
    const from = roomOf(file);
    const known = imports.get(from) ?? new Set();
    imports.set(from, known);
    for (const target of importedFiles(file)) {
      const to = roomOf(target);
      if (to !== from) known.add(to);
    }
  }
  return imports;
}

/** The floors as a mermaid drawing. */
export function floorDiagram(): string {
  const arrows = new Set<string>();
  for (const [from, targets] of roomImports()) {
    for (const to of targets) {
      if (floorOf(from) !== floorOf(to)) arrows.add(`  ${floorOf(from)} --> ${floorOf(to)}`);
    }
  }
  const boxes = FLOORS.map((floor) => `  ${floor}["${LABELS[floor]}"]`);
  return ['```mermaid', 'flowchart TD', ...boxes, ...[...arrows].sort(), '```'].join('\n');
}

const LABELS: Readonly<Record<Floor, string>> = {
  cli: 'cli: argv, exit codes, words, wiring',
  'stand-in': 'stand-in: plays a CLI',
  adapters: 'adapters: disk, processes, network, clock, logs',
  app: 'main, app: the loop and the use cases, over ports',
  domain: 'domain: what a session is and what happens next, pure',
};

/** One line a room: what it imports. */
export function roomTable(): string {
  const rows = [...roomImports()]
    .sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map(([room, targets]) => `| \`${room}\` | ${[...targets].sort().join(', ') || 'nothing'} |`);
  return ['| room | imports from |', '| --- | --- |', ...rows].join('\n');
}

function rank(room: Room): number {
  return FLOORS.indexOf(floorOf(room));
}

function floorOf(room: Room): Floor {
  const floor = FLOORS.find((one) => room === one || room.startsWith(`${one}/`));
  if (floor === undefined) throw new Error(`src/${room} is on no floor: add it to FLOORS`);
  return floor;
}

/** `file` is relative to src, with forward slashes. */
function roomOf(file: string): Room {
  if (file === 'main.ts') return 'app';
  const [floor = '', room = ''] = file.split('/');
  const hasRooms = floor === 'adapters' || floor === 'cli';
  return hasRooms && !room.endsWith('.ts') ? `${floor}/${room}` : floor;
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
