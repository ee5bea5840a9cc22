import { here } from '../../../adapters/config/environment.ts';
import {
  homesOf,
  type Installation,
  modeFor,
  planInstallation,
  planRemoval,
} from '../../../adapters/install/plan.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';

/** Plans the installation of this package, or its removal, for the homes that the environment names. */
export function openInstallation(
  change: 'install' | 'uninstall',
  wantsCopy: boolean,
): Installation {
  const { environment, home } = here();
  const place = { ship: packageRoot(import.meta.url), homes: homesOf(environment, home) };
  return change === 'install'
    ? planInstallation(place, modeFor(place, wantsCopy))
    : planRemoval(place);
}
