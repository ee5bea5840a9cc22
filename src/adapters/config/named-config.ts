import { UserError } from '../../domain/text/user-error.ts';
import { type Here, here } from './environment.ts';
import { foundConfig } from './files/found-config.ts';

/** A `.samocode` as a command was told of it. */
export interface NamedConfig {
  readonly configPath: string;
  /** The same path, if it was found and not given. */
  readonly found: string | undefined;
}

/** The `.samocode` that was given, else the nearest one upwards; throws a UserError where there is none. */
export function namedConfig(
  given: string | undefined,
  at: Pick<Here, 'cwd' | 'home' | 'stateDir'>,
): NamedConfig {
  if (given !== undefined) return { configPath: given, found: undefined };
  const found = foundConfig(at);
  if (found !== undefined) return { configPath: found, found };
  throw new UserError(`no .samocode here or in a folder above (${at.cwd})`, {
    hint: 'in your repository, to write one: samocode init; or give --config <path>',
  });
}

/** The same, with where and for whom this program runs. */
export function namedHere(given: string | undefined): Here & NamedConfig {
  const at = here();
  return { ...at, ...namedConfig(given, at) };
}
