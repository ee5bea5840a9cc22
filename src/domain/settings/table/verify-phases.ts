import { type Phase, PHASES } from '../../phases/phase.ts';
import { text } from '../values/words.ts';
import type { Setting } from './setting.ts';

export type VerifyKey = `VERIFY_${Uppercase<Phase>}`;
type VerifySetting = Setting & { readonly name: 'verifyOfPhase' };

/** The key of one phase's own proof of work. */
export function verifyKey(phase: Phase): VerifyKey {
  return `VERIFY_${phase.toUpperCase() as Uppercase<Phase>}`;
}

/** A proof of work for each phase. `readSettings` reads them into `verifyPhases`. */
export const VERIFY_PHASES = Object.fromEntries(
  PHASES.map((phase) => [verifyKey(phase), rowOf()]),
) as Readonly<Record<VerifyKey, VerifySetting>>;

function rowOf(): VerifySetting {
  return {
    ...text,
    name: 'verifyOfPhase',
    default: undefined,
    class: 'command',
    sources: ['project'],
    family: 'VERIFY_<PHASE>',
    help: 'a command that must succeed before a session leaves one phase for a later one, such as `VERIFY_IMPLEMENTATION`',
  };
}
