import { joinShellWords } from '../../domain/text/shell-words.ts';

/** The processes that could read a person's reply. */
export interface Listeners {
  /** This process listens itself, or will. */
  readonly isHere: boolean;
  /** One of this machine does. */
  readonly isOnMachine: () => boolean;
  /** A machine of the fleet does; unknown: the fleet could not be asked. */
  readonly isInFleet: boolean | 'unknown';
  /** The project whose `samocode listen` would. */
  readonly config: string;
}

/** Says with a notice that no process would read the reply; undefined: one would. */
export function unheardWords(of: Listeners): string | undefined {
  const { isHere, isOnMachine, isInFleet, config } = of;
  if (isHere || isInFleet === true || isOnMachine()) return undefined;
  if (isInFleet === 'unknown') return UNKNOWN;
  const command = joinShellWords(['samocode', 'listen', '--config', config]);
  return `Nothing listens to this chat: a button or a reply has no effect until this runs: ${command}`;
}

const UNKNOWN =
  'The fleet could not be asked whether a machine listens to this chat: if a button or a reply gets no answer, look at samocode fleet doctor.';
