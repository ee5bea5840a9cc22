import type { ChatReply } from '../../domain/people/chat.ts';
import { planToken } from '../../domain/people/token.ts';
import { gateOf } from '../../domain/session/standing.ts';
import { approve, reject } from '../people/approve.ts';
import { resume } from '../people/resume.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { once, refused, type Sender } from './once.ts';

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

/** The current plan, if it is not the one that was shown. */
function planStale({ store, name }: OpenedSession, plan: string): ChatReply | undefined {
  if (planToken(store.planFiles().hash) === plan) return undefined;
  return refused(`The plan of ${name} has changed since; read it again. Nothing was done.`);
}
