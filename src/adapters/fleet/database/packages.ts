import { createRequire } from 'node:module';
import { NEWER_NODE, nodeProblem, packagesCommand } from '../../../domain/fleet/packages.ts';
import { errorCode, errorMessage } from '../../../domain/text/error-code.ts';
import { UserError } from '../../../domain/text/user-error.ts';

/**
 * Loads pg, which only a fleet needs, and finds pg-boss. Throws a UserError (exit 2) with the command that helps.
 * `loadBoss` loads that, which takes longer than all else of a command; few of them, and no run, need it.
 */
export async function loadPackages(root: string) {
  const problem = nodeProblem(process.version);
  if (problem !== undefined) {
    throw new UserError(problem, {
      hint: `one machine alone needs none of it: take SAMOCODE_FLEET out of the settings; or: ${NEWER_NODE}`,
    });
  }
  const { default: pg } = await explained(root, async () => {
    createRequire(import.meta.url).resolve('pg-boss');
    return await import('pg');
  });
  const loadBoss = async () => (await explained(root, () => import('pg-boss'))).PgBoss;
  return { Pool: pg.Pool, Client: pg.Client, loadBoss };
}

async function explained<T>(root: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const isMissing = /^(ERR_)?MODULE_NOT_FOUND$/.test(errorCode(error) ?? '');
    const message = isMissing
      ? 'a fleet needs the packages pg and pg-boss, which are not installed'
      : `the packages of the fleet cannot be loaded: ${errorMessage(error)}`;
    throw new UserError(message, { hint: packagesCommand(root) });
  }
}
