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
  'answer|approve|checkpoints|history|logs|note|pause|reject|report|restore|resume|run|schedule|status|stop|why';
const ABOUT_PROJECT = 'clean|doctor|list|listen|trust';
/** A command without a place, up to the next one or to the end of its part of the sentence. */
const BARE = new RegExp(
  `\\bsamocode (?:(${ABOUT_SESSION})|(${ABOUT_PROJECT}))\\b(?!(?:(?!samocode )[^;\\n])*--(?:config|session|help))`,
  'g',
);

/** The text with a place in each command that lacks it; texts name commands without knowing the session. */
export function completeCommands(
  text: string,
  { config, session }: { readonly [K in keyof NamedSession]?: NamedSession[K] | undefined },
): string {
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
