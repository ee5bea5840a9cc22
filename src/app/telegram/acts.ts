import { type ChatReply, type Incoming, planToken } from '../../domain/people/chat.ts';
import { answerOf, askedOf, optionsOf } from '../../domain/questions/options.ts';
import { isPlaceholder } from '../../domain/questions/placeholder.ts';
import { type Question, readQuestions } from '../../domain/questions/questions.ts';
import { gateOf } from '../../domain/session/standing.ts';
import { printable } from '../../domain/text/printable.ts';
import { answer, answerNone, approve, reject, resume } from '../people/acts.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { actOnRecord } from '../tampering/tampering.ts';
import { withNext } from './next.ts';

const ANSWER_LIMIT = 4000;

type Sender = Pick<Incoming, 'source' | 'by'>;

/** The plan's approval, if it is still the plan that was shown. */
export async function approvePlan(
  session: OpenedSession,
  { by, source }: Sender,
  plan: string,
): Promise<ChatReply> {
  return await once(session, source, {
    done: `Approved: ${session.name} is in implementation.`,
    act: () => {
      const stale = planStale(session, plan);
      if (stale === undefined) approve(session.writer, { by, source });
      return stale;
    },
  });
}

/** Asks for the note that a rejection needs. */
export function askWhy(session: OpenedSession, plan: string): ChatReply {
  const stale = planStale(session, plan);
  if (stale !== undefined) return stale;
  return {
    said: 'What should change? Reply to the message below.',
    messages: [
      {
        title: `Reject the plan of ${session.name}`,
        text: 'Reply to this message with the changes that the planning agent should make.',
        buttons: [],
        reference: { kind: 'why', session: session.token, plan },
        asksForReply: true,
      },
    ],
  };
}

/** The rejection, with its note. */
export async function rejectPlan(
  session: OpenedSession,
  { by, source }: Sender,
  { plan, note }: { readonly plan: string; readonly note: string },
): Promise<ChatReply> {
  return await once(session, source, {
    done: `Rejected: your note goes to the planning agent of ${session.name}.`,
    act: () => {
      const stale = planStale(session, plan);
      if (stale === undefined) reject(session.writer, { by, source, note });
      return stale;
    },
  });
}

/** Clears a pause, a wait, a block. */
export async function resumeSession(
  session: OpenedSession,
  { by, source }: Sender,
): Promise<ChatReply> {
  let gate: string | undefined;
  const reply = await once(session, source, {
    done: `Resumed ${session.name}.`,
    act: () => {
      gate = gateOf(resume(session.writer, { by, source }, undefined).view.standing);
      return undefined;
    },
  });
  if (gate === undefined) return reply;
  return { ...reply, said: `Resumed, but ${session.name} still waits at the ${gate} gate.` };
}

/** A person's word that no questions are needed. */
export async function noneNeeded(
  session: OpenedSession,
  { by, source }: Sender,
): Promise<ChatReply> {
  return await once(session, source, {
    done: `No questions needed in ${session.name}.`,
    act: () => {
      answerNone(session.writer, { by, source });
      return undefined;
    },
  });
}

/** An answer to one question, as it was asked. */
export interface Chosen {
  readonly question: number;
  readonly asked: string;
  readonly pick:
    | { readonly kind: 'option'; readonly at: number }
    | { readonly kind: 'suggestion' }
    | { readonly kind: 'words'; readonly text: string };
}

/** Answers one question; the last one opens the gate by the usual rule. Never changes an answer given. */
export async function answerWith(
  session: OpenedSession,
  { by, source }: Sender,
  chosen: Chosen,
): Promise<ChatReply> {
  const name = `Q${chosen.question}`;
  return await once(session, source, {
    done: `${name} is answered.`,
    act: () => {
      const questions = readQuestions(session.store.questions()?.text ?? '');
      // Two rounds may both begin with Q1: the words tell which one is meant.
      const question = questions.find(
        (one) => one.number === chosen.question && askedOf(one) === chosen.asked,
      );
      if (question === undefined) {
        return refused(`${name} is not asked like this any more; nothing was changed.`);
      }
      if (question.answer !== undefined) {
        return refused(`${name} is answered already: ${printable(question.answer, 200)}`);
      }
      const text = textOf(question, chosen);
      if (text === undefined) return refused(`${name} has no such option; nothing was changed.`);
      if (isPlaceholder(text)) {
        return { said: `${name}: that is a placeholder, not an answer; nothing was changed.` };
      }
      answer(session.writer, { by, source }, { [String(chosen.question)]: text });
      const closes = `✅ ${name}: ${printable(text, 300)}`;
      const reply = { said: progress(session, name), closes };
      return hasOpen(session) ? reply : withNext(session, reply);
    },
  });
}

function textOf(question: Question, { pick }: Chosen): string | undefined {
  switch (pick.kind) {
    case 'option': {
      const option = optionsOf(question)[pick.at];
      return option === undefined ? undefined : answerOf(option);
    }
    case 'suggestion':
      return question.suggestion;
    case 'words':
      return printable(pick.text.replace(/\s+/g, ' '), ANSWER_LIMIT).trim();
  }
}

function hasOpen({ store }: OpenedSession): boolean {
  const questions = readQuestions(store.questions()?.text ?? '');
  return questions.some(({ answer: given }) => given === undefined);
}

function progress({ store, name: session }: OpenedSession, name: string): string {
  const questions = readQuestions(store.questions()?.text ?? '');
  const left = questions.filter(({ answer: given }) => given === undefined).length;
  if (left === 0) return `${name} is answered, and with it all of ${session}.`;
  return `${name} is answered; ${questions.length - left} of ${questions.length}.`;
}

/** The current plan, if it is not the one that was shown. */
function planStale({ store, name }: OpenedSession, plan: string): ChatReply | undefined {
  if (planToken(store.planFiles().hash) === plan) return undefined;
  return refused(`The plan of ${name} has changed since; read it again. Nothing was done.`);
}

function refused(said: string): ChatReply {
  return { said, closes: `⌛ ${said}` };
}

interface Act {
  /** The reply when it is done, now or earlier by the same update. */
  readonly done: string;
  /** A reply of its own, or undefined: done. */
  readonly act: () => ChatReply | undefined;
}

/** Acts under the write lock, while no agent works, and once per update. */
async function once(
  session: OpenedSession,
  source: string,
  { done, act }: Act,
): Promise<ChatReply> {
  const { store, leases } = session;
  return await leases.exclusively(() => {
    const finished = (): ChatReply => withNext(session, { said: done, closes: `✅ ${done}` });
    if (store.ledger().sources.includes(source)) return finished();
    if (leases.holder()?.busy === true) {
      return { said: `An agent is at work in ${session.name}; nothing was done.` };
    }
    const reply = actOnRecord(session.writer, act) ?? finished();
    session.saveCheckpoint();
    return reply;
  });
}
