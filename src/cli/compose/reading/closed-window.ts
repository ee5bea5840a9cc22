import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { closedWindowReader } from '../../../adapters/limits/closed-window.ts';
import { stateFolder } from '../../../adapters/state-folder.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { childEnvironment } from '../../../domain/provider/environment/child-env.ts';

/** Reads the closed usage window of the account that a run started here would use. */
export function openClosedWindows(configPath: string): ReturnType<typeof closedWindowReader> {
  const environment = processEnvironment();
  return closedWindowReader(
    () => stateFolder(environment, homeFolder(environment)),
    () => {
      const home = homeFolder(environment);
      const request = { configPath, environment, home, cwd: process.cwd(), flags: {} };
      const { config } = loadConfig({ ...request, checkExecutable: false });
      const child = childEnvironment(environment, config.childSettings, {});
      return accountOf(config.provider, child, home);
    },
  );
}
