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
  const line = joinShellWords(['samocode', ...words, ...placeWords({ config, session })]);
  return [env, line, flags].filter((part) => part !== '').join(' ');
}

const ABOUT_SESSION =
  'answer|approve|checkpoints|history|logs|note|pause|reject|release|report|restore|resume|run|schedule|status|stop|take|why';
const ABOUT_PROJECT = 'clean|doctor|list|listen|trust';
/** A command without a place, up to the next one or to the end of its part of the sentence. */
const BARE = new RegExp(
  `\\bsamocode (?:(${ABOUT_SESSION})|(${ABOUT_PROJECT}))\\b(?!(?:(?!samocode )[^;\\n])*--(?:config|session|help))`,
  'g',
);

/** What a command line named; undefined: samocode finds it by itself. */
export type CommandPlace = {
  readonly [K in keyof NamedSession]?: NamedSession[K] | undefined;
};

/**
 * The text with a place in each command that lacks it; our texts name commands without knowing the session.
 * What others wrote is no text of ours: it goes in after this, or is the `quote` at the beginning, and stays as it is.
 */
export function completeCommands(
  text: string,
  { config, session }: CommandPlace,
  quote = '',
): string {
  if (quote !== '' && text.startsWith(quote)) {
    return quote + completeCommands(text.slice(quote.length), { config, session });
  }
  return text.replace(BARE, (_, aboutSession?: string, aboutProject?: string) => {
    const name = aboutSession ?? aboutProject ?? '';
    const place = placeWords({ config, session: aboutProject === undefined ? session : undefined });
    return joinShellWords(['samocode', name, ...place]);
  });
}

function placeWords({
  config,
  session,
}: {
  readonly [K in keyof NamedSession]: NamedSession[K] | undefined;
}): readonly string[] {
  return [
    ...(config === undefined ? [] : ['--config', config]),
    ...(session === undefined ? [] : ['--session', session]),
  ];
}
