import { expect, test } from 'vitest';
import type { ChatFleet, ChatSession } from '../../../src/app/ports/fleet/chat.ts';
import type { OpenedSession, SessionDirectory } from '../../../src/app/ports/telegram.ts';
import { applyAnywhere } from '../../../src/app/telegram/anywhere.ts';
import type { ChatReply, Incoming } from '../../../src/domain/people/chat.ts';

const NONE_HERE: SessionDirectory = {
  sessions: () => [],
  open: () => undefined,
  queue: () => Promise.resolve({ queued: [], slots: [] }),
  chatOf: () => undefined,
  now: () => 0,
};

const there = (session: string, more: Partial<ChatSession> = {}): ChatSession => ({
  ...{ token: session.padEnd(16, '0'), session, config: '/shop/.samocode', folder: session },
  ...{
    topic: undefined,
    rules: undefined,
    isListed: true,
    machine: 'build-2',
    isHere: false,
    phase: 'planning',
    state: 'waiting',
  },
  ...{ iteration: 4, reason: 'a plan', seenAgoMs: 120_000, ...more },
});

/** A fleet with these sessions; `undefined`: its database is silent. */
function fleetWith(
  sessions: readonly ChatSession[] | undefined,
  last: readonly ChatSession[] = [],
) {
  const sent: string[] = [];
  const known = (): Promise<readonly ChatSession[]> =>
    sessions === undefined ? Promise.reject(new Error('silent')) : Promise.resolve(sessions);
  const fleet: ChatFleet = {
    machine: 'build-1',
    sessions: known,
    lastKnown: () => sessions ?? last,
    find: async (token) => (await known()).find((one) => one.token === token),
    send: ({ session }, { source }, { token }) => {
      sent.push(`${source} ${token.kind} ${session}`);
      if (session === 'cut') return Promise.reject(new Error('silent'));
      return Promise.resolve(session === 'late' ? undefined : { said: 'done there' });
    },
    list: () => Promise.resolve([]),
  };
  return { fleet, sent };
}

const say = async (fleet: ChatFleet, what: Incoming['what'], more: Partial<Incoming> = {}) =>
  await applyAnywhere(NONE_HERE, fleet, { source: 's1', by: 'telegram:ann', ...more, what });
const command = (word: string, rest = ''): Incoming['what'] => ({ kind: 'command', word, rest });
const press = (session: string): Incoming['what'] => ({
  kind: 'press',
  token: { kind: 'resume', session },
});
const textOf = ({ messages }: ChatReply): string => messages?.[0]?.text ?? '';

test('a command goes to the machine of its session, as if its button had been pressed', async () => {
  const { fleet, sent } = fleetWith([there('one'), there('two')]);
  expect(await say(fleet, command('pause', 'two'))).toEqual({ said: 'done there' });
  expect(sent).toEqual(['s1 pause two']);
  const asked = await say(fleet, command('pause'));
  expect(asked.messages?.[0]?.buttons.flat().map(({ text }) => text)).toEqual(['one', 'two']);
  expect(textOf(await say(fleet, command('status')))).toContain(
    'one: waiting in planning, iteration 4\non build-2; a plan',
  );
});

test('a person is told where an act that waits was sent', async () => {
  const late = there('late');
  expect((await say(fleetWith([late]).fleet, press(late.token))).said).toBe(
    'Sent to build-2 (seen 2 min ago), which has late; the outcome comes here.',
  );
});

test('where the fleet cannot be asked, nothing is done for a session that another machine may have', async () => {
  const { fleet, sent } = fleetWith(undefined);
  expect((await say(fleet, press(there('one').token))).said).toMatch(/Nothing was done.*later/);
  expect((await say(fleet, command('pause', 'one'))).said).toContain('There is no session "one"');
  expect(sent).toEqual([]);
});

test('where the fleet cannot be asked, files of a session that was taken over are left alone', async () => {
  const token = there('one').token;
  // Files of which any use would fail.
  const old: SessionDirectory = { ...NONE_HERE, open: () => ({}) as OpenedSession };
  const incoming: Incoming = { source: 's1', by: 'telegram:ann', what: press(token) };
  const { fleet } = fleetWith(undefined, [there('one')]);
  expect((await applyAnywhere(old, fleet, incoming)).said).toContain('cannot be asked');
});

test('a session that the fleet does not know yet keeps its buttons', async () => {
  const reply = await say(fleetWith([]).fleet, press(there('one').token));
  expect(reply.said).toContain('does not know that session (yet)');
  expect(reply.closes).toBeUndefined();
});

