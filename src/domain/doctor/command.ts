import { type Finding, ok, warn } from './finding.ts';

/** Why a command of `.samocode` cannot succeed as things are. */
export interface CommandTrouble {
  readonly key: 'SETUP' | 'VERIFY' | `VERIFY_${string}`;
  /** To be read on after the key. */
  readonly text: string;
  readonly configPath: string;
}

/** A trial of `VERIFY`. */
export interface VerifyFacts {
  readonly folder: string;
  readonly isGreen: boolean;
  /** The command and its end. */
  readonly how: string;
  /** The part of its output that a reader needs. */
  readonly excerpt: string;
  readonly configPath: string;
}

/** A run goes on with it, and asks a person first. */
export function aboutVerify(facts: VerifyFacts): Finding {
  const { folder, isGreen, how, excerpt, configPath } = facts;
  if (isGreen) return ok('verify', `VERIFY succeeds in ${folder} (${how})`);
  const cure = `repair it, or change VERIFY in ${configPath}: a session asks you whether it goes on with it`;
  return warn('verify', `VERIFY fails in ${folder} (${how})\n${excerpt}`.trimEnd(), cure);
}

/** A warning: the work of the session may be to make what is missing. */
export function aboutCommand({ key, text, configPath }: CommandTrouble): Finding {
  const about = key === 'SETUP' ? 'set-up' : 'verify';
  return warn(about, `${key} ${text}`, `add it, or change ${key} in ${configPath}`);
}
