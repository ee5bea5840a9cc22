import type { Dispatcher, FormData } from 'undici';
import * as z from 'zod/mini';
import { errorCode } from '../../../domain/text/error-code.ts';
import { jsonOf } from '../../../domain/text/read-json.ts';
import { orAborted } from '../dispatcher.ts';
import { movedId } from './moved-chat.ts';

/** What one request came to. */
export type TelegramAnswer =
  | { readonly kind: 'delivered'; readonly result: unknown }
  /** The API said no; `status` 400 may be the markup's fault. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly reason: string;
      /** The group became a supergroup, and has this id now. */
      readonly movedTo?: string | undefined;
    }
  /** 429: too many messages, come back in `waitMs`. */
  | { readonly kind: 'later'; readonly waitMs: number }
  /** Nothing usable came back; `passing` when another request may do better. */
  | { readonly kind: 'failed'; readonly passing: boolean; readonly reason: string }
  /** No answer in time: it is unknown whether the request arrived. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/** A text file of a request. */
export interface Upload {
  readonly field: string;
  readonly name: string;
  readonly text: string;
}

/** One POST: of JSON, or of a form where it has a file. */
export interface TelegramRequest {
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly upload?: Upload | undefined;
  readonly userAgent: string;
  readonly dispatcher: Dispatcher;
  /** For connecting, headers and body together. */
  readonly limitMs: number;
  /** Aborted when the answer is no longer needed. */
  readonly stop: AbortSignal;
}

/** Longer answers are not the Bot API's: of ten updates none is longer than a few kilobytes. */
const ANSWER_LIMIT_BYTES = 1_048_576;

const answerSchema = z.object({
  ok: z.boolean(),
  result: z.optional(z.unknown()),
  description: z.optional(z.string()),
  parameters: z.optional(
    z.object({
      retry_after: z.optional(z.number().check(z.nonnegative())),
      migrate_to_chat_id: z.optional(z.unknown()),
    }),
  ),
});

/**
 * Sends one request and reads its answer (https://core.telegram.org/bots/api#making-requests). Never
 * rejects. Reasons may hold the token (in a URL): the caller must redact them.
 */
export async function askTelegram(request: TelegramRequest): Promise<TelegramAnswer> {
  if (request.stop.aborted) return failed('stopped before it was sent');
  const timeout = new AbortController();
  // Not AbortSignal.timeout: its timer would let the process end with the request still open.
  const timer = setTimeout(() => {
    timeout.abort();
  }, request.limitMs);
  try {
    const signal = AbortSignal.any([timeout.signal, request.stop]);
    const { status, text } = await orAborted(post(request, signal), signal);
    return readAnswer(status, text);
  } catch (error) {
    if (isAborted(request.stop)) {
      return { kind: 'unanswered', reason: 'stopped before it was answered' };
    }
    if (timeout.signal.aborted) {
      return { kind: 'unanswered', reason: `no answer within ${request.limitMs} ms` };
    }
    return { kind: 'failed', passing: true, reason: errorText(error) };
  } finally {
    clearTimeout(timer);
  }
}

async function post(
  { url, body, upload, userAgent, dispatcher }: TelegramRequest,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const { FormData, request } = await import('undici');
  const isJson = upload === undefined;
  const response = await request(url, {
    method: 'POST',
    // undici adds the type of a form, with its boundary.
    headers: { 'user-agent': userAgent, ...(isJson && { 'content-type': 'application/json' }) },
    body: isJson ? JSON.stringify(body) : formOf(new FormData(), body, upload),
    dispatcher,
    signal,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_LIMIT_BYTES) break;
    chunks.push(chunk);
  }
  return { status: response.statusCode, text: Buffer.concat(chunks).toString('utf8') };
}

/** A value that is no text goes as JSON (https://core.telegram.org/bots/api#making-requests). */
function formOf(form: FormData, body: TelegramRequest['body'], upload: Upload): FormData {
  for (const [key, value] of Object.entries(body)) {
    if (value !== undefined)
      form.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const file = new Blob([upload.text], { type: 'text/plain' });
  form.set(upload.field, file, upload.name);
  return form;
}

function readAnswer(status: number, text: string): TelegramAnswer {
  const parsed = answerSchema.safeParse(jsonOf(text));
  if (status === 429)
    return { kind: 'later', waitMs: waitMs(parsed.data?.parameters?.retry_after) };
  if (!parsed.success) {
    const reason = `HTTP ${status} with an answer that is not the Bot API's`;
    return { kind: 'failed', passing: status >= 500, reason };
  }
  if (parsed.data.ok) return { kind: 'delivered', result: parsed.data.result };
  const reason = `HTTP ${status}: ${parsed.data.description ?? 'no description'}`;
  if (status >= 500) return { kind: 'failed', passing: true, reason };
  const movedTo = movedId(parsed.data.parameters?.migrate_to_chat_id);
  return { kind: 'refused', status, reason, movedTo };
}

/** At least a second, so that a server which says 0 is not asked in a tight loop. */
function waitMs(retryAfterSeconds: number | undefined): number {
  return Math.max(1, retryAfterSeconds ?? 1) * 1000;
}

/** A function, because the value may change at any time. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function failed(reason: string): TelegramAnswer {
  return { kind: 'failed', passing: false, reason };
}

/** The message, or the code where there is none (an AggregateError of a refused connection). */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return errorCode(error) ?? error.name;
}
