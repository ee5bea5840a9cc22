import { fingerprint } from '../text/fingerprint.ts';

/** The words that a person can send about one session. */
export const CHAT_COMMANDS = ['status', 'pause', 'resume', 'stop', 'log'] as const;
export type ChatCommand = (typeof CHAT_COMMANDS)[number];

/**
 * The reference that a button carries, or that a message has for replies (`reference.ts`). The
 * message itself holds all of it, so it survives the loss of our files; short hashes name its
 * subject.
 */
export type Token =
  /** `plan` is the beginning of the hash of the plan files: another plan needs another look. */
  | { readonly kind: 'approve' | 'reject' | 'why'; readonly session: string; readonly plan: string }
  | {
      readonly kind: 'choose';
      readonly session: string;
      readonly asked: string;
      readonly question: number;
      /** Counted from 0 in the question's own order. */
      readonly option: number;
    }
  /** The question's suggestion, or (a reply) an answer in words. */
  | {
      readonly kind: 'suggested' | 'answer';
      readonly session: string;
      readonly asked: string;
      readonly question: number;
    }
  /** A reply in words to several questions, as `roundOf` names them. */
  | { readonly kind: 'answers'; readonly session: string; readonly round: string }
  /** No questions are needed; a note for the next agent; a command. */
  | { readonly kind: 'none' | 'note' | ChatCommand; readonly session: string };

/** The API takes no more in a button. */
export const TOKEN_LIMIT_BYTES = 64;

const LETTERS = {
  approve: 'a',
  reject: 'r',
  why: 'w',
  choose: 'c',
  suggested: 's',
  answer: 'q',
  answers: 'Q',
  none: 'n',
  note: 't',
  status: 'S',
  pause: 'P',
  resume: 'R',
  stop: 'X',
  log: 'L',
} as const satisfies Record<Token['kind'], string>;

const SESSION = /^[0-9a-f]{16}$/;
const HASH = /^[0-9a-f]{8}$/;
const NUMBER = /^\d{1,4}$/;

/** The short name of a session on this machine: the same for the same folder. */
export function sessionToken(path: string): string {
  return fingerprint(path);
}

/** Shortens a plan's hash for a token. */
export function planToken(hash: string): string {
  return hash.slice(0, 8);
}

/** At most 64 bytes; read back by `readToken`. */
export function writeToken(token: Token): string {
  const parts: (string | number)[] = [LETTERS[token.kind], token.session];
  if ('plan' in token) parts.push(token.plan);
  if ('round' in token) parts.push(token.round);
  if ('asked' in token) parts.push(token.asked, token.question);
  if ('option' in token) parts.push(token.option);
  return parts.join('.');
}

/** Undefined for anything that `writeToken` did not write. Never throws. */
export function readToken(text: string): Token | undefined {
  const [letter, session = '', ...fields] = text.split('.');
  const kind = KINDS.find((one) => LETTERS[one] === letter);
  if (kind === undefined || !SESSION.test(session)) return undefined;
  const [hash = '', question = '', option = ''] = fields;
  const asks = { session, asked: hash, question: Number(question) };
  switch (kind) {
    case 'approve':
    case 'reject':
    case 'why':
      return fit(fields, [HASH]) ? { kind, session, plan: hash } : undefined;
    case 'answers':
      return fit(fields, [HASH]) ? { kind, session, round: hash } : undefined;
    case 'choose':
      if (!fit(fields, [HASH, NUMBER, NUMBER])) return undefined;
      return { kind, ...asks, option: Number(option) };
    case 'suggested':
    case 'answer':
      return fit(fields, [HASH, NUMBER]) ? { kind, ...asks } : undefined;
    case 'none':
    case 'note':
    case 'status':
    case 'pause':
    case 'resume':
    case 'stop':
    case 'log':
      return fields.length === 0 ? { kind, session } : undefined;
  }
}

function fit(fields: readonly string[], forms: readonly RegExp[]): boolean {
  return fields.length === forms.length && forms.every((form, at) => form.test(fields[at] ?? ''));
}

const KINDS = Object.keys(LETTERS) as readonly Token['kind'][];
