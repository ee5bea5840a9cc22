import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Phase } from '../../src/domain/phases/phase.ts';
import { openScene, type Scene, until } from '../support/program.ts';
import {
  ASKS,
  goTo,
  PLAN,
  QUESTIONS,
  type Script,
  turn,
  WHOLE,
  wholeBut,
} from '../support/program-agent.ts';

const TWO_QUESTIONS = `${QUESTIONS}\n## Q2) How many?\n\nSuggestion: 3\n\nAnswer:\n`;
const ASKS_TWO = [
  turn({ status: 'waiting', for: 'qa_answers' }, { write: ['_qa.md', TWO_QUESTIONS] }),
  goTo('planning'),
];

/** A session that stands in a phase. */
function openAt(phase: Phase, script: Script): Scene {
  const scene = openScene(script);
  scene.begin(phase);
  return scene;
}

/** A session that asked and waits. */
async function asked(script: Script = WHOLE): Promise<Scene> {
  const scene = openAt('requirements', script);
  expect((await scene.run()).code).toBe(3);
  return scene;
}

/** A session whose plan waits for approval. */
async function planned(script: Script = WHOLE): Promise<Scene> {
  const scene = await asked(script);
  await scene.command('answer', '--accept-suggestions');
  expect((await scene.run()).code).toBe(3);
  return scene;
}

function phases(scene: Scene): readonly string[] {
  return scene.spawns().map((spawn) => spawn.phase);
}

function edit(scene: Scene, name: string, from: string | RegExp, to: string): void {
  const path = join(scene.folder(), name);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

describe('the answers gate', () => {
  test('stays closed until all questions are answered, without a spawn', async () => {
    await using scene = await asked(wholeBut({ requirements: ASKS_TWO }));
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene)).toHaveLength(1);
    const half = await scene.command('answer', '--set', '1=b');
    expect(half.stderr).toContain('Q2');
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene)).toHaveLength(1);
    expect((await scene.command('answer', '--set', '2=seven')).code).toBe(0);
    expect(scene.read('_qa.md')).toMatch(/Answer: b[\s\S]*Answer: seven/);
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene).slice(1)).toEqual(['requirements', 'planning']);
    expect(scene.prompt(2)).toContain('were answered');
  });

  test('opens by --file and keeps the text around the answers', async () => {
    await using scene = await asked(wholeBut({ requirements: ASKS_TWO }));
    const file = join(scene.root, 'answers.md');
    writeFileSync(file, '## Q1: Which?\nAnswer: b\n\n## Q2: How many?\nAnswer: 9\n');
    expect((await scene.command('answer', '--file', file)).code).toBe(0);
    expect(scene.read('_qa.md')).toContain('a) one\nb) two\n');
    expect((await scene.run()).stdout).toContain('requirements → planning');
  });

  test('opens by a person who edits _qa.md', async () => {
    await using scene = await asked();
    edit(scene, '_qa.md', 'Answer: _waiting_', 'Answer: b, because I say so');
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene).slice(1)).toEqual(['requirements', 'planning']);
    const row = scene.rows().find((one) => one['status'] === 'answered');
    expect(row).toMatchObject({
      kind: 'person',
      by: 'file',
      answers: { 1: 'b, because I say so' },
    });
  });

  test('stays closed for answers an agent wrote itself', async () => {
    const answered = QUESTIONS.replace('_waiting_', 'a');
    await using scene = openAt(
      'requirements',
      wholeBut({
        requirements: [
          turn({ status: 'waiting', for: 'qa_answers' }, { write: ['_qa.md', answered] }),
          goTo('planning'),
        ],
      }),
    );
    expect((await scene.run()).code).toBe(3);
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene)).toHaveLength(1);
    // A person who finds them right says so.
    expect((await scene.command('answer', '--accept-suggestions')).code).toBe(0);
    await scene.run();
    expect(phases(scene).slice(1)).toEqual(['requirements', 'planning']);
  });

  test('a move without a person is rejected: blocked, needs human_decision, phase unchanged', async () => {
    await using scene = openAt(
      'requirements',
      wholeBut({
        requirements: [
          goTo('planning', { write: ['_qa.md', QUESTIONS.replace('_waiting_', 'a')] }),
        ],
      }),
    );
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(scene.rows().at(-1)).toMatchObject({
      status: 'blocked',
      phase: 'requirements',
      needs: 'human_decision',
      accepted: false,
    });
    expect(scene.read('_overview.md')).toContain('Phase: requirements');
    expect((await scene.run()).code).toBe(4);
    expect(phases(scene)).toHaveLength(1);
  });

  test('an agent that rewrites a question after the answers does not pass', async () => {
    await using scene = await asked(
      wholeBut({
        requirements: [
          ...ASKS.slice(0, 1),
          goTo('planning', {
            write: ['_qa.md', `${QUESTIONS.replace('_waiting_', 'a')}\n## Q2: New?\nAnswer: yes\n`],
          }),
        ],
      }),
    );
    await scene.command('answer', '--accept-suggestions');
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows().at(-1)).toMatchObject({ phase: 'requirements', problem: 'gate' });
  });

  test('an agent that asks the same again takes no answer away: it is put back, and the run says so', async () => {
    const asksAgain = { write: ['_qa.md', QUESTIONS] as const };
    await using scene = await asked(
      wholeBut({
        requirements: [
          ...ASKS.slice(0, 1),
          goTo('requirements', asksAgain),
          goTo('planning', asksAgain),
        ],
      }),
    );
    await scene.command('answer', '--set', '1=neither, use tabs');
    const { stdout } = await scene.run();
    const told = /_qa\.md: an agent removed the answer to Q1; it was put back/g;
    expect(stdout.match(told)).toHaveLength(2);
    expect(phases(scene)).toEqual(['requirements', 'requirements', 'requirements', 'planning']);
    expect(scene.read('_qa.md')).toBe(QUESTIONS.replace('_waiting_', 'neither, use tabs'));
  });

  test('--none is a person’s word that no questions are needed', async () => {
    await using scene = openAt(
      'requirements',
      wholeBut({
        requirements: [
          turn({ status: 'waiting', for: 'qa_answers', summary: 'clear enough' }),
          goTo('planning'),
        ],
      }),
    );
    expect((await scene.run()).code).toBe(3);
    expect((await scene.command('answer', '--accept-suggestions')).code).toBe(2);
    expect((await scene.command('answer', '--none')).code).toBe(0);
    await scene.run();
    expect(phases(scene).slice(1)).toEqual(['requirements', 'planning']);
  });

  test('--none is refused while there are questions, and answer says who may be asked', async () => {
    await using scene = await asked();
    expect((await scene.command('answer', '--none')).code).toBe(2);
    const nobody = await scene.command('answer');
    expect(nobody).toMatchObject({ code: 2 });
    expect(nobody.stderr).toContain('--accept-suggestions');
    expect((await scene.command('answer', '--set', '7=x')).code).toBe(2);
    expect((await scene.command('resume', '--note', 'please')).stderr).toContain(
      'gate stays closed',
    );
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene)).toHaveLength(1);
  });
});

