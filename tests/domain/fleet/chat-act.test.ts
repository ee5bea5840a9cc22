import { expect, test } from 'vitest';
import { readAct } from '../../../src/domain/fleet/act.ts';
import { chatActOf, incomingOf, meantBy } from '../../../src/domain/fleet/chat/chat-act.ts';
import { readReply, writeReply } from '../../../src/domain/fleet/chat/chat-reply.ts';
import type { ChatReply, Incoming } from '../../../src/domain/people/chat.ts';
import type { Token } from '../../../src/domain/people/token.ts';

const session = '0123456789abcdef';
const choose: Token = { kind: 'choose', session, asked: '01234567', question: 2, option: 1 };

const SENDER = { user: 7, chats: ['-100'], isGroup: true };
const said = (what: Incoming['what'], more: Partial<Incoming> = {}): Incoming => ({
  ...{ source: 'telegram:bot12345:7', by: 'telegram:ann', sender: SENDER, ...more, what },
});

function sent(incoming: Incoming): unknown {
  const meant = meantBy(incoming);
  if (meant === undefined) return undefined;
  const place = { folder: '26-11-30-it', iteration: 4 };
  const act = readAct(JSON.parse(JSON.stringify(chatActOf(incoming, meant, place))));
  if (act?.kind !== 'chat') return undefined;
  const { source: id, by } = incoming;
  return incomingOf(act, { id, by, atMs: 5 });
}

test('a press and a reply reach another machine as they were said', () => {
  const press = said({ kind: 'press', token: choose }, { topic: 3 });
  expect(sent(press)).toEqual({ ...press, atMs: 5 });
  const reference: Token = { kind: 'note', session };
  const reply = said({ kind: 'text', text: 'use it', reference }, { isEdited: true });
  expect(sent(reply)).toEqual({ ...reply, atMs: 5 });
});

test('an act that names nothing it saw is for the iteration that the fleet knew of', () => {
  const iterationOf = (token: Token): number | undefined =>
    chatActOf(said({ kind: 'press', token }), { token }, { folder: 'it', iteration: 4 })?.iteration;
  expect(iterationOf({ kind: 'resume', session })).toBe(4);
  expect(iterationOf({ kind: 'none', session })).toBe(4);
  expect(iterationOf(choose)).toBeUndefined();
});

test('what names no session is no act', () => {
  expect(sent(said({ kind: 'press', token: undefined }))).toBeUndefined();
  expect(sent(said({ kind: 'text', text: 'hi', reference: undefined }))).toBeUndefined();
  expect(sent(said({ kind: 'command', word: 'list', rest: '' }))).toBeUndefined();
});

test('an answer comes back with its buttons; of another form it is none', () => {
  const reply: ChatReply = {
    ...{ said: 'Q2 is answered.', closes: '✅ Q2', closed: [{ asked: '01234567', question: 2 }] },
    messages: [
      {
        ...{ title: 'Status', text: 'it waits', buttons: [[{ text: 'b', token: choose }]] },
        ...{ reference: { kind: 'note', session }, asksForReply: true },
      },
    ],
  };
  expect(readReply(writeReply({ ...reply, hasEffect: true }))).toEqual(reply);
  expect(readReply('{"said":1}')).toBeUndefined();
});
