import {
  type ActOutcome,
  type CommandAct,
  type SentAct,
  sourceOf,
} from '../../domain/fleet/act.ts';
import {
  type NamedAnswers,
  numberOf,
  overridden,
} from '../../domain/questions/answers/named-answers.ts';
import { isPlaceholder } from '../../domain/questions/placeholder.ts';
import { readQuestions } from '../../domain/questions/questions.ts';
import { isHeldByRun } from '../../domain/session/push-holder.ts';
import { unpublishedOf } from '../../domain/session/standing.ts';
import { UserError } from '../../domain/text/user-error.ts';
import type { Actor, Done } from '../people/acts.ts';
import { answer, answerNone } from '../people/answer.ts';
import { approve, reject } from '../people/approve.ts';
import { suggestedAnswers } from '../people/asked.ts';
import { resume } from '../people/resume.ts';
import { steerSession } from '../people/steer.ts';
import type { ActedOn } from '../ports/fleet/acts.ts';
import { look } from '../session/look.ts';
import { actOnRecord } from '../tampering/tampering.ts';
import { tokenNow } from './asks.ts';

type Steering = Extract<CommandAct, { kind: 'pause' | 'stop' | 'note' }>;
type Deciding = Exclude<CommandAct, Steering>;

/**
 * Carries out an act from another machine by the use case of the local command, once: its row has the act as its
 * source. Undefined: not now; it stays open.
 */
export async function applyAct(
  session: ActedOn,
  sent: SentAct & { readonly act: CommandAct },
  /** An earlier try could not carry it out. */
  isTriedAgain: boolean,
): Promise<ActOutcome | undefined> {
  const { act } = sent;
  try {
    const outcome =
      act.kind === 'pause' || act.kind === 'stop' || act.kind === 'note'
        ? await steer(session, sent, act)
        : await decide(session, { ...sent, act }, isTriedAgain);
    await session.tellOpenings();
    return outcome;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Another command writes to the session, or its run is to write first.
    if (error instanceof AgentAtWork) return { ...refused(error.message), exitCode: BUSY };
    if (error.exitCode === BUSY) return undefined;
    const said = error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
    return { ...refused(said), exitCode: error.exitCode };
  }
}

function refused(said: string): ActOutcome {
  return { isDone: false, said };
}

const BUSY = 6;

/** As the local command says it. Thrown, because what an act returns wakes the session. */
class AgentAtWork extends UserError {
  constructor() {
    super('an agent is at work in this session');
  }
}

/** The clocks of two machines differ. */
const SLACK_MS = 2000;

async function steer(session: ActedOn, sent: SentAct, act: Steering): Promise<ActOutcome> {
  const { store, leases, words } = session;
  const source = sourceOf(sent);
  const done = (): ActOutcome => ({ isDone: true, said: words(look(store)) });
  if (store.ledger().sources.includes(source)) return done();
  const holder = leases.holder();
  if (act.kind === 'stop') {
    if (!isHeldByRun(holder)) {
      return { isDone: true, said: 'no run holds it, so there is nothing to stop' };
    }
    const madeAt = Date.now() - sent.ageMs;
    if (Date.parse(holder.since) > madeAt + SLACK_MS) {
      return refused('the run that you meant is over; nothing was stopped');
    }
  }
  const { kind, note } = act;
  const run = kind === 'stop' ? holder?.run : undefined;
  await steerSession(session, { kind, by: sent.by, note, source, run });
  if (holder === undefined) return done();
  const when = holder.busy ? 'when the iteration in progress is over' : 'within a second';
  return { isDone: true, said: `${STEERED[kind]} ${when}` };
}

const STEERED = {
  pause: 'it pauses',
  stop: 'it stops',
  note: 'the next agent gets the note',
} as const;

async function decide(
  session: ActedOn,
  sent: SentAct & { readonly act: Deciding },
  isTriedAgain: boolean,
): Promise<ActOutcome | undefined> {
  const { act } = sent;
  const { store, leases, writer, words } = session;
  const actor = { by: sent.by, note: act.note, source: sourceOf(sent) };
  return await leases.exclusively(() => {
    const done = (remarks: readonly string[]): ActOutcome => ({
      isDone: true,
      said: [words(look(store)), ...remarks].join('; '),
    });
    if (store.ledger().sources.includes(actor.source)) return done([]);
    if (leases.holder()?.busy === true) throw new AgentAtWork();
    const { unrecorded, standing } = look(store);
    const isGivenAgain = act.kind === 'resume' && unpublishedOf(standing) !== undefined;
    // A run records it first: one that waits is woken, once.
    if (unrecorded && !isGivenAgain) {
      if (isTriedAgain) throw new UserError('its run has yet to record it', { exitCode: BUSY });
      return undefined;
    }
    const { remarks } = actOnRecord(writer, () => carryOut(session, act, { actor, sent }));
    store.saveCheckpoint();
    return done(remarks);
  });
}

function carryOut(
  { writer }: ActedOn,
  act: Deciding,
  { actor, sent: { token } }: { readonly actor: Actor; readonly sent: SentAct },
): Done {
  const { store } = writer;
  switch (act.kind) {
    case 'approve':
    case 'reject':
      refuseStale(token, tokenNow(store, 'plan_approval'), 'the plan has changed since');
      return act.kind === 'approve'
        ? approve(writer, actor)
        : reject(writer, { ...actor, note: act.note });
    case 'answer':
    case 'answer-none':
      refuseStale(token, tokenNow(store, 'qa_answers'), 'the questions have changed since');
      return act.kind === 'answer'
        ? answer(writer, actor, answersOf(writer, act))
        : answerNone(writer, actor);
    case 'resume':
      if (token !== null) refuseStale(token, String(look(store).iteration), 'it has gone on since');
      return resume(writer, actor, act.phase, act.waived);
  }
}

/** An act without a token is for nothing that a person saw. */
function refuseStale(token: string | null, now: string | null, why: string): void {
  if (token === null || token !== now) {
    throw new UserError(`${why}; nothing was done`, { hint: 'look at it, and act again' });
  }
}

function answersOf(
  { store }: ActedOn['writer'],
  { answers, takesSuggestions }: Extract<CommandAct, { kind: 'answer' }>,
): NamedAnswers {
  const file = store.questions();
  const text = file?.text ?? '';
  const questions = readQuestions(text);
  for (const [name, said] of Object.entries(answers)) {
    const number = numberOf(name);
    if (!questions.some((question) => String(question.number) === number)) {
      const valid = questions.map((question) => question.number).join(', ');
      throw new UserError(`there is no question ${number}; the questions are ${valid}`);
    }
    if (isPlaceholder(said))
      throw new UserError(`Q${number}: that is a placeholder, not an answer`);
  }
  if (!takesSuggestions) return answers;
  const isAgents = file?.hash === store.state().questionsAfterRun;
  return overridden(suggestedAnswers(text, { isAgents }), answers);
}
