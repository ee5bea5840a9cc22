import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { answer, answerNone } from '../../../src/app/people/answer.ts';
import { approve, reject } from '../../../src/app/people/approve.ts';
import { suggestedAnswers } from '../../../src/app/people/asked.ts';
import { resume } from '../../../src/app/people/resume.ts';
import type { Writer } from '../../../src/app/ports/session/writer.ts';
import { sessionStatus } from '../../../src/app/reading/status.ts';
import { look } from '../../../src/app/session/look.ts';
import { lookAndRepair } from '../../../src/app/session/repair.ts';
import { namesOf } from '../../../src/domain/questions/answers/named-answers.ts';
import { readQuestions } from '../../../src/domain/questions/questions.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';
import { openSession, overviewText, type TestSession } from '../../support/session.ts';
import {
  type Agent,
  openRun,
  type RunSetup,
  signals,
  type TestRun,
} from '../../support/session-run.ts';

let session: TestSession;
let warnings: string[];
let writer: Writer;

beforeEach(() => {
  session = openSession();
  warnings = [];
  writer = writerOf(session);
});

function writerOf({ store }: TestSession): Writer {
  const warn = (text: string): void => {
    warnings.push(text);
  };
  return { store, run: 'person', now: () => new Date(2026, 0, 2), warn };
}

const ANN = { by: 'ann' };
const ASKED =
  '# Questions\n\n## Q1: Which?\nSuggestion: a\n\nAnswer: _waiting_\n\n## Q2: When?\n\nAnswer:\n';
const WAITS = { status: 'waiting' };

/** Runs the given agents, one after another, and no further. */
async function work(agents: readonly Agent[], setup: Partial<RunSetup> = {}): Promise<TestRun> {
  const options = { maxIterations: agents.length, ...setup.options };
  const run = openRun(session, { ...setup, agents: [...agents], options });
  await run.go();
  return run;
}

async function waitInPlanning(): Promise<void> {
  session.write('_overview.md', overviewText('planning'));
  session.write('01-02-03:04-plan-x.md', '# Plan');
  await work([signals(WAITS)]);
}

async function waitForAnswers(questions = ASKED): Promise<void> {
  session.write('_overview.md', overviewText('requirements'));
  await work([
    (own, task) => {
      own.write('_qa.md', questions);
      return signals(WAITS)(own, task);
    },
  ]);
}

const lastRow = (): Readonly<Record<string, unknown>> => session.rows().at(-1) ?? {};
const phaseInOverview = (): string | undefined =>
  /^Phase: (.*)$/m.exec(session.read('_overview.md'))?.[1];

describe('an answer that is given again', () => {
  test('after samocode was killed before its row has one row, of whoever gives it', async () => {
    await waitForAnswers();
    const before = session.rows().length;
    session.write('_qa.md', ASKED.replace('_waiting_', 'a').replace(/Answer:\n$/, 'Answer: b\n'));
    answer(writer, ANN, { 1: 'a', 2: 'b' });
    expect(session.rows().slice(before)).toMatchObject([{ status: 'answered', by: 'ann' }]);
    expect(look(session.store).answersOpen).toBe(true);
  });

  test('after it was recorded has no second row, but with a note', async () => {
    await waitForAnswers();
    answer(writer, ANN, { 1: 'a', 2: 'b' });
    const before = session.rows().length;
    expect(answer(writer, ANN, { 1: 'a', 2: 'b' }).remarks).toEqual([
      'these answers are recorded already',
    ]);
    expect(session.rows()).toHaveLength(before);
    answer(writer, { by: 'ann', note: 'hurry' }, { 1: 'a', 2: 'b' });
    expect(session.rows().slice(before)).toMatchObject([{ status: 'answered', note: 'hurry' }]);
  });
});