describe('the approval gate', () => {
  test('approve is the move itself: a row with the plan’s hash, the overview, no spawn', async () => {
    await using scene = await planned();
    const before = phases(scene).length;
    const approved = await scene.command('approve');
    expect(approved.code).toBe(0);
    expect(phases(scene)).toHaveLength(before);
    expect(scene.rows().at(-1)).toMatchObject({
      kind: 'person',
      status: 'approved',
      sourcePhase: 'planning',
      phase: 'implementation',
      plan: { files: [PLAN] },
    });
    expect(scene.read('_overview.md')).toContain('Phase: implementation');
    expect((await scene.command('approve')).code).toBe(2);
  });

  test('reject keeps it in planning, its note reaches the agent, and approve works then', async () => {
    await using scene = await planned();
    expect((await scene.command('reject')).code).toBe(2);
    expect((await scene.command('reject', '--note', 'No new table, please')).code).toBe(0);
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene).at(-1)).toBe('planning');
    expect(scene.prompt(4)).toContain('No new table, please');
    expect(scene.prompt(4)).toContain('rejected');
    expect((await scene.command('reject', '--note', 'Still not')).code).toBe(0);
    expect((await scene.command('approve', '--note', 'All right then')).code).toBe(0);
    expect((await scene.run()).code).toBe(0);
    expect(scene.prompt(5)).toContain('All right then');
    expect(scene.prompt(6)).toContain('When they approved the plan');
  });

  test('an agent cannot leave planning by itself', async () => {
    await using scene = openAt(
      'planning',
      wholeBut({ planning: [goTo('implementation', { write: [PLAN, '# Plan\n'] })] }),
    );
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows().at(-1)).toMatchObject({
      status: 'blocked',
      phase: 'planning',
      needs: 'human_decision',
      problem: 'gate',
    });
    // What it asked for is a person's to give.
    expect((await scene.command('approve')).code).toBe(0);
    expect(scene.read('_overview.md')).toContain('Phase: implementation');
  });

  test('approve is refused where no plan waits', async () => {
    await using scene = await asked();
    const ended = await scene.command('approve');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('qa_answers');
    expect((await scene.command('resume', '--phase', 'implementation')).code).toBe(2);
    expect(scene.read('_overview.md')).toContain('Phase: requirements');
  });
});

