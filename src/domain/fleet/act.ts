import * as z from 'zod/mini';
import type { ChatReply } from '../people/chat.ts';
import { PHASES } from '../phases/phase.ts';
import { PROMISES } from '../phases/rules.ts';
import { type DataOf, fits } from '../text/read-json.ts';
import { chatAct } from './chat/chat-act.ts';

const note = { note: z.optional(z.string()) };

/** A person's act on a session that another machine has, by the name of its command. */
const act = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approve'), ...note }),
  z.object({ kind: z.literal('reject'), note: z.string() }),
  z.object({
    kind: z.literal('answer'),
    /** By number of the question, or by number and wording. */
    answers: z.record(z.string(), z.string()),
    /** The others get the agent's suggestions. */
    takesSuggestions: z.boolean(),
    ...note,
  }),
  /** No question needs an answer. */
  z.object({ kind: z.literal('answer-none'), ...note }),
  z.object({
    kind: z.literal('resume'),
    phase: z.optional(z.enum(PHASES)),
    waived: z.optional(z.array(z.enum(PROMISES))),
    ...note,
  }),
  z.object({ kind: z.literal('pause'), ...note }),
  z.object({ kind: z.literal('stop'), ...note }),
  z.object({ kind: z.literal('note'), note: z.string() }),
  chatAct,
]);
export type FleetAct = DataOf<typeof act>;
/** One by a command; a message from Telegram has rules of its own. */
export type CommandAct = Exclude<FleetAct, { kind: 'chat' }>;

/** What a plan's or a question's act has to be for: the thing that the session waits for. Undefined: it opens no gate. */
export function awaitedBy({ kind }: FleetAct): 'plan_approval' | 'qa_answers' | undefined {
  if (kind === 'approve' || kind === 'reject') return 'plan_approval';
  return kind === 'answer' || kind === 'answer-none' ? 'qa_answers' : undefined;
}

/** Undefined: a later version of samocode wrote it. */
export function readAct(value: unknown): FleetAct | undefined {
  return fits(act, value) ? value : undefined;
}

/** An act that is to be carried out. */
export interface SentAct {
  readonly id: string;
  readonly config: string;
  readonly session: string;
  /** The folder name of the session, where it is known. */
  readonly folder: string | null;
  /** Undefined: this version does not know it. */
  readonly act: FleetAct | undefined;
  /** The plan or the questions that the person saw (`planToken`, `roundOf`), of a resume the iteration; null: none. */
  readonly token: string | null;
  readonly by: string;
  /** How long ago it was made, by the clock of the database. */
  readonly ageMs: number;
}

/** The source of the row that an act leaves in the history: with it no act is carried out twice. */
export function sourceOf({ id }: Pick<SentAct, 'id'>): string {
  return `fleet:${id}`;
}

/** What became of an act, in words for the person. */
export interface ActOutcome {
  readonly isDone: boolean;
  readonly said: string;
  /** The exit code of the local command that is refused in the same way. */
  readonly exitCode?: number | undefined;
  /** Of a message from Telegram. */
  readonly reply?: ChatReply;
}

/** An act as the fleet knows it. */
export interface KnownAct {
  readonly id: string;
  /** The name of its command; another machine may have a later version. */
  readonly kind: string;
  readonly by: string;
  /** Since it was made. */
  readonly agoMs: number;
  /** Null: it has not been carried out yet. */
  readonly outcome: ActOutcome | null;
}