describe('an agent that waits again with everything answered', () => {
  const moves = signals({ status: 'continue', phase: 'planning' });

  test('wakes nobody: the next one is told that no question is open', async () => {
    await waitForAnswers();
    answer(writer, ANN, { 1: 'a', 2: 'b' });
    const run = await work([signals(WAITS), moves]);
    expect(run.prompts[1]).toContain('no question of _qa.md is open');
    expect(session.rows().at(-2)).toMatchObject({ status: 'continue', problem: 'wait-reason' });
    expect(phaseInOverview()).toBe('planning');
  });

  test('and once more waits, and goes on once the answers are given again', async () => {
    await waitForAnswers();
    answer(writer, ANN, { 1: 'a', 2: 'b' });
    await work([signals(WAITS), signals(WAITS)]);
    const before = session.rows().length;
    expect(look(session.store)).toMatchObject({ answersOpen: true, standing: { kind: 'waiting' } });
    const { view, remarks } = answer(writer, ANN, {});
    expect(remarks).toEqual([]);
    expect(view).toMatchObject({ answersOpen: true, standing: { kind: 'ready' } });
    expect(session.rows().slice(before)).toMatchObject([
      { status: 'answered', by: 'ann', answers: { 1: 'a', 2: 'b' } },
    ]);
    expect(answer(writer, ANN, {}).remarks).toEqual(['these answers are recorded already']);
    await work([moves]);
    expect(phaseInOverview()).toBe('planning');
  });

  test('goes on by --gates auto, too', async () => {
    await waitForAnswers();
    answer(writer, ANN, { 1: 'a', 2: 'b' });
    const agents = [signals(WAITS), signals(WAITS), moves];
    const run = await work(agents, { options: { gates: 'auto' } });
    expect(run.spawns).toHaveLength(3);
    expect(phaseInOverview()).toBe('planning');
  });
});

describe('the approval gate', () => {
  test('marks of a merge conflict in the plan keep it closed, also with --gates auto', async () => {
    await waitInPlanning();
    session.write('01-02-03:04-plan-x.md', '# Plan\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> x\n');
    const where = /01-02-03:04-plan-x\.md has the marks of a merge conflict \(line 2, 4, 6\)/;
    expect(() => approve(writer, ANN)).toThrow(where);
    const auto = openRun(session, { agents: [], options: { maxIterations: 5, gates: 'auto' } });
    expect(await auto.go()).toMatchObject({ kind: 'waiting', trouble: 'plan-conflict' });
    expect(auto.spawns).toEqual([]);
    expect(phaseInOverview()).toBe('planning');
    expect(reject(writer, { ...ANN, note: 'keep a' }).view).toMatchObject({ phase: 'planning' });
  });

  test('is passed by approve: a row with the plan, the overview settled, no spawn', async () => {
    await waitInPlanning();
    const { view, remarks } = approve(writer, { by: 'ann', note: 'good' });
    expect(view).toMatchObject({ phase: 'implementation', standing: { kind: 'ready' } });
    expect(remarks).toEqual([]);
    expect(lastRow()).toMatchObject({
      status: 'approved',
      phase: 'implementation',
      sourcePhase: 'planning',
      by: 'ann',
      note: 'good',
      plan: {
        files: ['01-02-03:04-plan-x.md'],
        hash: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      },
    });
    expect(phaseInOverview()).toBe('implementation');
    expect(session.read('_overview.md')).toContain('Blocked: no\n');
  });

  test('has no other way: not from another phase, not before a plan waits, not twice', async () => {
    for (const phase of ['planning', 'implementation', 'init']) {
      const other = openSession();
      other.write('_overview.md', overviewText(phase));
      expect(() => approve(writerOf(other), ANN)).toThrow(UserError);
      expect(() => reject(writerOf(other), { ...ANN, note: 'x' })).toThrow(UserError);
    }
    await waitInPlanning();
    approve(writer, ANN);
    expect(() => approve(writer, ANN)).toThrow('no plan that waits');
    expect(session.rows()).toHaveLength(2);
  });

  test("an agent's own move is rejected, and approve still opens it", async () => {
    session.write('_overview.md', overviewText('planning'));
    const run = await work([signals({ status: 'continue', phase: 'implementation' })]);
    expect(run.spawns).toHaveLength(1);
    expect(lastRow()).toMatchObject({
      status: 'blocked',
      phase: 'planning',
      accepted: false,
      problem: 'gate',
      needs: 'human_decision',
      signal: { status: 'continue', phase: 'implementation' },
    });
    expect(approve(writer, ANN).view.phase).toBe('implementation');
  });

  test('reject keeps it in planning, gives the note to the next agent, and approve is possible', async () => {
    await waitInPlanning();
    const { view } = reject(writer, { ...ANN, note: 'make it smaller' });
    expect(view).toMatchObject({ phase: 'planning', standing: { kind: 'ready' } });
    expect(reject(writer, { ...ANN, note: 'and cheaper' }).view.phase).toBe('planning');
    expect(approve(writer, ANN).view.phase).toBe('implementation');
    const again = openSession();
    session = again;
    writer = writerOf(again);
    await waitInPlanning();
    reject(writer, { ...ANN, note: 'make it smaller' });
    const run = await work([signals({ status: 'continue' })]);
    expect(run.prompts[0]).toContain('make it smaller');
    expect(() => approve(writer, ANN)).toThrow('no plan that waits');
  });

  test('says when there is no plan file', async () => {
    session.write('_overview.md', overviewText('planning'));
    await work([signals(WAITS)]);
    expect(approve(writer, ANN).remarks).toEqual([expect.stringContaining('no plan file')]);
  });
});

