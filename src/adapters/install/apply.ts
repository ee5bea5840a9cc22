import { existsSync, mkdirSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Action, Mode } from '../../domain/set-up/install-plan.ts';
import { isFolder, moveEntry } from '../disk/entries.ts';
import { asideOf, isAside } from './aside.ts';
import { copyTree } from './copy-tree.ts';
import { type Manifest, readManifest, removeManifest, writeManifest } from './manifest.ts';
import type { Homes } from './ship.ts';
import { treeHash } from './tree-hash.ts';

type Claim = Manifest['placed'][string];
const NOTHING: Claim = { links: [], hashes: [] };

/**
 * Carries out the plan step by step. The manifest is written before each step and also records the
 * earlier entry, so that after a crash between any two steps all our files are still recognised.
 */
export function applyActions(homes: Homes, actions: readonly Action[]): void {
  const known = readManifest(homes.manifest);
  const folders = [...known.folders, ...missingFolders(dirname(homes.manifest))];
  const settled: Record<string, Claim | undefined> = {};
  let manifest: Manifest = { ...known, folders };
  const save = (next: Manifest): void => {
    manifest = next;
    writeManifest(homes.manifest, manifest);
  };
  for (const action of actions) {
    const mode = action.kind === 'replace' ? action.mode : action.kind;
    switch (action.kind) {
      case 'link':
      case 'copy':
      case 'replace': {
        const claim = claimOf(action.source, mode === 'copy' ? 'copy' : 'link');
        save(withClaim(manifest, action.target, claim));
        place(action.source, action.target, mode === 'copy' ? 'copy' : 'link');
        settled[action.target] = claim;
        break;
      }
      case 'remove':
        remove(action.target);
        settled[action.target] = undefined;
        break;
      case 'leave':
        // The user's own from now on, even if it looks like ours again later.
        settled[action.target] = undefined;
        break;
      case 'keep':
        break;
    }
  }
  const placed = definedOf({ ...manifest.placed, ...settled });
  if (JSON.stringify(placed) !== JSON.stringify(known.placed)) save({ ...manifest, placed });
}

/** Forgets the installation, and removes the folders that it created, if they are empty. */
export function forget(homes: Homes): void {
  const { folders } = readManifest(homes.manifest);
  const deepestFirst = [...folders].sort((one, other) => other.length - one.length);
  const isAbove = (folder: string): boolean => `${homes.manifest}/`.startsWith(`${folder}/`);
  for (const folder of deepestFirst) if (!isAbove(folder)) removeEmpty(folder);
  removeManifest(homes.manifest);
  removeEmpty(dirname(homes.manifest));
  for (const folder of deepestFirst) if (isAbove(folder)) removeEmpty(folder);
}

function claimOf(source: string, mode: Mode): Claim {
  return mode === 'link'
    ? { links: [source], hashes: [] }
    : { links: [], hashes: [treeHash(source)] };
}

function withClaim(manifest: Manifest, target: string, claim: Claim): Manifest {
  const old = manifest.placed[target] ?? NOTHING;
  const both = {
    links: [...new Set([...claim.links, ...old.links])],
    hashes: [...new Set([...claim.hashes, ...old.hashes])],
  };
  const folders = new Set([...manifest.folders, ...missingFolders(dirname(target))]);
  return { v: 1, placed: { ...manifest.placed, [target]: both }, folders: [...folders] };
}

/** Made aside and renamed: a crash leaves the old one, the new one, or none, and never half of one. */
function place(source: string, target: string, mode: Mode): void {
  mkdirSync(dirname(target), { recursive: true });
  const aside = asideOf(target, 'new');
  rmSync(aside, { recursive: true, force: true });
  try {
    if (mode === 'link') symlinkSync(source, aside);
    else copyTree(source, aside);
    // A folder replaces nothing by a rename, and nothing replaces it.
    if (isFolder(aside) || isFolder(target)) remove(target);
    moveEntry(aside, target);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** At one stroke: half of a copy would no longer be told as ours. */
function remove(target: string): void {
  if (!isFolder(target) || isAside(target)) {
    rmSync(target, { recursive: true, force: true });
    return;
  }
  const aside = asideOf(target, 'old');
  rmSync(aside, { recursive: true, force: true });
  moveEntry(target, aside);
  rmSync(aside, { recursive: true });
}

function missingFolders(folder: string): readonly string[] {
  if (existsSync(folder)) return [];
  return [...missingFolders(dirname(folder)), folder];
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Already gone, or not empty.
  }
}

function definedOf(record: Readonly<Record<string, Claim | undefined>>): Record<string, Claim> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, claim]) => (claim === undefined ? [] : [[key, claim]])),
  );
}
