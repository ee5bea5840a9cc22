import { NEWER_NODE, nodeProblem, packagesCommand } from '../../../domain/fleet/packages.ts';
import { errorCode, errorMessage } from '../../../domain/text/error-code.ts';
import { UserError } from '../../../domain/text/user-error.ts';

/** Loads pg and pg-boss, which only a fleet needs. Throws a UserError (exit 2) with the command that helps. */
export async function loadPackages(root: string) {
  const problem = nodeProblem(process.version);
  if (problem !== undefined) {
    throw new UserError(problem, {
      hint: `one machine alone needs none of it: take SAMOCODE_FLEET out of the settings; or: ${NEWER_NODE}`,
    });
  }
  try {
    const [pg, { PgBoss }] = await Promise.all([import('pg'), import('pg-boss')]);
    return { Pool: pg.default.Pool, Client: pg.default.Client, PgBoss };
  } catch (error) {
    const isMissing = /^(ERR_)?MODULE_NOT_FOUND$/.test(errorCode(error) ?? '');
    const message = isMissing
      ? 'a fleet needs the packages pg and pg-boss, which are not installed'
      : `the packages of the fleet cannot be loaded: ${errorMessage(error)}`;
    throw new UserError(message, { hint: packagesCommand(root) });
  }
}