describe('the answers gate', () => {
  test('one answer for several open questions of one number is refused, and nothing is written', async () => {
    const asked = '## Q1: May I test?\n\nAnswer:\n\n## Q1: May I deploy?\n\nAnswer: _waiting_\n';
    await waitForAnswers(asked);
    expect(() => answer(writer, ANN, { '1': 'yes' })).toThrow(
      'several open questions of _qa.md have the number 1',
    );
    expect(session.read('_qa.md')).toBe(asked);
    const suggested = asked.replaceAll('\n\nAnswer', '\nSuggestion: a\n\nAnswer');
    const mixed = suggested.replace('Suggestion: a', 'Suggestion: b');
    expect(Object.values(suggestedAnswers(mixed, { isAgents: true }))).toEqual(['b', 'a']);
    expect(() => answer(writer, ANN, { '1': 'yes, but\nonly on staging' })).toThrow(
      'several open questions of _qa.md have the number 1',
    );
    expect(session.read('_qa.md')).toBe(asked);
    const [may = '', deploy = ''] = namesOf(readQuestions(asked));
    answer(writer, ANN, { [may]: 'yes, but\nonly on staging' });
    expect(look(session.store).answersOpen).toBe(false);
    answer(writer, ANN, { [may]: 'yes', [deploy]: 'no' });
    expect(session.read('_qa.md')).toBe(
      asked.replace('Answer:', 'Answer: yes').replace('_waiting_', 'no'),
    );
    expect(look(session.store).answersOpen).toBe(true);
  });

  test('answers to questions that were reworded since are refused, and nothing is written', async () => {
    const asked = '## Q1: Which?\n\nAnswer:\n\n## Q2: When?\n\nAnswer: _waiting_\n';
    await waitForAnswers(asked);
    const [which = '', when = ''] = namesOf(readQuestions(asked.replace('Which', 'Where')));
    expect(() => answer(writer, ANN, { [which]: 'here', [when]: 'now' })).toThrow(
      'the questions of _qa.md have changed since',
    );
    expect(session.read('_qa.md')).toBe(asked);
  });

  test('answers may come in parts; the last one opens it', async () => {
    await waitForAnswers();
    const first = answer(writer, ANN, { 1: 'b' });
    expect(first.remarks).toEqual(['still without an answer: Q2']);
    expect(session.rows()).toHaveLength(1);
    expect(answer(writer, ANN, { 2: 'today' }).view).toMatchObject({
      phase: 'requirements',
      answersOpen: true,
      standing: { kind: 'ready' },
    });
    expect(lastRow()).toMatchObject({ status: 'answered', answers: { 1: 'b', 2: 'today' } });
    await work([signals({ status: 'continue', phase: 'planning' }), signals(WAITS)]);
    expect(phaseInOverview()).toBe('planning');
  });

  test('stays closed for an agent that answers itself, and for one that asks anew', async () => {
    await waitForAnswers();
    const cheat: Agent = (own, task) => {
      own.write('_qa.md', ASKED.replaceAll(/Answer:.*/g, 'Answer: mine'));
      return signals({ status: 'continue', phase: 'planning' })(own, task);
    };
    await work([cheat], { options: { force: true } });
    expect(lastRow()).toMatchObject({ problem: 'gate', phase: 'requirements' });
    expect(lookAndRepair(writer).answersOpen).toBe(false);
    const rest = await work([], { options: { maxIterations: 5 } });
    expect(rest.spawns).toEqual([]);
    // A person's confirmation of the very same text counts.
    expect(answer(writer, ANN, {}).view.answersOpen).toBe(true);
    const more: Agent = (own, task) => {
      own.write('_qa.md', `${own.read('_qa.md')}\n## Q3: More?\n\nAnswer: yes\n`);
      return signals({ status: 'continue', phase: 'planning' })(own, task);
    };
    await work([more]);
    expect(lastRow()).toMatchObject({ problem: 'gate', phase: 'requirements' });
  });

  test('an edit of _qa.md by hand counts as a person once all is answered', async () => {
    await waitForAnswers();
    const half = ASKED.replace('_waiting_', 'b');
    session.write('_qa.md', half);
    expect(lookAndRepair(writer).standing.kind).toBe('waiting');
    session.write('_qa.md', half.replace(/Answer:$/m, 'Answer: now'));
    expect(lookAndRepair(writer)).toMatchObject({ answersOpen: true, standing: { kind: 'ready' } });
    expect(lastRow()).toMatchObject({
      status: 'answered',
      by: 'file',
      answers: { 1: 'b', 2: 'now' },
    });
    lookAndRepair(writer);
    expect(session.rows()).toHaveLength(2);
  });

  test('an edit by hand beside an answer of the agent waits for a word on that, which acts give', async () => {
    await waitForAnswers(ASKED.replace('_waiting_', 'mine'));
    session.write('_qa.md', ASKED.replace('_waiting_', 'mine').replace(/Answer:$/m, 'Answer: now'));
    expect(lookAndRepair(writer)).toMatchObject({
      answersOpen: false,
      standing: { kind: 'waiting' },
      questionsTrouble: {
        kind: 'agents-answers',
        text: 'the answer to Q1 in _qa.md was there when the agent ended; to record all as yours: samocode answer',
      },
    });
    const { view, remarks } = answer(writer, ANN, { 2: 'soon' });
    expect(view.answersOpen).toBe(true);
    expect(remarks).toEqual(['Q1 kept the answer that was there when the agent ended']);
    // Recorded, it is a person's: the next round does not ask for it again.
    const more = `${ASKED.replace('_waiting_', 'mine').replace(/Answer:$/m, 'Answer: soon')}\n## Q3: Who?\n\nAnswer:\n`;
    await work([
      (own, task) => {
        own.write('_qa.md', more);
        return signals(WAITS)(own, task);
      },
    ]);
    session.write('_qa.md', more.replace(/Answer:\n$/, 'Answer: me\n'));
    expect(lookAndRepair(writer).answersOpen).toBe(true);
  });

  test('marks of a merge conflict keep it closed, and nothing is written', async () => {
    await waitForAnswers();
    const both = ASKED.replace(
      'Answer: _waiting_',
      '<<<<<<< HEAD\nAnswer: a\n=======\nAnswer: b\n>>>>>>> other',
    ).replace(/Answer:$/m, 'Answer: now');
    session.write('_qa.md', both);
    expect(lookAndRepair(writer)).toMatchObject({
      standing: { kind: 'waiting' },
      questionsTrouble: { kind: 'conflict' },
    });
    const where = /_qa\.md has the marks of a merge conflict \(line 6, 8, 10\)/;
    expect(() => answer(writer, ANN, { 1: 'b' })).toThrow(where);
    expect(() => answerNone(writer, ANN)).toThrow(where);
    const auto = await work([], { options: { maxIterations: 5, gates: 'auto' } });
    expect(auto.spawns).toEqual([]);
    expect(session.read('_qa.md')).toBe(both);
  });

  test('the reason why a question has no answer is told to those who answer the others', async () => {
    await waitForAnswers();
    session.write('_qa.md', ASKED.replace('Answer: _waiting_', 'Answer: _waiting_\nb, please'));
    expect(answer(writer, ANN, { 2: 'c' }).remarks).toEqual([
      'still without an answer: Q1 (line "b, please" is below its placeholder)',
    ]);
  });

  test('marks of a merge conflict that an agent leaves end no run with --gates auto', async () => {
    // Below the placeholder that an answer replaces, they would go with it.
    const both = '## Q1: x\nAnswer: _pending_\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n';
    const asks: Agent = (own, task) => {
      own.write('_qa.md', both);
      return signals(WAITS)(own, task);
    };
    session.write('_overview.md', overviewText('requirements'));
    const { spawns } = await work([asks], { options: { gates: 'auto' } });
    expect(spawns).toHaveLength(1);
    expect(session.read('_qa.md')).toBe(both);
  });

  test('--none opens it where nothing is asked, and nowhere else', async () => {
    session.write('_overview.md', overviewText('requirements'));
    await work([signals(WAITS)]);
    expect(() => answer(writer, ANN, { 1: 'x' })).toThrow('has no question');
    expect(answerNone(writer, ANN).view).toMatchObject({ answersOpen: true });
    await work([signals({ status: 'continue', phase: 'planning' })]);
    expect(phaseInOverview()).toBe('planning');
    expect(() => answerNone(writer, ANN)).toThrow('nothing is asked');
    session = openSession();
    writer = writerOf(session);
    await waitForAnswers();
    expect(() => answerNone(writer, ANN)).toThrow('has 2 questions');
  });

  test('answers given do not outlive the phase', async () => {
    await waitForAnswers();
    answer(writer, ANN, { 1: 'b', 2: 'c' });
    resume(writer, ANN, 'investigation');
    await work([signals({ status: 'continue', phase: 'requirements' })]);
    expect(look(session.store).answersOpen).toBe(false);
  });

  test('--gates auto takes the suggestions and says so in the row', async () => {
    await waitForAnswers();
    const options = { gates: 'auto' } as const;
    await work([signals({ status: 'continue', phase: 'planning' })], { options });
    expect(session.rows()[1]).toMatchObject({
      status: 'answered',
      by: 'auto',
      answers: { 1: 'a', 2: 'no suggestion was given: choose yourself' },
    });
    await work([signals(WAITS), signals({ status: 'blocked' })], { options });
    expect(session.rows()).toContainEqual(
      expect.objectContaining({ status: 'approved', by: 'auto' }),
    );
    expect(phaseInOverview()).toBe('implementation');
  });

  test('--gates auto answers the open questions and keeps the answers of a person', async () => {
    const person = '## Q1: Which?\n\nAnswer: PostgreSQL:\n```\n  port: 1\n```\n\n';
    const more = '## Q1: Where?\nSuggestion: here\n\nAnswer: _waiting_\n';
    const asks: Agent = (own, task) => {
      own.write('_qa.md', `${person}${more}`);
      return signals(WAITS)(own, task);
    };
    session.write('_overview.md', overviewText('requirements'));
    await work([asks, signals({ status: 'blocked' })], { options: { gates: 'auto' } });
    expect(session.read('_qa.md')).toBe(`${person}${more.replace('_waiting_', 'here')}`);
    expect(session.rows()[1]).toMatchObject({
      status: 'answered',
      answers: { 1: 'PostgreSQL:\n```\n  port: 1\n```\nhere' },
    });
  });

  test('--gates auto records answers that the agent itself wrote: all there is to answer', async () => {
    const cheats: Agent = (own, task) => {
      own.write('_qa.md', '## Q1: Which?\nAnswer: mine\n');
      return signals(WAITS)(own, task);
    };
    session.write('_overview.md', overviewText('requirements'));
    await work([cheats, signals({ status: 'blocked' })], { options: { gates: 'auto' } });
    expect(session.rows()[1]).toMatchObject({ status: 'answered', answers: { 1: 'mine' } });
  });

  test('--gates auto ends with the iterations of the phase, for an agent that asks anew each time', async () => {
    const asks = (n: number): Agent => {
      return (own, task) => {
        own.write('_qa.md', `## Q1: And what of ${n}?\nSuggestion: a\n\nAnswer: _waiting_\n`);
        return signals(WAITS)(own, task);
      };
    };
    const cheats = (n: number): Agent => {
      return (own, task) => {
        own.write('_qa.md', `## Q1: And what of ${n}?\n\nAnswer: mine ${n}\n`);
        return signals({ status: 'continue', phase: 'planning' })(own, task);
      };
    };
    for (const agent of [asks, cheats]) {
      session = openSession();
      session.write('_overview.md', overviewText('requirements'));
      const agents = Array.from({ length: 15 }, (_, n) => agent(n));
      const run = openRun(session, { agents, options: { gates: 'auto', maxIterations: 15 } });
      expect(await run.go()).toMatchObject({ kind: 'blocked', needs: 'human_decision' });
      expect(run.spawns).toHaveLength(10);
      resume(writerOf(session), ANN, undefined);
      const more = openRun(session, { agents, options: { gates: 'auto', maxIterations: 1 } });
      await more.go();
      expect(more.spawns).toHaveLength(1);
    }
  });

  test.each([
    ['a table', '| # | Question | Answer |\n|---|---|---|\n| 1 | Which? | _waiting_ |\n'],
    ['a fence around all', '```markdown\n## Q1: Which?\n\nAnswer: _waiting_\n```\n'],
    ['a number without a Q', '## 1. Which?\n\nSuggestion: a\n\nAnswer: _waiting_\n'],
    ['a second one without a Q', '## Q1: x\nAnswer: _waiting_\n\n## 2. y\nAnswer: _waiting_\n'],
  ])(
    '--gates auto waits for questions written as %s, and the next agent is told',
    async (_, text) => {
      session.write('_overview.md', overviewText('requirements'));
      const ask: Agent = (own, task) => {
        own.write('_qa.md', text);
        return signals(WAITS)(own, task);
      };
      const run = openRun(session, { agents: [ask], options: { gates: 'auto' } });
      expect(await run.go()).toMatchObject({
        ...{ kind: 'waiting', for: 'qa_answers' },
        reason: expect.stringContaining('"## Q1: …"') as string,
      });
      expect(run.spawns).toHaveLength(1);
      expect(session.read('_qa.md')).toBe(text);
      const next = await work([signals(WAITS)], { options: { force: true } });
      expect(next.prompts[0]).toContain('"## Q1: …"');
    },
  );

  test('--gates auto does not overwrite text that a person wrote below a placeholder', async () => {
    await waitForAnswers();
    const text = ASKED.replace('_waiting_', '_waiting_\nb, if it is free');
    session.write('_qa.md', text);
    const run = openRun(session, { agents: [], options: { gates: 'auto' } });
    expect(await run.go()).toMatchObject({
      reason: expect.stringContaining('Q1 (line "b, if it is free" is below') as string,
    });
    expect(session.read('_qa.md')).toBe(text);
  });

  test('--gates auto that cannot answer waits for a person and does not spin', async () => {
    session.write('_overview.md', overviewText('requirements'));
    const ask: Agent = (own, task) => {
      own.write('_qa.md', '## Q1: Which?\nSuggestion: _waiting_\n\nAnswer:\n');
      return signals(WAITS)(own, task);
    };
    const run = openRun(session, { agents: [ask], options: { gates: 'auto' } });
    expect(await run.go()).toMatchObject({ kind: 'waiting', for: 'qa_answers' });
  });
});

