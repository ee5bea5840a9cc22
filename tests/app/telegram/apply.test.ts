import { beforeEach, describe, expect, test } from 'vitest';
import type { QueueView } from '../../../src/app/ports/queue/queue.ts';
import type { OpenedSession, SessionDirectory } from '../../../src/app/ports/telegram.ts';
import { applyIncoming } from '../../../src/app/telegram/apply.ts';
import { choicesOf } from '../../../src/app/telegram/notice.ts';
import { standingWords } from '../../../src/cli/render/standing/standing-words.ts';
import type { ProjectChat } from '../../../src/domain/fleet/chat/project-chat.ts';
import type { ChatReply, Incoming } from '../../../src/domain/people/chat.ts';
import { sessionToken, type Token } from '../../../src/domain/people/token.ts';
import { askedOf, roundOf } from '../../../src/domain/questions/options.ts';
import { readQuestions } from '../../../src/domain/questions/questions.ts';
import { pushHolder } from '../../../src/domain/session/push-holder.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import { type Agent, leasesOf, newMachine, openRun, signals } from '../../support/session-run.ts';

let session: TestSession;
beforeEach(() => {
  session = openSession();
});

const QUESTIONS =
  '## Q1: Which?\na) one\nb) two\nSuggestion: b\nAnswer:\n\n## Q2: When?\nSuggestion: now\nAnswer:\n';

async function waitInPlanning(): Promise<void> {
  session.write('_overview.md', overviewText('planning'));
  session.write('01-02-03:04-plan-x.md', '# Plan');
  await openRun(session, { agents: [signals({ status: 'waiting' })] }).go();
}

async function waitForAnswers(text = QUESTIONS): Promise<void> {
  session.write('_overview.md', overviewText('requirements'));
  const asks: Agent = (own, task) => {
    own.write('_qa.md', text);
    return signals({ status: 'waiting' })(own, task);
  };
  await openRun(session, { agents: [asks] }).go();
}

/** As another process would open it. */
function opened(): OpenedSession {
  const store = session.reopen();
  return {
    token: sessionToken(session.path),
    ...{ name: 'demo', path: session.path, config: '/my proj/.samocode', store },
    leases: leasesOf(session, newMachine(), 2000),
    writer: { store, run: 'phone', now: () => new Date(2026, 0, 3), warn: () => undefined },
    words: (standing) => standingWords(standing).reply?.('demo'),
    log: () => '',
    saveCheckpoint: () => undefined,
    line: () => undefined,
  };
}

const directory = (): SessionDirectory => ({
  sessions: () => [opened()],
  open: (token) => (token === sessionToken(session.path) ? opened() : undefined),
  queue: () => Promise.resolve(line),
  chatOf: (config) => chats.get(config),
  now: () => 0,
});

let line: QueueView = { queued: [], slots: [] };
let chats = new Map<string, ProjectChat>();

let updates = 1000;
const incoming = (what: Incoming['what'], source = `telegram:b:${(updates += 1)}`): Incoming => ({
  ...{ source, by: 'telegram:ann', what },
});
const press = async (token: Token | undefined, source?: string): Promise<ChatReply> =>
  await applyIncoming(directory(), incoming({ kind: 'press', token }, source));
const reply = async (reference: Token, text: string, source?: string): Promise<ChatReply> =>
  await applyIncoming(directory(), incoming({ kind: 'text', text, reference }, source));

/** The tokens of the buttons that the waiting session sends, by their text. */
function buttons(): Map<string, Token> {
  const waiting = {
    kind: 'waiting',
    for: 'plan_approval',
    reason: '',
    baseline: undefined,
  } as const;
  const asking = { kind: 'waiting', for: 'qa_answers', reason: '', baseline: undefined } as const;
  const plan = choicesOf(session.store, waiting).buttons ?? [];
  const asked = choicesOf(session.store, asking);
  const all = [
    ...plan,
    ...(asked.buttons ?? []),
    ...(asked.questions ?? []).flatMap((message) => message.buttons),
  ];
  return new Map(all.flat().map(({ text, token }) => [text, token]));
}
const rows = (): readonly unknown[] => session.rows().map((row) => row['status']);
const DECIDED = ['approved', 'rejected', 'answered', 'resumed'];
const decided = (): readonly unknown[] => rows().filter((one) => DECIDED.includes(String(one)));

