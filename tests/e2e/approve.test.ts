import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type OnTerminal, startOnTerminal } from '../support/on-terminal.ts';
import { openScene, type Scene, SESSION, until } from '../support/program.ts';
import { PLAN, turn } from '../support/program-agent.ts';

const WAITS = turn({ status: 'waiting', for: 'plan_approval', summary: 'planned' });
const SHORT = '# Plan\n\n1. Add a \u001B[2Jtable\n2. Show it\n';

/** A session whose plan waits. */
async function planned(plan = SHORT): Promise<Scene> {
  const scene = openScene({ phases: { planning: [WAITS] } });
  scene.begin('planning', { [PLAN]: plan });
  expect((await scene.run()).code).toBe(3);
  return scene;
}

function approving(
  scene: Scene,
  { flags = [], env = {} }: { readonly flags?: readonly string[]; readonly env?: object } = {},
): OnTerminal {
  const args = ['approve', '--config', scene.config, '--session', SESSION, ...flags];
  return startOnTerminal(scene, args, { env: { PAGER: 'exit 127', ...env } });
}

test('on a terminal the plan is shown, made harmless, and y approves it', async () => {
  await using scene = await planned();
  await using terminal = approving(scene, { flags: ['--note', 'small'] });
  await terminal.shows(/Approve this plan\? y: approve/);
  expect(terminal.screen.lines()).toEqual(
    expect.arrayContaining([`── ${PLAN} ──`, '1. Add a table', '2. Show it']),
  );
  terminal.tell('type y');
  expect(await terminal.code).toBe(0);
  expect(scene.rows().at(-1)).toMatchObject({ status: 'approved' });
  expect(JSON.stringify(scene.rows().at(-1))).toContain('small');
});

test('Enter alone approves nothing', async () => {
  await using scene = await planned();
  await using terminal = approving(scene);
  await terminal.shows(/Approve this plan/);
  terminal.tell('type ');
  expect(await terminal.code).toBe(3);
  await terminal.shows(/samocode reject --config/);
  expect(scene.rows().at(-1)).toMatchObject({ status: 'waiting' });
});

test('a plan that changed while it was read is not approved', async () => {
  await using scene = await planned();
  await using terminal = approving(scene);
  await terminal.shows(/Approve this plan/);
  writeFileSync(join(scene.folder(), PLAN), '# Another plan\n');
  terminal.tell('type yes');
  expect(await terminal.code).toBe(2);
  await terminal.shows(/the plan was changed while you read it/);
  expect(scene.rows().at(-1)).toMatchObject({ status: 'waiting' });
});

test('a plan longer than the screen goes through the pager, or is printed where there is none', async () => {
  const long = Array.from({ length: 40 }, (_, n) => `step ${n + 1}\n`).join('');
  await using scene = await planned(long);
  const paged = join(scene.root, 'paged');
  await using terminal = approving(scene, { env: { PAGER: `cat > '${paged}'` } });
  await terminal.shows(/Approve this plan/);
  expect(readFileSync(paged, 'utf8')).toContain(long.trimEnd());
  expect(terminal.screen.lines().join('\n')).not.toContain('step 1');
  terminal.tell('interrupt');
  expect(await terminal.code).toBe(130);
  await using plain = approving(scene);
  await plain.shows(/Approve this plan/);
  expect(plain.screen.lines().join('\n')).toContain(long.trimEnd());
});

test.each([[['--yes']], [['-y']]])('%s neither shows nor asks', async (flags) => {
  await using scene = await planned();
  await using terminal = approving(scene, { flags });
  expect(await terminal.code).toBe(0);
  expect(terminal.screen.lines().join('\n')).not.toContain('Show it');
  expect(scene.rows().at(-1)).toMatchObject({ status: 'approved' });
});

test('where no plan waits it says so, and asks nothing', async () => {
  await using scene = openScene();
  scene.begin('planning');
  await using terminal = approving(scene);
  expect(await terminal.code).toBe(2);
  await terminal.shows(/there is no plan that waits for approval/);
});

test('e edits the plan, which is shown again; v shows it in the pager, whose text is UTF-8', async () => {
  await using scene = await planned();
  const paged = join(scene.root, 'paged');
  const env = {
    EDITOR: `sed -i 's/table/menu/'`,
    PAGER: `printenv LESSCHARSET > '${paged}'; cat >> '${paged}'`,
    LC_ALL: 'C',
  };
  await using terminal = approving(scene, { env });
  await terminal.shows(/Approve this plan/);
  terminal.tell('type e');
  await terminal.shows(/menu/);
  terminal.tell('type v');
  await until(() => existsSync(paged) && readFileSync(paged, 'utf8').includes('menu'), 'the pager');
  expect(readFileSync(paged, 'utf8')).toMatch(/^utf-8\n/);
  terminal.tell('type y');
  expect(await terminal.code).toBe(0);
  expect(scene.rows().at(-1)).toMatchObject({ status: 'approved' });
});

test('r rejects the plan with the note that is typed', async () => {
  await using scene = await planned();
  await using terminal = approving(scene);
  await terminal.shows(/Approve this plan/);
  terminal.tell('type r');
  await terminal.shows(/What should the planning agent change\?/);
  terminal.tell('type No new table');
  expect(await terminal.code).toBe(0);
  expect(scene.rows().at(-1)).toMatchObject({ status: 'rejected', note: 'No new table' });
});