describe('a provider that fails at a gate', () => {
  const FAILS: Agent = () => ({ stdout: [], exitCode: 1, stderrTail: 'boom' });
  const forced = {
    config: { maxAttempts: 1 },
    options: { force: true, maxIterations: 1 },
  } as const;

  test('leaves the plan waiting: approve and reject are possible, before and after a resume', async () => {
    await waitInPlanning();
    await work([FAILS], forced);
    expect(look(session.store).standing).toMatchObject({ kind: 'failed', gate: 'approval' });
    const { view, remarks } = resume(writer, ANN, undefined);
    expect(view.standing).toMatchObject({ kind: 'waiting', for: 'plan_approval' });
    expect(remarks).toEqual([expect.stringContaining('samocode approve')]);
    expect((await work([], { options: { maxIterations: 3 } })).spawns).toEqual([]);
    await work([FAILS], forced);
    expect(reject(writer, { ...ANN, note: 'smaller' }).view.phase).toBe('planning');
    expect(approve(writer, ANN).view.phase).toBe('implementation');
    session = openSession();
    writer = writerOf(session);
    await waitInPlanning();
    await work([FAILS], forced);
    expect(approve(writer, ANN).view).toMatchObject({
      phase: 'implementation',
      standing: { kind: 'ready' },
    });
  });

  test('leaves the questions open: answers end that wait, and a resume the failure', async () => {
    await waitForAnswers();
    await work([FAILS], forced);
    const { view } = answer(writer, ANN, { 1: 'a', 2: 'b' });
    expect(view).toMatchObject({ answersOpen: true, standing: { kind: 'failed' } });
    expect(resume(writer, ANN, undefined).view.standing).toEqual({ kind: 'ready' });
  });
});

