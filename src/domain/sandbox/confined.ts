import type { Config } from '../settings/config.ts';

/**
 * Whether an agent with these settings can write no session but its own: in bubblewrap, or in Codex's sandbox,
 * which leaves `/tmp` and TMPDIR open, and which extra arguments may open further.
 */
export function canWriteOwnSessionOnly(
  config: Pick<Config, 'sandbox' | 'provider' | 'permissions' | 'extraArgs'>,
  place: { readonly session: string; readonly temporary: string | undefined },
): boolean {
  if (config.sandbox === 'bwrap') return true;
  const isCodexs = config.provider === 'codex' && config.permissions === 'sandbox';
  const open = ['/tmp', ...(place.temporary === undefined ? [] : [place.temporary])];
  return (
    isCodexs &&
    config.extraArgs.length === 0 &&
    !open.some((folder) => place.session.startsWith(`${folder.replace(/\/+$/, '')}/`))
  );
}
