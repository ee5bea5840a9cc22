import {
  type ActOutcome,
  awaitedBy,
  type CommandAct,
  type SentAct,
} from '../../domain/fleet/act.ts';
import { errorMessage } from '../../domain/text/error-code.ts';
import { orUserError, UserError } from '../../domain/text/user-error.ts';
import type { ActedOn, SentActs } from '../ports/fleet/acts.ts';
import { applyAct } from './apply-act.ts';
import { applyChat } from './apply-chat.ts';
import { askedOf, tokenNow } from './asks.ts';

export interface ActParts {
  readonly acts: SentActs;
  /** Throws a UserError where the session cannot be opened here. */
  readonly open: (sent: SentAct) => ActedOn;
  readonly warn: (text: string) => void;
  /** The acts that an earlier pass could not carry out. */
  readonly tried: Set<string>;
}

/** Carries out the acts that are open for sessions of this machine: those of one session in their order. */
export async function carryOutActs({ acts, open, warn, tried }: ActParts): Promise<void> {
  const waiting = new Set<string>();
  for (const sent of await acts.open()) {
    const session = `${sent.config}\n${sent.session}`;
    if (waiting.has(session)) continue;
    try {
      const outcome = await outcomeOf(sent, { acts, open }, tried.has(sent.id));
      if (outcome !== undefined) {
        await acts.settle(sent.id, outcome);
        tried.delete(sent.id);
        continue;
      }
    } catch (error) {
      warn(`an act on ${sent.session} is tried again: ${errorMessage(error)}`);
    }
    waiting.add(session);
    tried.add(sent.id);
  }
}

async function outcomeOf(
  sent: SentAct,
  { acts, open }: Pick<ActParts, 'acts' | 'open'>,
  isTriedAgain: boolean,
): Promise<ActOutcome | undefined> {
  const { act } = sent;
  if (act === undefined) {
    return { isDone: false, said: 'the machine of the session has an earlier version of samocode' };
  }
  const session = orUserError(() => open(sent));
  if (session instanceof UserError) return { isDone: false, said: session.message };
  if (act.kind === 'chat') return await applyChat(session, sent, act);
  await tellChanged(acts, session, { ...sent, act });
  return await applyAct(session, { ...sent, act }, isTriedAgain);
}

/** The person decided about an older plan, or older questions, and is to see those of now before they act again. */
async function tellChanged(
  acts: SentActs,
  { store }: ActedOn,
  sent: SentAct & { readonly act: CommandAct },
): Promise<void> {
  const awaited = awaitedBy(sent.act);
  if (awaited === undefined || tokenNow(store, awaited) === sent.token) return;
  await acts.tellAsked(sent, awaited, askedOf(store, awaited));
}
