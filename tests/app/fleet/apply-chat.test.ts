import { beforeEach, expect, test } from 'vitest';
import { applyChat } from '../../../src/app/fleet/apply-chat.ts';
import type { ActOutcome, SentAct } from '../../../src/domain/fleet/act.ts';
import type { ChatAct } from '../../../src/domain/fleet/chat/chat-act.ts';
import { planToken, sessionToken, writeToken } from '../../../src/domain/people/token.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import { leasesOf, newMachine, openRun, signals } from '../../support/session-run.ts';

let session: TestSession;

beforeEach(async () => {
  session = openSession();
  session.write('_overview.md', overviewText('planning'));
  session.write('01-02-03:04-plan-x.md', '# Plan');
  await openRun(session, { agents: [signals({ status: 'waiting' })] }).go();
});

/** A press that another machine received. */
async function pressed(
  kind: 'approve' | 'resume' | 'pause',
  more: Partial<ChatAct> = {},
  { ageMs = 0, userIds = [] as readonly number[] } = {},
): Promise<ActOutcome> {
  const token = sessionToken(session.path);
  const plan = planToken(session.store.planFiles().hash);
  const act: ChatAct = {
    ...{ kind: 'chat', bot: 'bot12345', about: kind, folder: session.folder },
    token: writeToken(
      kind === 'approve' ? { kind, session: token, plan } : { kind, session: token },
    ),
    sender: { user: 5, chats: ['-100'], isGroup: false },
    ...more,
  };
  const sent: SentAct = {
    ...{ id: 'telegram:bot12345:7', config: '/shop/.samocode', session: 'demo', ageMs },
    ...{ folder: session.folder, act, token: null, by: 'telegram:ann' },
  };
  const store = session.reopen();
  const parts = {
    chatRules: () => ({ chats: ['-100'], userIds }),
    inChat: () => ({
      ...{ token, name: 'demo', path: session.path, config: undefined, store, log: () => '' },
      leases: leasesOf(session, newMachine(), 2000),
      writer: { store, run: 'phone', now: () => new Date(2026, 0, 3), warn: () => undefined },
      words: () => 'in its phase',
      saveCheckpoint: () => undefined,
      line: () => undefined,
    }),
  };
  return await applyChat(parts, sent, act);
}

const statuses = (): readonly unknown[] => session.rows().map(({ status }) => status);

test('a message of an older session of the same name changes nothing', async () => {
  expect((await pressed('approve', { folder: '26-11-01-demo' })).said).toContain('26-11-01-demo');
  expect(statuses()).not.toContain('approved');
});

test('only users of the session’s own project act on it', async () => {
  expect((await pressed('approve', {}, { userIds: [7] })).said).toContain('TELEGRAM_USER_IDS');
  const group = { user: 5, chats: ['-100'], isGroup: true };
  expect((await pressed('approve', { sender: group })).said).toContain('this is a group');
  expect(statuses()).not.toContain('approved');
  expect((await pressed('approve', {}, { userIds: [5] })).isDone).toBe(true);
  // Carried out again on the machine that took the session over, however late.
  expect((await pressed('approve', {}, { ageMs: 90_000_000 })).isDone).toBe(true);
  expect(statuses().filter((one) => one === 'approved')).toHaveLength(1);
});

test('what was pressed long ago, or about an earlier iteration, starts nothing', async () => {
  const count = statuses().length;
  expect((await pressed('pause', {}, { ageMs: 90_000_000 })).said).toContain('a day ago');
  expect((await pressed('resume', { iteration: 0 })).said).toContain('it has gone on since');
  expect(statuses()).toHaveLength(count);
});
