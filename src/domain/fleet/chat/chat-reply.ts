import * as z from 'zod/mini';
import type { ChatReply } from '../../people/chat.ts';
import { readToken, type Token, writeToken } from '../../people/token.ts';
import { readJson } from '../../text/read-json.ts';

const reply = z.object({
  said: z.string(),
  closes: z.optional(z.string()),
  closed: z.optional(z.array(z.object({ asked: z.string(), question: z.number() }))),
  messages: z.optional(
    z.array(
      z.object({
        ...{ title: z.string(), text: z.string(), reference: z.optional(z.string()) },
        buttons: z.array(z.array(z.object({ text: z.string(), token: z.string() }))),
        asksForReply: z.optional(z.boolean()),
      }),
    ),
  ),
});

/** The answer to a message from Telegram, for the machine that received it. */
export function writeReply(answer: ChatReply): string {
  const { messages } = answer;
  return JSON.stringify({
    ...answer,
    messages: messages?.map((message) => ({
      ...message,
      reference: message.reference && writeToken(message.reference),
      buttons: message.buttons.map((row) =>
        row.map(({ text, token }) => ({ text, token: writeToken(token) })),
      ),
    })),
  });
}

/** Undefined: it is none of this version. */
export function readReply(text: string): ChatReply | undefined {
  const read = readJson(reply, text);
  if (read === undefined) return undefined;
  const { said, closes, closed, messages } = read;
  return {
    ...{ said, closes },
    ...(closed !== undefined && { closed }),
    messages: (messages ?? []).map(({ title, text: words, reference, buttons, asksForReply }) => ({
      ...{ title, text: words },
      reference: reference === undefined ? undefined : readToken(reference),
      buttons: buttons.map((row) => row.flatMap(button)),
      ...(asksForReply !== undefined && { asksForReply }),
    })),
  };
}

function button(one: { readonly text: string; readonly token: string }) {
  const token: Token | undefined = readToken(one.token);
  return token === undefined ? [] : [{ text: one.text, token }];
}