describe('an approval', () => {
  test('is a row with the update; the same update again is a yes without a second row', async () => {
    await waitInPlanning();
    const approve = buttons().get('Approve');
    const first = await press(approve, 'telegram:b:1');
    // No run lives: nothing that sounds as if it went on, and the command that starts one.
    expect(first.said).toMatch(/^Approved.* It is recorded; nothing runs the session now\.$/);
    expect(first.messages?.[0]?.text).toContain('samocode --config');
    expect(session.rows().at(-1)).toMatchObject({
      ...{ status: 'approved', by: 'telegram:ann', source: 'telegram:b:1' },
      phase: 'implementation',
    });
    expect(await press(approve, 'telegram:b:1')).toEqual(first);
    expect(await press(approve)).toMatchObject({
      said: expect.stringContaining('Nothing was done') as string,
    });
    expect(decided()).toEqual(['approved']);
  });

  test('is refused for another plan than was shown, while an agent works, and where nothing waits', async () => {
    await waitInPlanning();
    const approve = buttons().get('Approve');
    session.write('01-02-03:04-plan-x.md', '# Another');
    expect((await press(approve)).closes).toContain('has changed since');
    session.write('01-02-03:04-plan-x.md', '# Plan');
    const lease = leasesOf(session, newMachine(), 1000).acquire('run-9', false);
    if ('holder' in lease) throw new Error('held');
    lease.update({ busy: true });
    expect(await press(approve)).toEqual({
      said: 'An agent is at work in demo; nothing was done.',
    });
    lease.release();
    expect(decided()).toEqual([]);
    expect((await press(approve)).said).toContain('Approved');
  });

  test('has no button while the plan has two versions', async () => {
    await waitInPlanning();
    const two = '# Plan\n<<<<<<< ours\nA\n=======\nB\n>>>>>>> theirs\n';
    session.write('01-02-03:04-plan-x.md', two);
    expect([...buttons().keys()]).toContain('Reject…');
    expect([...buttons().keys()]).not.toContain('Approve');
  });

  test('counts for nothing while the work of an agent is not recorded', async () => {
    await waitInPlanning();
    const approve = buttons().get('Approve');
    const mark = {
      ...{ run: 'run-0', iteration: 9, attempt: 1, phase: 'planning' as const, log: 'x.jsonl' },
      ...{ staleSignal: undefined, startedAt: '' },
    };
    session.store.saveState({ ...session.store.state(), mark });
    expect((await press(approve)).said).toContain('not recorded yet');
    expect(decided()).toEqual([]);
  });
});

describe('a rejection', () => {
  test('asks for a note, and is a row with it', async () => {
    await waitInPlanning();
    const asked = await press(buttons().get('Reject…'));
    const [message] = asked.messages ?? [];
    expect(message).toMatchObject({ asksForReply: true, reference: { kind: 'why' } });
    expect(decided()).toEqual([]);
    const why = message?.reference;
    if (why === undefined) throw new Error('nothing to reply to');
    await reply(why, 'smaller', 'telegram:b:5');
    await reply(why, 'smaller', 'telegram:b:5');
    expect(session.rows().at(-1)).toMatchObject({ status: 'rejected', note: 'smaller' });
    expect(decided()).toEqual(['rejected']);
  });
});

