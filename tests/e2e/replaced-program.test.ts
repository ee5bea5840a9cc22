import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startBotApi } from '../support/bot-api.ts';
import { appears, openScene, program } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';
import { PROGRAM_VARIABLE } from '../support/program-copy.ts';

/** The library that a run loads late: the file of another version does as well. */
const LATE = 'undici.js';

/** As `npm install` of a newer version does, whose own files do not fit a run of this one. */
function replaceProgram(): void {
  const dist = dirname(program());
  for (const name of readdirSync(dist).filter((one) => one.endsWith('.js'))) {
    if (name === LATE) continue;
    writeFileSync(join(dist, name), `throw new Error('${name} of another version');\n`);
  }
}

test('a run goes on, and sends its notice, after its program was replaced', async () => {
  // A copy of its own: it is broken here.
  vi.stubEnv(PROGRAM_VARIABLE, undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await using scene = openScene({
    phases: {
      investigation: [goTo('requirements', { touch: 'works' }, { wait: 'go' })],
      requirements: [turn({ status: 'blocked', reason: 'no key' })],
    },
  });
  scene.begin('investigation');
  const api = await startBotApi();
  const run = scene.startRun([], { env: api.env });
  await appears(join(scene.agent, 'works'));
  replaceProgram();
  writeFileSync(join(scene.agent, 'go'), '');
  const end = await run.ended;
  expect(end.stderr + end.stdout).not.toContain('of another version');
  expect(scene.rows().map((row) => row['status'])).toEqual(['continue', 'blocked']);
  expect(end.code).toBe(4);
  expect(api.shown.map(({ text }) => text).join('\n')).toContain('no key');
});