describe('resume', () => {
  test('never opens a gate', async () => {
    await waitInPlanning();
    const { view, remarks } = resume(writer, ANN, undefined);
    expect(view.standing).toMatchObject({ kind: 'waiting', for: 'plan_approval' });
    expect(remarks).toEqual([expect.stringContaining('samocode approve')]);
    const run = await work([], { options: { maxIterations: 3 } });
    expect(run.spawns).toEqual([]);
    for (const phase of ['implementation', 'done'] as const) {
      expect(() => resume(writer, ANN, phase)).toThrow('does not pass the approval gate');
    }
    expect(phaseInOverview()).toBe('planning');
  });

  test('--phase goes back, and forward where no gate stands', async () => {
    await waitInPlanning();
    expect(resume(writer, { ...ANN, note: 'look again' }, 'investigation').view.phase).toBe(
      'investigation',
    );
    expect(resume(writer, ANN, 'requirements').view.phase).toBe('requirements');
    expect(() => resume(writer, ANN, 'planning')).toThrow('answers gate');
    expect(phaseInOverview()).toBe('requirements');
    const run = await work([signals(WAITS)]);
    expect(run.prompts[0]).toContain('look again');
  });

  test('clears a block and a wait for an action', async () => {
    session.write('_overview.md', overviewText('implementation'));
    for (const signal of [{ status: 'blocked' }, { status: 'waiting', for: 'human_action' }]) {
      const run = await work([signals(signal)]);
      expect(run.spawns).toHaveLength(1);
      expect(resume(writer, ANN, undefined).view.standing.kind).toBe('ready');
    }
  });

  test('allows as many iterations again where a phase has used up its own', async () => {
    session.write('_overview.md', overviewText('init'));
    const on = signals({ status: 'continue' });
    const run = openRun(session, { agents: [on, on, on, on, on] });
    expect(await run.go()).toMatchObject({ kind: 'blocked', needs: 'human_decision' });
    expect(run.spawns).toHaveLength(5);
    resume(writer, ANN, undefined);
    expect((await work([on])).spawns).toHaveLength(1);
  });
});

