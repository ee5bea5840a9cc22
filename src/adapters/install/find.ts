import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Found, Item } from '../../domain/set-up/install-plan.ts';
import { isAside } from './aside.ts';
import type { Manifest } from './manifest.ts';
import { entriesOf, type Homes, targetFolders } from './ship.ts';
import { treeHash } from './tree-hash.ts';

/** The entry at a target, and whether it is ours. */
export function findTarget(ship: string, manifest: Manifest, item: Item): Found {
  const stat = lstatSync(item.target, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'missing' };
  const placed = manifest.placed[item.target];
  if (stat.isSymbolicLink()) {
    const leadsTo = resolve(dirname(item.target), readlinkSync(item.target));
    const isOurs = leadsTo === sourceFor(ship, item.target) || placed?.links.includes(leadsTo);
    if (isOurs === true) return { kind: 'our-link', isRight: leadsTo === item.source };
    return { kind: 'foreign', what: `a link to ${leadsTo}` };
  }
  const hashes = placed?.hashes ?? [];
  if (hashes.length === 0) return { kind: 'foreign', what: 'not made by samocode' };
  const hash = treeHash(item.target);
  if (!hashes.includes(hash)) return { kind: 'foreign', what: 'a copy that was changed since' };
  return { kind: 'our-copy', isRight: existsSync(item.source) && treeHash(item.source) === hash };
}

/**
 * The file to which our link at this target would point: `agents/x.md` to the ship's `agents/x.md`.
 */
function sourceFor(ship: string, target: string): string {
  return join(ship, basename(dirname(target)), basename(target));
}

/** Where to look: the folders of these homes, or of every home that anything was placed in. */
export type Reach = 'these homes' | 'all homes';

/** Other targets at which our files may exist, and unfinished files of a crash. */
export function otherTargets(
  homes: Homes,
  manifest: Manifest,
  { items, reach }: { readonly items: readonly Item[]; readonly reach: Reach },
): { readonly targets: readonly string[]; readonly leftovers: readonly string[] } {
  const known = Object.keys(manifest.placed);
  const here = targetFolders(homes).map(({ folder }) => folder);
  const folders = new Set(reach === 'all homes' ? [...here, ...known.map(dirname)] : here);
  const beside = [...folders].flatMap((folder) =>
    entriesOf(folder).map((name) => join(folder, name)),
  );
  const wanted = new Set(items.map(({ target }) => target));
  const others = [...new Set([...known, ...beside])].filter(
    (target) => !wanted.has(target) && folders.has(dirname(target)),
  );
  return {
    targets: others.filter((target) => !isAside(target)),
    leftovers: others.filter(isAside),
  };
}
