import { answerHashes } from '../../domain/questions/answers/agents-answers.ts';
import type { OwnFields } from '../../domain/session/overview/edit-overview.ts';
import type { Standing } from '../../domain/session/standing.ts';
import type { RunState } from '../ports/session/state.ts';
import type { Writer } from '../ports/session/writer.ts';
import type { View } from './look.ts';

/**
 * Updates overview and state from the history, and clears the mark. The current `_qa.md` now counts
 * as old: only later changes are a person's. Returns the state.
 */
export function settle(
  { store }: Pick<Writer, 'store'>,
  view: View,
  options: {
    readonly agentRan: boolean;
    readonly create?: boolean;
    /**
     * The next mark, or the end of the run, writes the state: until then a look would repair it.
     */
    readonly deferState?: true;
  },
): RunState {
  store.settle(ownFields(view), options.create);
  const settled: RunState = {
    ...view.state,
    mark: undefined,
    settledRows: view.ledger.rows,
    ...(options.agentRan ? questionsNow(store) : {}),
    // A person has acted: three more attempts may be lost.
    lost: options.agentRan ? view.state.lost : 0,
    left: options.agentRan ? undefined : view.state.left,
  };
  if (options.deferState === true) store.deferState(settled);
  else store.saveState(settled);
  return settled;
}

/** The questions as the agent left them. */
function questionsNow(
  store: Writer['store'],
): Pick<RunState, 'questionsAfterRun' | 'answersAfterRun'> {
  const file = store.questions();
  const answers = answerHashes(file?.text);
  return {
    questionsAfterRun: file?.hash ?? null,
    answersAfterRun: answers.length === 0 ? undefined : answers,
  };
}

/** What our own lines of the overview have to say. */
export function ownFields(view: View): OwnFields {
  return {
    Phase: view.ledger.phase ?? view.phase,
    Iteration: view.iteration,
    'Total Iterations': view.total,
    Blocked: blockedWord(view.standing),
  };
}

function blockedWord(standing: Standing): OwnFields['Blocked'] {
  if (standing.kind === 'waiting') return 'waiting_human';
  return standing.kind === 'blocked' || standing.kind === 'failed' ? 'blocked' : 'no';
}

export function settleBeneathMark({ store }: Writer, view: View): void {
  store.settle(ownFields(view), true);
  store.saveState({ ...view.state, settledRows: view.ledger.rows });
}
