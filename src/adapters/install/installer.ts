import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Action, Found, Item, Mode } from '../../domain/install-plan.ts';
import { readManifest, writeManifest, type Manifest } from './manifest.ts';
import { treeHash } from './tree-hash.ts';

/** Where the CLIs look for agents, skills and commands. */
export interface Homes {
  /** `$CLAUDE_CONFIG_DIR`, or `~/.claude`. */
  readonly claude: string;
  /** `$CODEX_HOME`, or `~/.codex`. */
  readonly codex: string;
  /** Remembers what was placed. */
  readonly manifest: string;
}

/** What ships, and where it would go; agents and commands only where the CLI knows such files. */
export function shippedItems(ship: string, homes: Homes): readonly Item[] {
  const entries = (kind: string): readonly string[] =>
    existsSync(join(ship, kind)) ? readdirSync(join(ship, kind)).sort() : [];
  const into = (home: string, kind: string): readonly Item[] =>
    entries(kind).map((name) => ({
      source: join(ship, kind, name),
      target: join(home, kind, name),
    }));
  return [
    ...into(homes.claude, 'agents'),
    ...into(homes.claude, 'skills'),
    ...into(homes.claude, 'commands'),
    ...into(homes.codex, 'skills'),
  ];
}

/** What stands at a target, as far as it can be told whose it is. */
export function findTarget(ship: string, manifest: Manifest, item: Item): Found {
  const stat = lstatSync(item.target, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'missing' };
  const placed = manifest.placed[item.target];
  if (stat.isSymbolicLink()) {
    const leadsTo = resolve(dirname(item.target), readlinkSync(item.target));
    const isOurs = leadsTo.startsWith(ship + sep) || leadsTo === placed?.source;
    if (isOurs) return { kind: 'our-link', isRight: leadsTo === item.source };
    return { kind: 'foreign', what: `a link to ${leadsTo}` };
  }
  if (placed?.mode !== 'copy') return { kind: 'foreign', what: 'not made by samocode' };
  if (treeHash(item.target) !== placed.hash) {
    return { kind: 'foreign', what: 'a copy that was changed since' };
  }
  const isRight = existsSync(item.source) && treeHash(item.source) === placed.hash;
  return { kind: 'our-copy', isRight };
}

/** Targets of ours that no longer ship: of the manifest, and links into our folder beside the items. */
export function staleTargets(
  ship: string,
  manifest: Manifest,
  items: readonly Item[],
): readonly string[] {
  const wanted = new Set(items.map((item) => item.target));
  const folders = new Set(items.map((item) => dirname(item.target)));
  const beside = [...folders].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  );
  const known = [...Object.keys(manifest.placed), ...beside];
  return [...new Set(known)].filter((target) => {
    if (wanted.has(target)) return false;
    const found = findTarget(ship, manifest, { source: '', target });
    return found.kind === 'our-link' || found.kind === 'our-copy';
  });
}

/** Does what was planned, one by one; the manifest always tells of at least what is there. */
export function applyActions(homes: Homes, actions: readonly Action[]): void {
  const known = readManifest(homes.manifest);
  const folders = [...known.folders, ...missingFolders(dirname(homes.manifest))];
  let manifest: Manifest = { ...known, folders };
  const save = (next: Manifest): void => {
    manifest = next;
    writeManifest(homes.manifest, manifest);
  };
  for (const action of actions) {
    switch (action.kind) {
      case 'link':
      case 'copy':
        save(withPlaced(manifest, action, action.kind));
        place(action, action.kind);
        break;
      case 'replace':
        save(withPlaced(manifest, action, action.mode));
        place(action, action.mode);
        break;
      case 'remove':
        rmSync(action.target, { recursive: true, force: true });
        save({ ...manifest, placed: without(manifest.placed, action.target) });
        break;
      case 'keep':
      case 'leave':
        break;
    }
  }
}

/** Forgets the installation, and removes the folders it made where nothing of anybody is left. */
export function forget(homes: Homes): void {
  const { folders } = readManifest(homes.manifest);
  rmSync(homes.manifest, { force: true });
  for (const folder of [...folders].reverse()) removeEmpty(folder);
}

function withPlaced(manifest: Manifest, item: Item, mode: Mode): Manifest {
  const hash = mode === 'copy' ? treeHash(item.source) : '';
  return {
    v: 1,
    placed: { ...manifest.placed, [item.target]: { mode, source: item.source, hash } },
    folders: [...manifest.folders, ...missingFolders(dirname(item.target))],
  };
}

/** Made aside and renamed: a crash leaves the old one, the new one, or none, and never half of one. */
function place({ source, target }: Item, mode: Mode): void {
  mkdirSync(dirname(target), { recursive: true });
  const aside = `${target}.samocode-${process.pid}`;
  try {
    if (mode === 'link') symlinkSync(source, aside);
    else cpSync(source, aside, { recursive: true });
    // It is ours, or not there; a folder and a link do not replace one another by a rename.
    rmSync(target, { recursive: true, force: true });
    renameSync(aside, target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function missingFolders(folder: string): readonly string[] {
  if (existsSync(folder)) return [];
  return [...missingFolders(dirname(folder)), folder];
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else's files are in it: it stays.
  }
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
