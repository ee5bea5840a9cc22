import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ANN, type BotApi, type Shown, startBotApi } from '../support/bot-api.ts';
import { openScene, overviewOf, type Scene, until } from '../support/program.ts';
import { WHOLE } from '../support/program-agent.ts';

const BOB = { id: 8, is_bot: false, first_name: 'Bob' };
const EVE = { id: 9, is_bot: false, first_name: 'Eve' };

interface Project {
  readonly config: string;
  readonly session: string;
  readonly plan: Shown;
  readonly isApproved: () => boolean;
}

/** A session that waits for the approval of its plan, in a project of its own with these users. */
async function waiting(scene: Scene, api: BotApi, session: string, user: object): Promise<Project> {
  const root = join(scene.root, session);
  const [config, folder] = [join(root, '.samocode'), join(root, 'sessions', session)];
  for (const made of [folder, join(root, 'trees')]) mkdirSync(made, { recursive: true });
  writeFileSync(config, 'MAIN_REPO=../repo\nWORKTREES=trees\nSESSIONS=sessions\n');
  const env = { ...api.env, TELEGRAM_USER_IDS: String((user as typeof ANN).id) };
  const lines = Object.entries(env).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(`${config}.env`, lines.join(''), { mode: 0o600 });
  writeFileSync(join(folder, '_overview.md'), overviewOf('planning'));
  expect((await scene.exec(['run', '--config', config, '--session', session])).code).toBe(3);
  const plan = await api.message(new RegExp(`Waiting for you: ${session}`));
  const history = join(folder, '_signal_history.jsonl');
  const isApproved = (): boolean => readFileSync(history, 'utf8').includes('"status":"approved"');
  return { config, session, plan, isApproved };
}

test.each(['shop', 'bank'])(
  'two projects with one bot and one chat: only the users of a session’s project act on it, while %s polls',
  async (polls) => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    const shop = await waiting(scene, api, 'shop', ANN);
    const bank = await waiting(scene, api, 'bank', BOB);
    const { config } = polls === 'shop' ? shop : bank;
    const listener = scene.start(['listen', '--config', config]);
    await listener.says('listening for');
    const heard = async (what: () => void): Promise<void> => {
      const before = api.toasts.length;
      what();
      await until(() => api.toasts.length > before, 'the answer to a button');
    };
    for (const [user, { plan }] of [
      [BOB, shop],
      [ANN, bank],
    ] as const) {
      await heard(() => {
        api.press(plan, 'Approve', user);
      });
      expect(api.toasts.at(-1)).toContain('TELEGRAM_USER_IDS of the project of the session');
    }
    api.press(shop.plan, 'Approve', EVE);
    api.say('/resume shop', { from: BOB });
    await api.message('does not have you');
    expect([shop.isApproved(), bank.isApproved()]).toEqual([false, false]);
    for (const [user, { plan, session }] of [
      [ANN, shop],
      [BOB, bank],
    ] as const) {
      await heard(() => {
        api.press(plan, 'Approve', user);
      });
      expect(api.toasts.at(-1)).toContain(`Approved: ${session}`);
    }
    expect([shop.isApproved(), bank.isApproved()]).toEqual([true, true]);
    // A user whom no project names hears nothing.
    expect(api.toasts).toHaveLength(4);
    listener.kill('SIGINT');
    await listener.ended;
  },
  60_000,
);

const ANOTHER_BOT = '987654321:AAbbccddeeffgghhiijjkkllmmnnooppqqr';

test.each([
  {
    how: 'uses another bot',
    change: ({ config }: Project) => {
      const text = readFileSync(`${config}.env`, 'utf8');
      const other = text.replace(/TELEGRAM_BOT_TOKEN=.*/, `TELEGRAM_BOT_TOKEN=${ANOTHER_BOT}`);
      writeFileSync(`${config}.env`, other, { mode: 0o600 });
    },
    why: 'does not use this bot',
  },
  {
    how: 'has no Telegram',
    change: ({ config }: Project) => {
      writeFileSync(`${config}.env`, '', { mode: 0o600 });
    },
    why: 'does not use this bot',
  },
  {
    how: 'has settings that cannot be read',
    change: ({ config }: Project) => {
      writeFileSync(config, 'WORKTREES=trees\nSESSIONS=sessions\n');
    },
    why: 'cannot be read: .samocode: MAIN_REPO is missing',
  },
])(
  'a user of the project that polls acts on no session of a project that $how now',
  async ({ change, why }) => {
    await using scene = openScene(WHOLE);
    const api = await startBotApi();
    const shop = await waiting(scene, api, 'shop', ANN);
    const bank = await waiting(scene, api, 'bank', BOB);
    change(bank);
    const listener = scene.start(['listen', '--config', shop.config]);
    await listener.says('listening for');
    api.press(bank.plan, 'Approve', ANN);
    await until(() => api.toasts.length === 1, 'the answer to a button');
    expect(api.toasts[0]).toContain(why);
    expect(bank.isApproved()).toBe(false);
    api.press(shop.plan, 'Approve', ANN);
    await until(() => api.toasts.length === 2, 'the answer to a button');
    expect(api.toasts[1]).toContain('Approved: shop');
    listener.kill('SIGINT');
    await listener.ended;
  },
  120_000,
);
