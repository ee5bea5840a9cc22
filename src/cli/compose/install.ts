import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder, processEnvironment } from '../../adapters/config/environment.ts';
import {
  applyActions,
  findTarget,
  forget,
  shippedItems,
  staleTargets,
  type Homes,
} from '../../adapters/install/installer.ts';
import { readManifest } from '../../adapters/install/manifest.ts';
import { packageRoot } from '../../adapters/texts/shipped-texts.ts';
import { planInstall, planUninstall, type Action, type Mode } from '../../domain/install-plan.ts';
import { stateFolder } from './state-folder.ts';

/** An installation that can be looked at before it is done. */
export interface Installation {
  readonly actions: readonly Action[];
  readonly homes: Homes;
  apply(): void;
}

/** Links from a checkout, copies from a package, which may be gone tomorrow. */
export function planInstallation(wantsCopy: boolean): Installation {
  const ship = packageRoot(import.meta.url);
  const homes = findHomes();
  const manifest = readManifest(homes.manifest);
  const items = shippedItems(ship, homes);
  const mode: Mode = wantsCopy || !existsSync(join(ship, '.git')) ? 'copy' : 'link';
  const found = items.map((item) => ({ ...item, found: findTarget(ship, manifest, item) }));
  const actions = planInstall(found, staleTargets(ship, manifest, items), mode);
  return {
    actions,
    homes,
    apply: () => {
      applyActions(homes, actions);
    },
  };
}

/** Removes whatever an installation placed, and the folders it made. */
export function planRemoval(): Installation {
  const ship = packageRoot(import.meta.url);
  const homes = findHomes();
  const manifest = readManifest(homes.manifest);
  const items = shippedItems(ship, homes);
  const targets = new Set([
    ...items.map((item) => item.target),
    ...staleTargets(ship, manifest, items),
  ]);
  const found = [...targets].map((target) => ({
    target,
    found: findTarget(ship, manifest, { source: '', target }),
  }));
  const actions = planUninstall(found);
  return {
    actions,
    homes,
    apply: () => {
      applyActions(homes, actions);
      forget(homes);
    },
  };
}

function findHomes(): Homes {
  const environment = processEnvironment();
  const home = homeFolder(environment);
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
