import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Phase, PHASES } from '../../src/domain/phases/phase.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/agent.ts';
import { literalModel, literalStep, type Loaded } from './support/literal.ts';
import { expected, headingsAsked, promised } from './support/literal-text.ts';
import { createRig, type Rig } from './support/rig.ts';

// A whole session in which the scripted model follows workflow.md and the agents to the letter.

describe.each(PROVIDER_NAMES)(
  'a session with %s that follows the texts to the letter',
  (provider) => {
    test('loads each phase’s agent, and each finds what the ones before it promised', async () => {
      const loaded: Loaded[] = [];
      const model = literalModel((one) => loaded.push(one));
      await using rig = await createRig({ provider, model });

      await expectExit(rig.samocode('--task', 'People sign in with a password'), 3);
      await expectExit(rig.samocode('answer', '--accept-suggestions'), 0);
      await expectExit(rig.samocode(), 3);
      await expectExit(rig.samocode('approve'), 0);
      await expectExit(rig.samocode(), 0);

      expect(loaded.map(({ phase }) => phase)).toEqual(WAY);
      for (const { phase, agents } of loaded) expect(agents).toEqual([phase]);
      expectArtefacts(rig);
      expect(readdirSync(rig.worktree)).toContain('login.txt');
      console.log(
        `${provider}: ${loaded.length} iterations by the texts, ${artefactsOf(rig).length} artefacts`,
      );
    }, 300_000);
  },
);

test('a step whose agent reads what is not there is blocked by that', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'literal-'));
  try {
    for (const phase of PHASES.filter((one) => one !== 'init')) {
      writeFileSync(path.join(folder, '_overview.md'), '## Flow Log\n\n## Files\n\n## Plans\n');
      execFileSync('sh', ['-c', literalStep({ ...CONTEXT, phase, session: folder, cwd: folder })]);
      const signal: unknown = JSON.parse(readFileSync(path.join(folder, '_signal.json'), 'utf8'));
      const [first] = expected(phase);
      expect(signal).toMatchObject({ status: 'blocked', reason: `no ${first} is listed` });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const CONTEXT = {
  branch: 'x',
  worktree: '/x',
  iteration: 1,
  fileStamp: '02-07-10:04',
  iterationStamp: '[001 @ 02-07 10:04]',
};

/** Two phases of the plan, and one round of review that fixes something. */
const WAY: readonly Phase[] = [
  ...(['init', 'investigation', 'requirements', 'requirements', 'planning'] as const),
  ...(['implementation', 'implementation', 'testing', 'quality', 'testing'] as const),
  ...(['quality', 'done'] as const),
];

const NAME = /^\d\d-\d\d-\d\d:\d\d-([a-z-]+)-add-login(?:-2)?\.md$/;

function artefactsOf(rig: Rig): readonly string[] {
  return readdirSync(rig.session).filter((name) => NAME.test(name));
}

/** Each kind that an agent promises is there, listed, and has the headings its text asks for. */
function expectArtefacts(rig: Rig): void {
  const overview = rig.read('_overview.md');
  // Two test reports and two reviews.
  expect(artefactsOf(rig).length).toBe(PHASES.flatMap(promised).length + 2);
  const kinds = artefactsOf(rig).map((name) => NAME.exec(name)?.[1]);
  expect(new Set(kinds)).toEqual(new Set(PHASES.flatMap(promised)));
  for (const name of artefactsOf(rig)) expect(overview).toMatch(new RegExp(`^- ${name}`, 'm'));
  for (const phase of ['investigation', 'requirements', 'testing', 'done'] as const) {
    const [kind] = promised(phase);
    const name = artefactsOf(rig).find((one) => NAME.exec(one)?.[1] === kind) ?? '';
    expect(headingsAsked(phase).length, phase).toBeGreaterThan(3);
    for (const heading of headingsAsked(phase)) expect(rig.read(name)).toContain(`${heading}\n`);
  }
  expect(overview).toMatch(/^Phase: done$/m);
  expect(overview).not.toContain('_waiting_');
}

async function expectExit(run: ReturnType<Rig['samocode']>, code: number): Promise<void> {
  const ended = await run;
  expect(ended, `${ended.stdout}\n${ended.stderr}`).toMatchObject({ exitCode: code });
}