describe('answers', () => {
  /** To a message with the first question alone. */
  const toFirst = (): Token => {
    const [first] = readQuestions(QUESTIONS);
    const asked = askedOf(first!);
    return { kind: 'answer', session: sessionToken(session.path), asked, question: 1 };
  };
  /** To a message with both. */
  const toBoth = (): Token => {
    const round = roundOf(readQuestions(QUESTIONS));
    return { kind: 'answers', session: sessionToken(session.path), round };
  };
  const answersIn = (): readonly (string | undefined)[] =>
    readQuestions(session.read('_qa.md')).map(({ answer }) => answer);

  test('a reply answers several questions at once, one a line, options by their letter', async () => {
    await waitForAnswers();
    expect(buttons().size).toBe(5);
    const said = await reply(toBoth(), 'q1: B\nQ2) tomorrow,\nnot before noon');
    expect(said).toMatchObject({
      said: expect.stringContaining('Q1, Q2 are answered, and with it all of demo.') as string,
      closes: '✅ Q1: b) two\n✅ Q2: tomorrow, not before noon',
      closed: [{ question: 1 }, { question: 2 }],
    });
    expect(decided()).toEqual(['answered']);
    expect(answersIn()).toEqual(['b) two', 'tomorrow, not before noon']);
  });

  test('a reply that names no question changes nothing while two are open', async () => {
    await waitForAnswers();
    expect((await reply(toBoth(), 'tomorrow')).said).toContain('begin with the number');
    expect((await reply(toBoth(), 'Q1: _waiting_\nQ2: now')).said).toContain('placeholder');
    expect(answersIn()).toEqual([undefined, undefined]);
    expect((await reply(toBoth(), 'Q2: now')).said).toContain('1 of 2');
    expect((await reply(toBoth(), 'Q2: later')).said).toContain('Q2 is answered already: now');
    expect((await reply(toBoth(), 'one')).said).toContain('and with it all of demo');
    expect(answersIn()).toEqual(['one', 'now']);
  });

  test('a reply to questions that changed is refused', async () => {
    await waitForAnswers();
    const before = toBoth();
    session.write('_qa.md', QUESTIONS.replace('When?', 'When, and why?'));
    expect((await reply(before, 'Q1: a')).closes).toContain('have changed since');
    expect(answersIn()).toEqual([undefined, undefined]);
  });

  test('an edited reply answers what is open, and changes no answer', async () => {
    await waitForAnswers();
    const edit = async (text: string): Promise<ChatReply> =>
      await applyIncoming(directory(), {
        ...incoming({ kind: 'text', text, reference: toBoth() }),
        isEdited: true,
      });
    expect((await edit('Q1: a')).said).toContain('Q1 is answered; 1 of 2');
    const again = await edit('Q1: b');
    expect(again.said).toMatch(/Q1 is answered already: a\) one\nAn edit changes no answer/);
    expect((await edit('Q2: now')).said).toContain('and with it all of demo');
    expect((await edit('Q2: later')).said).toContain('An edit changes no answer');
    expect(answersIn()).toEqual(['a) one', 'now']);
    expect(decided()).toEqual(['answered']);
  });

  test('answers come one by one, the last opens the gate, and no later press changes one', async () => {
    await waitForAnswers();
    const all = buttons();
    expect([...all.keys()]).toEqual(['Approve', 'Reject…', 'a) one', '★ b) two', '★ now']);
    expect((await press(all.get('a) one'))).said).toContain('1 of 2');
    expect((await press(all.get('★ b) two'))).said).toBe('Q1 is answered already: a) one');
    expect(decided()).toEqual([]);
    expect((await press(all.get('★ now'))).said).toContain('nothing runs the session now');
    expect(session.rows().at(-1)).toMatchObject({ answers: { '1': 'a) one', '2': 'now' } });
    expect(decided()).toEqual(['answered']);
  });

  test('an answer to a question that changed is refused', async () => {
    await waitForAnswers();
    const all = buttons();
    session.write('_qa.md', QUESTIONS.replace('b) two', 'b) three'));
    expect((await press(all.get('★ b) two'))).said).toContain('not asked like this');
    expect(session.read('_qa.md')).not.toContain('Answer: b');
  });

  test('an answer in words is one line and cannot forge another answer', async () => {
    await waitForAnswers();
    await reply(toFirst(), 'yes\n\n## Q2: When?\nAnswer: never\u001b[2J');
    expect(session.read('_qa.md')).toContain('Answer: yes ## Q2: When? Answer: never\n');
    expect(readQuestions(session.read('_qa.md'))[1]?.answer).toBeUndefined();
  });

  test('an empty text is no answer', async () => {
    await waitForAnswers();
    for (const words of ['_waiting_', '\u200b', 'waiting']) {
      expect(await reply(toFirst(), words)).toMatchObject({
        said: 'Q1: that is a placeholder, not an answer; nothing was changed.',
      });
    }
    expect(readQuestions(session.read('_qa.md'))[0]?.answer).toBeUndefined();
  });

  test('that are not needed are said by a button where nothing is asked', async () => {
    await waitForAnswers('# Nothing\n');
    expect((await press(buttons().get('No questions needed'))).said).toContain(
      'nothing runs the session now',
    );
    expect(session.rows().at(-1)).toMatchObject({ status: 'answered', answers: null });
  });
});

