import { type Finding, warn } from './finding.ts';

/** Why a command of `.samocode` cannot succeed as things are. */
export interface CommandTrouble {
  readonly key: 'SETUP' | 'VERIFY';
  /** To be read on after the key. */
  readonly text: string;
  readonly configPath: string;
}

/** A warning: the work of the session may be to make what is missing. */
export function aboutCommand({ key, text, configPath }: CommandTrouble): Finding {
  const about = key === 'SETUP' ? 'set-up' : 'verify';
  return warn(about, `${key} ${text}`, `add it, or change ${key} in ${configPath}`);
}