describe('a session of the Python tool', () => {
  const FIXTURE = join(
    import.meta.dirname,
    '../../fixtures/python-sessions/2026-02-planning-waiting',
  );
  beforeEach(() => {
    session = openSession('26-11-22-add-login');
    cpSync(FIXTURE, session.path, { recursive: true });
    writer = writerOf(session);
  });

  test('waits as the Python tool left it, and spawns nothing', async () => {
    const run = openRun(session, { agents: [] });
    expect(await run.go()).toMatchObject({ kind: 'waiting', for: 'plan_approval' });
    expect(session.read('_signal_history.jsonl')).toBe(
      readFileSync(join(FIXTURE, '_signal_history.jsonl'), 'utf8'),
    );
    expect(session.read('_overview.md')).toBe(readFileSync(join(FIXTURE, '_overview.md'), 'utf8'));
    const status = sessionStatus({
      store: session.store,
      holder: () => undefined,
      session: 'add-login',
      now: 0,
    });
    expect(status).toMatchObject({
      phase: 'planning',
      state: 'waiting',
      awaiting: 'plan_approval',
      iteration: 4,
      lastAction: 'Plan created -> 02-07-10:04-plan-add-login.md',
      next: 'Wait for approval',
    });
  });

  test('is approved: old rows byte for byte, the overview changed in our own lines alone', () => {
    const history = session.read('_signal_history.jsonl');
    const overview = session.read('_overview.md');
    const { view, remarks } = approve(writer, ANN);
    expect(view).toMatchObject({ phase: 'implementation', standing: { kind: 'ready' } });
    expect(remarks).toEqual([]);
    expect(look(session.reopen()).phase).toBe('implementation');
    expect(session.read('_signal_history.jsonl').startsWith(history)).toBe(true);
    expect(session.rows()).toHaveLength(5);
    const expected = overview
      .replace('Phase: planning', 'Phase: implementation')
      .replace('Total Iterations: 3', 'Total Iterations: 4')
      .replace('Blocked: waiting_human', 'Blocked: no');
    expect(session.read('_overview.md')).toBe(expected);
  });

  test('goes on with the next number, and its left-over signal is never adopted', async () => {
    approve(writer, ANN);
    const run = await work([signals({ status: 'blocked', reason: 'no' })]);
    expect(run.prompts[0]).toMatch(/^- Iteration: 5$/m);
    expect(lastRow()).toMatchObject({
      kind: 'iteration',
      iteration: 5,
      total: 5,
      status: 'blocked',
    });
    expect(session.read('_overview.md')).toContain(
      'Iteration: 5\nTotal Iterations: 5\nBlocked: blocked\n',
    );
  });

  test('takes the row count where the overview lags behind', async () => {
    session.write(
      '_overview.md',
      session.read('_overview.md').replace('Iteration: 4', 'Iteration: 2'),
    );
    approve(writer, ANN);
    await work([signals({ status: 'blocked' })]);
    expect(lastRow()).toMatchObject({ iteration: 5 });
  });

  test('goes on with its numbers also when the first thing we record is a failure', async () => {
    const fails: Agent = () => ({ stdout: [], exitCode: 1, stderrTail: 'boom' });
    const config = { maxAttempts: 1 };
    await work([fails], { config, options: { force: true } });
    expect(lastRow()).toMatchObject({ kind: 'gave-up', iteration: 5 });
    expect(session.read('_overview.md')).toContain('Iteration: 4\n');
    await work([signals({ status: 'continue' })]);
    expect(lastRow()).toMatchObject({ kind: 'iteration', iteration: 5, total: 5 });
  });
});
