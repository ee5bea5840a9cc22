import { openInstallation } from '../../compose/set-up/install.ts';
import { print } from '../../console/print.ts';
import { installTable } from '../../render/install.ts';

interface InstallFlags {
  readonly dryRun?: boolean;
  readonly copy?: boolean;
}

/** `samocode install`: agents, skills and commands for Claude, skills for Codex. */
export function installCommand(flags: InstallFlags): number {
  return carryOut(openInstallation('install', flags.copy === true), flags.dryRun === true);
}

/** `samocode uninstall`: takes back what `install` placed, and nothing else. */
export function uninstallCommand(flags: InstallFlags): number {
  return carryOut(openInstallation('uninstall', false), flags.dryRun === true);
}

function carryOut(installation: ReturnType<typeof openInstallation>, isDry: boolean): number {
  if (!isDry) installation.apply();
  print(installTable(installation.actions, isDry));
  return 0;
}
