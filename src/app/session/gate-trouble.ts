import type { Admission } from '../../domain/phases/admission.ts';
import type { QuestionsTrouble } from '../../domain/questions/questions-trouble.ts';
import { gateOf, type GateTrouble, type RowStanding } from '../../domain/session/standing.ts';
import { conflictWords } from '../../domain/text/markdown/conflict.ts';
import type { SessionReader } from '../ports/session/store.ts';

/** At a gate, adds to the reason why its file opens none. */
export function withTrouble(admitted: Admission, trouble: Trouble | undefined): Admission {
  const isHeld = admitted.kind === 'waiting' || admitted.kind === 'blocked';
  if (!isHeld || trouble === undefined) return admitted;
  const reason = [admitted.reason, trouble.text].filter((part) => part !== '').join('; ');
  return admitted.kind === 'waiting'
    ? { ...admitted, reason, trouble: trouble.kind }
    : { ...admitted, reason };
}

/** Why the file of a gate does not open it. */
interface Trouble {
  readonly kind: GateTrouble;
  readonly text: string;
}

/** Undefined: no gate holds the session, or its file has no trouble. */
export function gateTrouble(
  store: Pick<SessionReader, 'planTexts'>,
  of: {
    readonly standing: RowStanding;
    readonly questionsTrouble: QuestionsTrouble | undefined;
  },
): Trouble | undefined {
  switch (gateOf(of.standing)) {
    case 'answers':
      return of.questionsTrouble;
    case 'approval': {
      const text = planConflict(store)?.text;
      return text === undefined ? undefined : { kind: 'plan-conflict', text };
    }
    case undefined:
      return undefined;
  }
}

/** The first plan file with a merge conflict: no person can approve two versions at once. */
export function planConflict(
  store: Pick<SessionReader, 'planTexts'>,
): { readonly name: string; readonly text: string } | undefined {
  for (const { name, text: plan } of store.planTexts()) {
    const text = conflictWords(name, plan);
    if (text !== undefined) return { name, text };
  }
  return undefined;
}
