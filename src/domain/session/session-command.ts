import { joinShellWords } from '../text/shell-words.ts';

/** How a person names a session on the command line. */
export interface NamedSession {
  /** Undefined: samocode finds it by itself. */
  readonly config: string | undefined;
  readonly session: string;
}

/** A complete command for a session, as a shell takes it; `words` come before `flags`, `env` before all. */
export function sessionCommand(
  { config, session }: NamedSession,
  {
    words = [],
    flags = '',
    env = '',
  }: { readonly words?: readonly string[]; readonly flags?: string; readonly env?: string } = {},
): string {
  const place = [...(config === undefined ? [] : ['--config', config]), '--session', session];
  const line = joinShellWords(['samocode', ...words, ...place]);
  return [env, line, flags].filter((part) => part !== '').join(' ');
}