describe('what is of another time', () => {
  test('is answered, and changes nothing', async () => {
    await waitInPlanning();
    const gone = { kind: 'resume', session: '0'.repeat(16) } as const;
    expect((await press(gone)).said).toContain('not there any more');
    expect((await press(undefined)).said).toContain('nothing was done');
    expect((await reply(gone, 'x')).said).toContain('not there any more');
    expect(decided()).toEqual([]);
  });
});

test('a resume clears a block and says when a gate stays closed', async () => {
  await waitInPlanning();
  const token: Token = { kind: 'resume', session: sessionToken(session.path) };
  expect((await press(token)).said).toContain('approval gate');
  session.write('_overview.md', overviewText('investigation'));
  await openRun(session, { agents: [signals({ status: 'blocked' })] }).go();
  const resumed = await press(token);
  expect(resumed.said).toBe('Resumed demo. It is recorded; nothing runs the session now.');
  expect(resumed.messages?.[0]?.text).toBe(
    "Start it with:\nsamocode --config '/my proj/.samocode' --session demo",
  );
});

test('an edited message is no command', async () => {
  await waitInPlanning();
  const pause = { kind: 'command', word: 'pause', rest: '' } as const;
  const reply = await applyIncoming(directory(), { ...incoming(pause), isEdited: true });
  expect(reply.said).toContain('Send it as a new message');
  expect(rows()).not.toContain('paused');
});

test('an edited note is no second note', async () => {
  await waitInPlanning();
  const reference = { kind: 'note', session: sessionToken(session.path) } as const;
  const note = { kind: 'text', text: 'Look at this', reference } as const;
  const reply = await applyIncoming(directory(), { ...incoming(note), isEdited: true });
  expect(reply.said).toContain('An edit changes no note');
  expect(rows()).not.toContain('noted');
});

test('a waiting plan comes with its file', async () => {
  await waitInPlanning();
  const waiting = { kind: 'waiting', for: 'plan_approval', reason: '' } as const;
  const { files } = choicesOf(session.store, { ...waiting, baseline: undefined });
  expect(files).toEqual([{ name: '01-02-03:04-plan-x.md', text: '# Plan' }]);
});

test('a reply to any message of a session is a note; a stop needs a run', async () => {
  await waitInPlanning();
  const named = { session: sessionToken(session.path) };
  expect((await reply({ kind: 'note', ...named }, 'use tabs')).said).toContain('Noted');
  expect(session.rows().at(-1)).toMatchObject({ status: 'noted', note: 'use tabs' });
  expect((await press({ kind: 'stop', ...named })).said).toContain('nothing to stop');
  const push = leasesOf(session, newMachine(), 2000).acquire(pushHolder('1'), false);
  expect((await press({ kind: 'stop', ...named })).said).toContain('nothing to stop');
  if ('release' in push) push.release();
  expect((await press({ kind: 'pause', ...named }, 'telegram:b:77')).said).toContain('is paused');
  expect((await press({ kind: 'pause', ...named }, 'telegram:b:77')).said).toContain('is paused');
  expect(rows().filter((one) => one === 'paused')).toHaveLength(1);
});

