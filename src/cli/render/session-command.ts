import { joinShellWords } from '../../domain/shell-words.ts';

/** How a person names a session on the command line. */
export interface NamedSession {
  /** Undefined: samocode finds it by itself. */
  readonly config: string | undefined;
  readonly session: string;
}

/** A complete command for a session, as a shell takes it; `words` come before `flags`. */
export function sessionCommand(
  { config, session }: NamedSession,
  { words = [], flags = '' }: { readonly words?: readonly string[]; readonly flags?: string } = {},
): string {
  const place = [...(config === undefined ? [] : ['--config', config]), '--session', session];
  const line = joinShellWords(['samocode', ...words, ...place]);
  return flags === '' ? line : `${line} ${flags}`;
}

/** What makes a session that is parked for a usage limit try once before its reset. */
export function tryNowHint(named: NamedSession): string {
  return `to try once before that: ${sessionCommand(named, { words: ['resume'] })}`;
}