describe('a resident run (--wait)', () => {
  test('goes on when a person answered by command, edited by hand, and approved', async () => {
    await using scene = openAt(
      'requirements',
      wholeBut({
        implementation: [
          turn({ status: 'waiting', for: 'human_action', reason: 'start the server' }),
          goTo('testing'),
        ],
      }),
    );
    const running = scene.startRun(['--wait']);
    await running.says('waiting for qa_answers');
    expect((await scene.command('answer', '--accept-suggestions')).code).toBe(0);
    await running.says('waiting for plan_approval');
    expect((await scene.command('approve')).code).toBe(0);
    await running.says('waiting for human_action');
    writeFileSync(join(scene.folder(), 'server.txt'), 'it is up\n');
    expect((await running.ended).code).toBe(0);
    expect(phases(scene)).toHaveLength(8);
  });

  test('goes on when _qa.md was edited by hand, and when a blocked session was resumed', async () => {
    await using scene = openAt(
      'investigation',
      wholeBut({
        investigation: [turn({ status: 'blocked', reason: 'no idea' }), goTo('requirements')],
      }),
    );
    const running = scene.startRun(['--wait']);
    await running.says('blocked');
    await until(() => scene.rows().length === 1, 'the row');
    // A command may come while it rests.
    expect((await scene.command('resume', '--note', 'look in src')).code).toBe(0);
    await running.says('waiting for qa_answers');
    expect(scene.prompt(2)).toContain('look in src');
    edit(scene, '_qa.md', '_waiting_', 'b');
    await running.says('waiting for plan_approval');
    running.kill('SIGTERM');
    // The session's own state wins over the signal.
    expect((await running.ended).code).toBe(3);
  });
});

describe('waiting and blocked', () => {
  test('that name another phase do not move', async () => {
    await using scene = openAt('requirements', {
      phases: {
        init: [goTo('investigation', { overview: 'init' })],
        investigation: [goTo('requirements')],
        requirements: [
          turn(
            { status: 'waiting', phase: 'planning', for: 'qa_answers' },
            { write: ['_qa.md', QUESTIONS] },
          ),
          turn({ status: 'blocked', phase: 'planning', reason: 'no' }),
        ],
      },
    });
    expect((await scene.run()).code).toBe(3);
    expect(scene.rows().at(-1)).toMatchObject({ status: 'waiting', phase: 'requirements' });
    await scene.command('answer', '--accept-suggestions');
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows().at(-1)).toMatchObject({ status: 'blocked', phase: 'requirements' });
    expect(scene.read('_overview.md')).toMatch(/Phase: requirements\n[\s\S]*Blocked: blocked/);
  });

  test('are left when a file of the session changes, not by samocode’s own writing', async () => {
    await using scene = openAt(
      'investigation',
      wholeBut({
        investigation: [turn({ status: 'blocked', reason: 'unclear' }), goTo('requirements')],
      }),
    );
    expect((await scene.run()).code).toBe(4);
    expect((await scene.run()).code).toBe(4);
    await scene.status();
    expect((await scene.run()).code).toBe(4);
    expect(phases(scene)).toHaveLength(1);
    appendFileSync(join(scene.folder(), 'hint.md'), 'look there\n');
    expect((await scene.run()).code).toBe(3);
    expect(phases(scene).slice(1)).toEqual(['investigation', 'requirements']);
    expect(scene.prompt(2)).toContain('changed since');
  });

  test('--force spawns all the same, once', async () => {
    await using scene = openAt(
      'investigation',
      wholeBut({ investigation: [turn({ status: 'blocked', reason: 'unclear' })] }),
    );
    expect((await scene.run()).code).toBe(4);
    expect((await scene.run('--force')).code).toBe(4);
    expect(phases(scene)).toHaveLength(2);
  });
});
