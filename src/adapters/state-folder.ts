import { join } from 'node:path';

/** `$XDG_STATE_HOME/samocode`; a relative XDG_STATE_HOME is ignored, as its standard says. */
export function stateFolder(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const state = environment['XDG_STATE_HOME'];
  return join(state?.startsWith('/') === true ? state : join(home, '.local', 'state'), 'samocode');
}
