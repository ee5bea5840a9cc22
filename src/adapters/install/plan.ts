import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Action,
  type Mode,
  planInstall,
  planUninstall,
} from '../../domain/set-up/install-plan.ts';
import { stateFolder } from '../state-folder.ts';
import { applyActions, forget } from './apply.ts';
import { findTarget, otherTargets } from './find.ts';
import { readManifest } from './manifest.ts';
import { type Homes, shippedItems } from './ship.ts';

/** Where things come from and where they go. */
export interface Place {
  readonly ship: string;
  readonly homes: Homes;
}

/** An installation that can be looked at before it is done. */
export interface Installation {
  readonly actions: readonly Action[];
  apply(): void;
}

/** The homes that the environment names. */
export function homesOf(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): Homes {
  const from = (name: string, fallback: string): string => {
    const value = environment[name];
    return value?.startsWith('/') === true ? value : join(home, fallback);
  };
  return {
    claude: from('CLAUDE_CONFIG_DIR', '.claude'),
    codex: from('CODEX_HOME', '.codex'),
    manifest: join(stateFolder(environment, home), 'installed.json'),
  };
}

/** Links from a checkout, copies from a package, which may be gone tomorrow. */
export function modeFor({ ship }: Place, wantsCopy: boolean): Mode {
  return wantsCopy || !existsSync(join(ship, '.git')) ? 'copy' : 'link';
}

/** Installs the files that ship, and removes our files that no longer ship from these homes. */
export function planInstallation({ ship, homes }: Place, mode: Mode): Installation {
  const manifest = readManifest(homes.manifest);
  const items = shippedItems(ship, homes);
  const { targets, leftovers } = otherTargets(homes, manifest, { items, reach: 'these homes' });
  const isOurs = (target: string): boolean => {
    const { kind } = findTarget(ship, manifest, { source: '', target });
    return kind === 'our-link' || kind === 'our-copy';
  };
  const found = items.map((item) => ({ ...item, found: findTarget(ship, manifest, item) }));
  const actions = planInstall(found, [...targets.filter(isOurs), ...leftovers], mode);
  return {
    actions,
    apply: () => {
      applyActions(homes, actions);
    },
  };
}

/** Removes every file that an installation placed in any home, and the folders that it created. */
export function planRemoval({ ship, homes }: Place): Installation {
  const manifest = readManifest(homes.manifest);
  const items = shippedItems(ship, homes);
  const { targets, leftovers } = otherTargets(homes, manifest, { items, reach: 'all homes' });
  const look = (target: string) => ({
    target,
    found: findTarget(ship, manifest, { source: '', target }),
  });
  // A foreign file is reported only at the place of one of our files, now or before.
  const isWorthAWord = ({ target, found }: ReturnType<typeof look>): boolean =>
    found.kind !== 'foreign' || Object.hasOwn(manifest.placed, target);
  const found = [
    ...items.map(({ target }) => look(target)),
    ...targets.map(look).filter(isWorthAWord),
  ];
  const actions = planUninstall(found, leftovers);
  return {
    actions,
    apply: () => {
      applyActions(homes, actions);
      forget(homes);
    },
  };
}
