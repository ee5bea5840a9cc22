import type { Hearing } from '../../../app/fleet/elsewhere/look-elsewhere.ts';
import { printable } from '../../../domain/text/printable.ts';
import { actWords } from './act-words.ts';
import { unmovableWords } from './session-elsewhere.ts';

/** The kind of a command that asks the fleet for a session. */
interface HearingUse {
  readonly warn: (text: string) => void;
  /** False: the command prints JSON. */
  readonly isTold: boolean;
  readonly isRead: boolean;
  /** The command tells of the session: also why one of this machine cannot move. */
  readonly isReport: boolean;
}

/** Tells a person in words the facts of the fleet about a session, besides the result of their command. */
export function hearingOf(
  session: string | undefined,
  { warn, isTold, isRead, isReport }: HearingUse,
): Hearing {
  return {
    isRead,
    onSilent: (why) => {
      warn(`the fleet was not asked for ${session ?? 'the session'}: ${why}`);
    },
    onOutcome: isTold
      ? (of, act) => {
          warn(`${printable(of.session)}: ${actWords(act)}`);
        }
      : undefined,
    // Elsewhere the report has it.
    onOwn: (of) => {
      const words = unmovableWords(of);
      if (isTold && isReport && words !== undefined) warn(`${printable(of.session)} ${words}`);
    },
  };
}
