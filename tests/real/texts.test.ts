import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Phase, PHASES } from '../../src/domain/phases/phase.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { REPOSITORY, REPRODUCED, SOURCE, SUITE, TASK } from './literal/bug.ts';
import { literalModel, type Loaded } from './literal/model.ts';
import { expected, headingsAsked, promised } from './literal/texts.ts';
import { hasWork } from './literal/work.ts';
import type { ScriptedModel } from './support/model.ts';
import { createRig, type Rig } from './support/rig.ts';

// A whole session on a repository with a bug; its model follows workflow.md and the agents to the letter.

const REJECTION = 'Name the error: throw a RangeError.';
const REOPENING = 'Read days, too: 2d is 172800000.';

describe.each(PROVIDER_NAMES)(
  'a session with %s that follows the texts to the letter',
  (provider) => {
    test('finds and fixes a bug, keeps what a person says, and waits again when it is reopened', async () => {
      const loaded: Loaded[] = [];
      const model = literalModel((one) => loaded.push(one));
      const env = { VERIFY: SUITE };
      await using rig = await createRig({ provider, model, env, files: REPOSITORY });

      await expectExit(rig.samocode('--task', TASK), 3);
      await expectExit(rig.samocode('answer', '--accept-suggestions'), 0);
      await expectExit(rig.samocode(), 3);
      await expectExit(rig.samocode('reject', '--note', REJECTION), 0);
      rig.api.play(withoutSignal);
      await expectExit(rig.samocode('--once'), 0);
      expect(sectionWith(rig, REJECTION)).toMatch(/^What a person gave\n[^]*The plan was rejected/);
      rig.api.play(model);
      await expectExit(rig.samocode(), 3);
      expect(sectionWith(rig, REJECTION)).toMatch(/^What a person gave\n[^]*The plan was rejected/);
      expect(textOfKind(rig, 'plan')).toContain(`## Revisions\n\n${REJECTION}\n`);
      await expectExit(rig.samocode('approve'), 0);
      await expectExit(rig.samocode(), 0);

      expect(loaded.map(({ phase }) => phase)).toEqual(WAY);
      for (const { phase, agents } of loaded) expect(agents).toEqual([phase]);
      expectArtefacts(rig);
      expectFix(rig);

      await expectExit(rig.samocode('resume', '--phase', 'investigation', '--note', REOPENING), 0);
      await expectExit(rig.samocode(), 3);
      expect(sectionWith(rig, REOPENING)).toMatch(/^Earlier notes\n/);
      expect(await rig.status()).toMatchObject({ state: 'waiting', phase: 'requirements' });
      expect(rig.read('_qa.md')).toContain(REOPENING);
      console.log(
        `${provider}: ${rig.history().length} rows, ${artefactsOf(rig).length} artefacts`,
      );
    }, 300_000);
  },
);

test.each(PHASES.filter((one) => one !== 'init'))(
  '%s without what its agent reads is blocked by that',
  (phase) => {
    const prompt = contextOf(phase);
    const results = hasWork(phase) ? ['', ''] : [''];
    const reply = literalModel()({
      prompt,
      all: prompt,
      toolResults: ['==> _overview.md\n## Flow Log\n', ...results],
      turn: 3,
    });
    const [first] = expected(phase);
    expect(reply).toMatchObject({ kind: 'shell' });
    expect(JSON.stringify(reply)).toContain(`no ${first} is listed`);
  },
);

/** A step that ends well and says nothing. */
const withoutSignal: ScriptedModel = () => ({ kind: 'text', text: 'All is done.' });

function contextOf(phase: Phase): string {
  const labels = {
    'Session path': '/s',
    'Working directory': '/w',
    Phase: phase,
    Iteration: '2',
    TIMESTAMP_FILE: '02-07-10:04',
    TIMESTAMP_ITERATION: '[002 @ 02-07 10:04]',
    'Base commit': 'abc',
    Worktree: '/w',
    Branch: 'x',
  };
  const lines = Object.entries(labels).map(([label, value]) => `- ${label}: ${value}`);
  return `# Session Context\n${lines.join('\n')}\n`;
}

/** Two phases of the plan, and a round of review that fixes what the tester found. */
const WAY: readonly Phase[] = [
  ...(['init', 'investigation', 'requirements', 'requirements', 'planning', 'planning'] as const),
  ...(['implementation', 'implementation', 'testing', 'quality', 'testing', 'quality'] as const),
  'done',
];

const NAME = /^\d\d-\d\d-\d\d:\d\d-([a-z-]+)-sum-parts(?:-2)?\.md$/;

function artefactsOf(rig: Rig): readonly string[] {
  return readdirSync(rig.session).filter((name) => NAME.test(name));
}

function textOfKind(rig: Rig, kind: string): string {
  const listed = rig.read('_overview.md').matchAll(/^- (\S+\.md)/gm);
  const names = [...listed].map(([, name = '']) => name);
  return rig.read(names.findLast((name) => NAME.exec(name)?.[1] === kind) ?? kind);
}

/** The section of the last prompt that has the note. */
function sectionWith(rig: Rig, note: string): string | undefined {
  const sections = rig.api.questions.at(-1)?.prompt.split(/^## /m) ?? [];
  return sections.find((section) => section.includes(`> ${note}`));
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
    expect(headingsAsked(phase).length, phase).toBeGreaterThan(3);
    for (const heading of headingsAsked(phase)) {
      expect(textOfKind(rig, promised(phase)[0] ?? '')).toContain(`${heading}\n`);
    }
  }
  expect(overview).toMatch(/^Phase: done$/m);
  expect(overview).not.toContain('_waiting_');
}

/** Reproduced, fixed in commits that the summary names, with tests that fail on the old source. */
function expectFix(rig: Rig): void {
  expect(textOfKind(rig, 'dive')).toMatch(REPRODUCED);
  expect(textOfKind(rig, 'test-report')).toMatch(/^Verdict: pass$/m);
  expect(textOfKind(rig, 'review')).toMatch(/^Verdict: clean$/m);
  const commits = git(rig, 'log', '--format=%h %s', 'main..HEAD').split('\n');
  expect(commits).toHaveLength(3);
  for (const commit of commits) expect(textOfKind(rig, 'summary')).toContain(commit);
  expect(readFileSync(path.join(rig.worktree, SOURCE), 'utf8')).toContain('throw new RangeError');
  expect(suiteEnds(rig)).toBe(0);
  git(rig, 'checkout', '-q', 'main', '--', SOURCE);
  expect(suiteEnds(rig)).toBe(1);
  git(rig, 'checkout', '-q', 'HEAD', '--', SOURCE);
}

function git(rig: Rig, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: rig.worktree, encoding: 'utf8' }).trim();
}

function suiteEnds(rig: Rig): number | null {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync('sh', ['-c', SUITE], { cwd: rig.worktree, env }).status;
}

async function expectExit(run: ReturnType<Rig['samocode']>, code: number): Promise<void> {
  const ended = await run;
  expect(ended, `${ended.stdout}\n${ended.stderr}`).toMatchObject({ exitCode: code });
}