test('a person is told that an act may have been sent', async () => {
  const { said } = await say(fleetWith([there('cut')]).fleet, press(there('cut').token));
  expect(said).toMatch(/may have been sent to build-2.*the outcome comes here/);
});

test('sessions of other topics stay as they are', async () => {
  const { fleet, sent } = fleetWith([there('one', { topic: 5 })]);
  expect((await say(fleet, command('pause', 'one'), { topic: 6 })).said).toContain('no session');
  expect(sent).toEqual([]);
});

test('the project of a session says who may act on it, and for whom a list shows it', async () => {
  const rules = (...userIds: number[]) => ({ chats: ['-42'], userIds });
  const inLine = (session: string) => ({ session, config: `/${session}/.samocode` });
  const [shop, bank] = [inLine('shop'), inLine('bank')];
  const { fleet, sent } = fleetWith([
    there('shop', { ...shop, rules: rules() }),
    there('bank', { ...bank, rules: rules(8) }),
  ]);
  const listing: ChatFleet = {
    ...fleet,
    list: () =>
      Promise.resolve(
        [shop, bank].map(
          (one) => ({ ...one, machine: null, isRunning: true, reason: null }) as never,
        ),
      ),
  };
  const sender = (user: number) => ({ user, chats: ['-42'], isGroup: true });
  const list = async (user: number, more: Partial<Incoming>) =>
    await say(listing, command('list'), { sender: sender(user), ...more });
  expect(textOf(await list(8, { isAnybody: true }))).toMatch(/^bank [^\n]*$/);
  expect((await list(9, { isAnybody: true })).said).toContain('this is a group');
  expect(textOf(await list(8, { isForOthers: true }))).toMatch(/^bank [^\n]*$/);
  // Whichever project polls.
  expect(textOf(await list(8, {}))).toMatch(/^bank [^\n]*$/);
  // Its machine knows the rules of now.
  await say(fleet, press(there('shop').token), { sender: sender(9), isAnybody: true });
  expect(sent).toEqual(['s1 resume shop']);
});

test('a session whose chat is not known is shown to people of the project that polls alone', async () => {
  const rules = { chats: ['-43'], userIds: [] };
  const { fleet, sent } = fleetWith([there('unknown'), there('bank', { rules })]);
  const sender = { user: 5, chats: ['-43'], isGroup: true };
  await say(fleet, command('pause'), { sender, isForOthers: true });
  await say(fleet, command('pause'), { sender: { ...sender, chats: ['-42'] } });
  expect(sent).toEqual(['s1 pause bank', 's1 pause unknown']);
});

test('a list has the sessions of the projects that name a person, of which the machines or the settings here tell', async () => {
  const session = (name: string) => ({
    session: name,
    config: `/${name}/.samocode`,
    machine: null,
    state: 'waiting',
    reason: null,
  });
  const all = ['bank', 'old', 'other', 'unknown'].map(session);
  const bank = there('bank', {
    config: '/bank/.samocode',
    rules: { chats: ['-42'], userIds: [8] },
  });
  const { fleet } = fleetWith([]);
  const asked: ChatFleet = {
    ...fleet,
    // One that is done and listed no more.
    lastKnown: () => [{ ...bank, isListed: false }],
    list: () => Promise.resolve(all as never),
  };
  const here: SessionDirectory = {
    ...NONE_HERE,
    chatOf: (config) => {
      if (config.includes('unknown')) return { kind: 'unreadable', why: 'away', last: undefined };
      const rules = config.includes('old') ? { chats: ['-42'], userIds: [8] } : undefined;
      return { kind: 'read', rules };
    },
  };
  const list = async (user: number, more: Partial<Incoming> = {}): Promise<string> =>
    textOf(
      await applyAnywhere(here, asked, {
        ...{ source: 's1', by: 'telegram:ann', what: command('list') },
        ...{ sender: { user, chats: ['-42'], isGroup: true }, ...more },
      }),
    );
  const names = (text: string): readonly string[] => text.match(/^\w+(?= \()/gm) ?? [];
  expect(names(await list(8, { isForOthers: true }))).toEqual(['bank', 'old']);
  expect(names(await list(8))).toEqual(['bank', 'old', 'unknown']);
  expect(names(await list(5))).toEqual(['unknown']);
  expect(await list(9, { isForOthers: true })).toBe('no session is in line');
});
