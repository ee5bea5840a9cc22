import type { Phase } from '../../domain/phases/phase.ts';
import { agentsAnswers } from '../../domain/questions/answers/agents-answers.ts';
import { allAnswers, type Answers, isAnswersGateOpen } from '../../domain/questions/questions.ts';
import {
  type LastWriter,
  type QuestionsTrouble,
  questionsTrouble,
} from '../../domain/questions/questions-trouble.ts';
import type { Ledger } from '../../domain/session/ledger.ts';
import type { Status } from '../../domain/session/overview.ts';
import { reconcile, type Reconciled } from '../../domain/session/reconcile.ts';
import { openableGate, type RowStanding } from '../../domain/session/standing.ts';
import { takenOverStanding } from '../../domain/session/taken-over.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { OverviewFile } from '../ports/session/session-files.ts';
import type { RunState } from '../ports/session/state.ts';
import type { SessionReader } from '../ports/session/store.ts';

/** The field is one word; a longer text is a reason. */
const BLOCKED_LIMIT = 200;

/** The state of a session, from all of its files; read-only. */
export interface View {
  readonly ledger: Ledger;
  readonly state: RunState;
  readonly overview: Status | undefined;
  readonly phase: Phase;
  readonly reconciled: Reconciled;
  readonly standing: RowStanding;
  /**
   * The `Blocked` of the overview, if the session has no history and was not begun by an agent of
   * ours.
   */
  readonly blocked: string | undefined;
  /** The session's running number so far, and the iterations recorded so far. */
  readonly iteration: number;
  readonly total: number;
  /** A mark exists without its row: an agent ran and its iteration was not recorded. */
  readonly unrecorded: boolean;
  /** Whether a person's answers open the gate after requirements, with the current `_qa.md`. */
  readonly answersOpen: boolean;
  /** Answers in `_qa.md` that a person wrote there and that no row tells of yet. */
  readonly answersByHand: Answers | undefined;
  /** Why `_qa.md` does not open the gate; only where a person has to know it. */
  readonly questionsTrouble: QuestionsTrouble | undefined;
}

/** Parts of a session that the caller has read or written just now. */
export interface Known {
  readonly ledger?: Ledger;
  readonly state?: RunState;
  readonly overview?: OverviewFile;
}

/**
 * Reads the state of a session, except for the values in `known`. Throws a UserError if its
 * overview cannot be followed.
 */
export function look(store: SessionReader, known: Known = {}): View {
  const { ledger = store.ledger(), state = store.state() } = known;
  const mark = unrecordedMark(ledger, state);
  const unrecorded = mark !== undefined;
  const file = known.overview ?? store.overview();
  // Before the first row the mark decides: changes by the agent are not trusted.
  const history = ledger.phase ?? mark?.phase;
  const settled = ledger.rows === 0 || (state.settledRows ?? 0) >= ledger.rows;
  const reconciled = reconcile({
    history,
    overview: phaseOf(file, history !== undefined && (unrecorded || !settled)),
    settled,
    agentRan: unrecorded,
  });
  const overview = file.kind === 'status' ? file.status : undefined;
  const { phase } = reconciled;
  const blocked = mark?.phase === 'init' ? undefined : blockedOf(ledger, overview);
  const standing = standingOf(ledger, { phase, reconciled, blocked, overview });
  return {
    ...{ ledger, state, overview, phase, reconciled, standing, blocked, unrecorded },
    ...countsOf(ledger, overview, mark),
    ...answersOf(store, { ledger, state, phase, standing }),
  };
}

/** The mark of an attempt that no row tells of. */
function unrecordedMark({ last }: Ledger, { mark }: RunState): RunState['mark'] {
  return mark?.run === last?.run && mark?.iteration === last?.iteration ? undefined : mark;
}

/**
 * The history's; before its first row those of the overview, but never what an agent of ours wrote
 * there: the agent of init writes the overview again.
 */
function countsOf(
  { iteration, total, foreignRows }: Ledger,
  overview: Status | undefined,
  mark: RunState['mark'],
): Pick<View, 'iteration' | 'total'> {
  const written = mark?.phase === 'init' ? undefined : overview;
  const number = mark === undefined ? written?.iteration : mark.iteration - 1;
  return {
    // A run that gave up leaves a row, but uses up no number.
    iteration: iteration || Math.max(number ?? 0, foreignRows),
    total: total || Math.max(written?.total ?? 0, foreignRows),
  };
}

/** An invalid overview counts as missing if the history will repair it. */
function phaseOf(file: OverviewFile, willBeMended: boolean): Phase | undefined {
  if (file.kind === 'status') return file.status.phase;
  if (file.kind === 'missing' || willBeMended) return undefined;
  throw new UserError(file.message, {
    hint: `write the phase there from which the session is to go on, such as "Phase: ${file.like ?? 'investigation'}"`,
  });
}

function blockedOf({ phase, foreignLast }: Ledger, overview?: Status): string | undefined {
  return phase === undefined && foreignLast === undefined
    ? overview?.blocked.slice(0, BLOCKED_LIMIT)
    : undefined;
}

function standingOf(
  ledger: Ledger,
  {
    phase,
    reconciled,
    blocked,
    overview,
  }: Pick<View, 'phase' | 'reconciled' | 'blocked' | 'overview'>,
): RowStanding {
  if (ledger.phase !== undefined && reconciled.kind === 'override') return { kind: 'ready' };
  const standing =
    ledger.phase === undefined
      ? takenOverStanding(ledger.foreignLast, phase, blocked)
      : ledger.standing;
  // The Python tool's rows do not say what was done.
  return standing.kind === 'done'
    ? { kind: 'done', summary: standing.summary ?? overview?.lastAction }
    : standing;
}

const NOT_ASKED = { answersOpen: false, answersByHand: undefined, questionsTrouble: undefined };

function answersOf(
  store: SessionReader,
  { ledger, state, phase, standing }: Pick<View, 'ledger' | 'state' | 'phase' | 'standing'>,
): Pick<View, 'answersOpen' | 'answersByHand' | 'questionsTrouble'> {
  const isAwaited = openableGate(standing) === 'answers';
  // The Python tool could wait for answers in planning, too.
  if (phase !== 'requirements' && !isAwaited) return NOT_ASKED;
  const file = store.questions();
  if (isAnswersGateOpen(ledger.given, file?.text)) return { ...NOT_ASKED, answersOpen: true };
  const byAgent = file?.hash === (state.questionsAfterRun ?? undefined);
  const answers = byAgent || state.mark !== undefined ? undefined : allAnswers(file?.text);
  const agents = agentsAnswers(answers, state.answersAfterRun, ledger.given);
  if (answers !== undefined && agents.length === 0) return { ...NOT_ASKED, answersByHand: answers };
  if (!isAwaited) return NOT_ASKED;
  const writer = writerOf(file?.hash, state.questionsAfterRun);
  return { ...NOT_ASKED, questionsTrouble: questionsTrouble(file?.text, writer, agents) };
}

function writerOf(hash: string | undefined, afterRun: RunState['questionsAfterRun']): LastWriter {
  if (afterRun === undefined) return 'unknown';
  return (hash ?? null) === afterRun ? 'agent' : 'person';
}

/** The phase in which the agent ran: the mark's, even if the overview has changed. */
export function phaseBefore(view: View): Phase {
  return view.state.mark?.phase ?? view.phase;
}
