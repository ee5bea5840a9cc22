import { type Phase, PHASES } from './phase.ts';
import {
  type Gate,
  type Need,
  NEEDS,
  type Promised,
  ruleOf,
  type Status,
  STATUSES,
  WAIT_REASONS,
  type WaitReason,
} from './rules.ts';

const STATUS_MEANS: Readonly<Record<Status, string>> = {
  continue: 'this step is done and saved; the next iteration starts in `phase`',
  done: 'the whole task is delivered; only from `done`',
  blocked: 'nothing useful can be done before something changes; give `reason` and `needs`',
  waiting: 'a person must act first; give `for`',
};

const NEED_MEANS: Readonly<Record<Need, string>> = {
  human_decision: 'a choice that only a person may make',
  clarification: 'the task, the answers or the plan contradict themselves or lack something',
  error_resolution: 'an error that three different attempts did not solve',
  investigation: 'the state of the session or of the code is wrong',
  environment: 'a tool, permission, credential, network or disk is missing',
};

const WAIT_MEANS: Readonly<Record<WaitReason, string>> = {
  qa_answers: 'the open questions of `_qa.md`',
  plan_approval: 'the approval or rejection of the plan',
  file_update: 'a person fills in a file of the session folder, named in `reason`',
  human_action: 'a person does something outside, described in `reason`',
};

const GATE_OPENS: Readonly<Record<Gate, string>> = {
  answers: 'a person answered every question of `_qa.md`',
  approval: 'a person approved the plan, which is itself the move',
};

const PROMISE_MEANS: Readonly<Record<Promised, string>> = {
  findings: 'findings (`*-dive-*.md`)',
  requirements: 'a requirements document (`*-requirements-*.md`)',
  plan: 'a plan with an open box (`- [ ]`)',
  boxes: 'no open box in the active plan',
  commit: 'a commit since the approval, or `No commit: <reason>` in the plan as approved',
  report:
    'a test report written since the phase began, with `Verdict: pass`, `partial` or `fail` (not before done)',
  reviewed:
    'before done: a review since the approval that is `clean`, or `fixed` in round 3, unless the plan has `No commit:`',
  review:
    'a review written since the phase began, with `Verdict: clean`, `fixed` or `open`; `clean` before done',
  passed: 'before done: the newest test report since the approval does not say `fail`',
  summary: 'a summary (`*-summary-*.md`)',
};

/** The registry's phases as a Markdown table, without a line end. */
export function phaseTable(): string {
  return table(['phase', 'may go to', 'may signal', 'waits for', 'leaves only after'], phaseRows());
}

/** Every enumerated value of a signal with its meaning, as a Markdown table without a line end. */
export function signalTable(): string {
  return table(
    ['field', 'value', 'meaning'],
    [
      ...meanings('status', STATUSES, STATUS_MEANS),
      ...meanings('for', WAIT_REASONS, WAIT_MEANS),
      ...meanings('needs', NEEDS, NEED_MEANS),
    ],
  );
}

/** The promises of a phase in words; empty: none. */
export function promisesOf(phase: Phase): string {
  return ruleOf(phase)
    .promises.map((promised) => PROMISE_MEANS[promised])
    .join('; ');
}

function phaseRows(): readonly (readonly string[])[] {
  return PHASES.map((phase) => {
    const { next, statuses, waitsFor, gate } = ruleOf(phase);
    const opens = gate === undefined ? [] : [GATE_OPENS[gate]];
    const after = [promisesOf(phase), ...opens].filter((text) => text !== '').join('; ');
    return [code([phase]), code(next), code(statuses), code(waitsFor), after];
  });
}

function meanings<Value extends string>(
  field: string,
  values: readonly Value[],
  means: Readonly<Record<Value, string>>,
): readonly (readonly string[])[] {
  return values.map((value) => [code([field]), code([value]), means[value]]);
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** A Markdown table without a line end. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
