import type { Decision } from '../../domain/phases/decision.ts';
import { afterPromises, type Artefacts, endsPhase } from '../../domain/phases/promises/promises.ts';
import { isUnasked } from '../../domain/questions/without-questions.ts';
import type { Loop } from '../run/loop.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { worktreePath } from '../workspace/worktree-request.ts';

/** A decision that ends a phase, if the phase has kept its promises; a phase in which the session was found owes none. */
export function keepPromises(loop: Loop, view: View, decision: Decision): Decision {
  const { entered, waived, missed } = view.ledger;
  const phase = phaseBefore(view);
  if (entered === undefined || !endsPhase(decision, phase)) return decision;
  return afterPromises(decision, {
    phase,
    waived,
    missed,
    artefacts: artefactsOf(loop, view, entered),
  });
}

function artefactsOf(loop: Loop, { ledger }: View, entered: number): Artefacts {
  const { store } = loop.session;
  const files = store.promisedFiles(entered, ledger.judgedSince ?? 0);
  // Without an approval of this version there is nothing to compare with.
  const { head, hasPlan = false, noCommit = true } = ledger.approval ?? {};
  const now = loop.spawner.repository.head(worktreePath(loop.settings.config, store)).commit;
  const isMoved = head === undefined || now === null || head !== now;
  return {
    ...files,
    openBoxes: files.openBoxes ?? (ledger.phase !== 'implementation' || hasPlan ? undefined : 0),
    isCommitted: noCommit || isMoved,
    isWithoutCommit: noCommit,
    isUnasked: isUnasked(loop.settings.config.questions, ledger.given, store.questions()?.text),
  };
}