describe('a reply says what happens next', () => {
  const note = (): Token => ({ kind: 'note', session: sessionToken(session.path) });
  const hold = () => {
    const lease = leasesOf(session, newMachine(), 2000).acquire('run-9', false);
    if ('holder' in lease) throw new Error('held');
    return lease;
  };

  test('a run that stays goes on after an approval, and no command is named', async () => {
    await waitInPlanning();
    const lease = hold();
    const said = await press(buttons().get('Approve'));
    lease.release();
    expect(said.said).toBe('Approved: demo is in implementation. Its run goes on now.');
    expect(said.messages).toBeUndefined();
  });

  test('a run that sleeps for a limit goes on at its time', async () => {
    await waitInPlanning();
    const lease = hold();
    lease.update({ busy: false, sleepsUntil: Date.UTC(2030, 0, 1) });
    const said = await press(buttons().get('Approve'));
    lease.release();
    expect(said.said).toMatch(/sleeps for the provider's limit until .*20(29|30)/);
  });

  test('a note to a session that waits says what it waits for', async () => {
    await waitInPlanning();
    const said = await reply(note(), 'use tabs');
    expect(said.said).toBe(
      'Noted for the next agent of demo. It waits for your approval of the plan.',
    );
  });

  test('a note to a paused session names the way on', async () => {
    await waitInPlanning();
    await press({ kind: 'pause', session: sessionToken(session.path) });
    expect((await reply(note(), 'use tabs')).said).toContain('It is paused until /resume demo.');
  });

  test('a note to a session that is done gives the command that reopens it', async () => {
    session.write('_overview.md', overviewText('done'));
    await openRun(session, { agents: [signals({ status: 'done', summary: 'ok' })] }).go();
    const said = await reply(note(), 'one more thing');
    expect(said.said).toContain('It is done');
    expect(said.messages?.[0]?.text).toContain(
      "samocode resume --config '/my proj/.samocode' --session demo --phase investigation",
    );
  });
});

test('/list shows the sessions in line, why each does not run, and the slots', async () => {
  const list = async () =>
    await applyIncoming(directory(), incoming({ kind: 'command', word: 'list', rest: '' }));
  expect((await list()).messages?.[0]?.text).toBe('no session is in line\nno slot is taken');
  const one = { config: '/home/ann/shop/.samocode', priority: 5, holds: [], addedAt: 0 };
  const wait = { kind: 'waits', until: null, why: 'approval' } as const;
  line = {
    queued: [
      { ...one, id: '1', session: 'login', state: { kind: 'running' } },
      { ...one, id: '2', session: 'bill', state: { kind: 'queued', heldBy: 'login' } },
      ...Array.from({ length: 20 }, (_, n) => ({
        ...one,
        id: `w${n}`,
        session: `s${n}`,
        state: wait,
      })),
    ],
    slots: [{ config: one.config, session: 'login', pid: 7, since: 0 }],
  };
  const text = (await list()).messages?.[0]?.text.split('\n');
  expect(text?.slice(0, 3)).toEqual([
    'login (shop): running',
    'bill (shop): queued login has its worktree or its branch',
    's0 (shop): waits for a person: approval',
  ]);
  expect(text?.slice(-2)).toEqual(['and 2 more', '1 slot is taken: login (shop)']);
});

test('/list shows nothing in a group in which everybody may ask', async () => {
  const one = { config: '/home/ann/secret/.samocode', priority: 5, holds: [], addedAt: 0, id: '1' };
  const state = { kind: 'waits', until: null, why: 'Q1: may the table go?' } as const;
  line = { queued: [{ ...one, session: 'layoffs', state }], slots: [] };
  const what = { kind: 'command', word: 'list', rest: '' } as const;
  const reply = await applyIncoming(directory(), { ...incoming(what), isAnybody: true });
  expect(reply.messages).toBeUndefined();
  expect(reply.said).toContain('TELEGRAM_USER_IDS is not set');
  expect(JSON.stringify(reply)).not.toMatch(/layoffs|secret|table/);
});

describe('/list shows the sessions of the projects that name the sender', () => {
  const [shop, bank, other, away] = [
    ...['/shop/.samocode', '/bank/.samocode', '/other/.samocode', '/away/.samocode'],
  ] as const;
  const named = (...userIds: number[]): ProjectChat => ({
    kind: 'read',
    rules: { chats: ['-42'], userIds },
  });
  const list = async (user: number, more: Partial<Incoming> = {}): Promise<ChatReply> =>
    await applyIncoming(directory(), {
      ...incoming({ kind: 'command', word: 'list', rest: '' }),
      ...{ sender: { user, chats: ['-42'], isGroup: true }, ...more },
    });
  const textOf = ({ messages }: ChatReply): string | undefined => messages?.[0]?.text;

  beforeEach(() => {
    const one = { priority: 5, holds: [], addedAt: 0, state: { kind: 'running' } } as const;
    const sessions = [
      { session: 'login', config: shop },
      { session: 'audit', config: bank },
      { session: 'tax', config: other },
      { session: 'trip', config: away },
    ];
    line = {
      queued: sessions.map((of) => ({ ...one, ...of, id: of.session })),
      slots: sessions.slice(0, 2).map((of) => ({ ...of, pid: 7, since: 0 })),
    };
    chats = new Map([
      ...([[shop, named(7)]] as const),
      ...([[bank, named(8)]] as const),
      ...([[other, { kind: 'read', rules: undefined }]] as const),
      ...([[away, { kind: 'unreadable', why: 'not mounted', last: undefined }]] as const),
    ]);
  });

  test('whichever project polls', async () => {
    const shown = 'audit (bank): running\n1 slot is taken: audit (bank)';
    expect(textOf(await list(8, { isForOthers: true }))).toBe(shown);
    // People of the project that polls are shown those of which no rules are known, too.
    expect(textOf(await list(8))).toBe(
      'audit (bank): running\ntrip (away): running\n1 slot is taken: audit (bank)',
    );
    expect(textOf(await list(7))).not.toMatch(/audit|tax/);
  });

  test('a person whom none names sees an empty list', async () => {
    expect(textOf(await list(9, { isForOthers: true }))).toBe('no session is in line');
    const sender = { user: 9, chats: ['9'], isGroup: false };
    expect(textOf(await list(9, { isForOthers: true, sender }))).toBe('no session is in line');
    line = { queued: [], slots: [] };
    expect(textOf(await list(8, { isForOthers: true }))).toContain('no session is in line');
  });

  test('where a group has a project without users, the refusal names TELEGRAM_USER_IDS', async () => {
    chats.set(bank, named());
    expect((await list(9, { isForOthers: true })).said).toContain('TELEGRAM_USER_IDS is not set');
    // The project that polls has another group.
    chats.set(bank, named(8));
    const other = { isForOthers: true, isAnybody: true } as const;
    expect(textOf(await list(9, other))).toBe('no session is in line');
  });
});

test('nothing is read or changed in a session whose project does not use the bot', async () => {
  await waitInPlanning();
  const hidden: SessionDirectory = {
    ...directory(),
    open: () => ({ ...opened(), refusal: 'it does not use this bot', isShown: false }),
  };
  const token = sessionToken(session.path);
  const plan = buttons().get('Approve');
  for (const one of [
    plan,
    ...(['log', 'status'] as const).map((kind) => ({ kind, session: token })),
  ]) {
    const reply = await applyIncoming(hidden, incoming({ kind: 'press', token: one }));
    expect(reply).toEqual({ said: 'Nothing was done: it does not use this bot.' });
  }
  expect(decided()).toEqual([]);
});

test('a gate is opened by nobody in a group where the session’s project names no user', async () => {
  await waitInPlanning();
  const open = (isOfAnybody: boolean): SessionDirectory => ({
    ...directory(),
    open: () => ({ ...opened(), isOfAnybody }),
  });
  const approve = incoming({ kind: 'press', token: buttons().get('Approve') });
  expect((await applyIncoming(open(true), approve)).said).toContain('TELEGRAM_USER_IDS is not set');
  const note = { kind: 'note', session: sessionToken(session.path) } as const;
  const noted = incoming({ kind: 'text', text: 'use tabs', reference: note });
  expect((await applyIncoming(open(true), noted)).said).toContain('Noted');
  expect(decided()).toEqual([]);
  expect((await applyIncoming(open(false), approve)).said).toContain('Approved');
});
