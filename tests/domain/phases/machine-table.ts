import { type Admission, admit, type Situation } from '../../../src/domain/phases/admission.ts';
import { decide, type Decision, type Position } from '../../../src/domain/phases/decision.ts';
import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import { afterPromises, type Artefacts } from '../../../src/domain/phases/promises/promises.ts';
import { promisesOf, table } from '../../../src/domain/phases/registry-text.ts';
import { ruleOf, WAIT_REASONS } from '../../../src/domain/phases/rules.ts';
import type { Signal, SignalReading } from '../../../src/domain/phases/signal/signal.ts';
import { isUnasked } from '../../../src/domain/questions/without-questions.ts';
import type { RowStanding } from '../../../src/domain/session/standing.ts';
import { signalWith } from './decision-cases.ts';
import { ending, KEPT, NOTHING } from './promises/promise-cases.ts';

/** What an iteration can bring, in one phase: a line of the first table. */
interface Line {
  readonly name: string;
  readonly reading: SignalReading;
  readonly position?: Partial<Position>;
}

const says = (fields: Partial<Signal> & Pick<Signal, 'status'>): SignalReading => ({
  kind: 'signal',
  signal: signalWith(fields),
  raw: fields,
});

const MALFORMED: SignalReading = { kind: 'malformed', reason: 'x' };

const LINES: readonly Line[] = [
  { name: '`blocked`', reading: says({ status: 'blocked' }) },
  { name: '`continue`, no phase', reading: says({ status: 'continue' }) },
  ...PHASES.map((phase) => ({
    name: `\`continue\` to \`${phase}\``,
    reading: says({ status: 'continue', phase }),
  })),
  {
    name: '`continue` to `planning`, all answered',
    reading: says({ status: 'continue', phase: 'planning' }),
    position: { answersOpen: true },
  },
  {
    name: '`continue` to `planning`, nothing asked, `--questions optional`',
    reading: says({ status: 'continue', phase: 'planning' }),
    position: { answersOpen: isUnasked('optional', undefined, undefined) },
  },
  {
    name: '`continue` to the next, no overview',
    reading: { kind: 'none' },
    position: { hasOverview: false },
  },
  { name: '`waiting`, no `for`', reading: says({ status: 'waiting' }) },
  ...WAIT_REASONS.map((reason) => ({
    name: `\`waiting\` for \`${reason}\``,
    reading: says({ status: 'waiting', for: reason }),
  })),
  {
    name: '`waiting` for `qa_answers`, all answered',
    reading: says({ status: 'waiting', for: 'qa_answers' }),
    position: { answersOpen: true },
  },
  {
    name: '`waiting` for `qa_answers`, all answered, again',
    reading: says({ status: 'waiting', for: 'qa_answers' }),
    position: { answersOpen: true, isReminded: true },
  },
  { name: '`done`', reading: says({ status: 'done' }) },
  { name: 'no signal', reading: { kind: 'none' } },
  { name: 'no signal, the third', reading: { kind: 'none' }, position: { silent: 2 } },
  { name: 'malformed', reading: MALFORMED },
  { name: 'malformed, the third', reading: MALFORMED, position: { silent: 2 } },
];

/** What afterPromises() makes of the signal that ends each phase, with nothing and with all that is promised. */
export function promiseTable(): string {
  const rows = PHASES.map((phase) => {
    const after = (artefacts: Artefacts, missed: number): string => {
      const decision = afterPromises(ending(phase), { phase, waived: [], missed, artefacts });
      if (!('problem' in decision)) return 'followed';
      return decision.kind === 'blocked' ? '✗ missing' : 'again, with the reason';
    };
    const names = ruleOf(phase).promises.map((promised) => `\`${promised}\``);
    return [
      phase,
      names.join(', '),
      promisesOf(phase),
      after(KEPT[phase], 0),
      after(NOTHING, 0),
      after(NOTHING, 2),
    ];
  });
  const head = ['phase', 'promises', 'which are', 'kept', 'missing', 'missing, the third'];
  return table(head, rows);
}

/** What decide() makes of each report in each phase. */
export function decisionTable(): string {
  const rows = LINES.map((line) => [line.name, ...PHASES.map((phase) => cell(line, phase))]);
  return table(['report', ...PHASES], rows);
}

function cell({ name, reading, position }: Line, phase: Phase): string {
  const at = {
    phase,
    hasOverview: true,
    answersOpen: false,
    silent: 0,
    isReminded: false,
    ...position,
  };
  if (!name.includes('to the next')) return decided(decide(at, reading), phase);
  const [next] = ruleOf(phase).next;
  if (next === undefined) return '';
  const opened = { ...at, answersOpen: true };
  return decided(decide(opened, says({ status: 'continue', phase: next })), phase);
}

function decided(decision: Decision, from: Phase): string {
  switch (decision.kind) {
    case 'ready':
      return `${decision.phase === from ? 'again' : `**${decision.phase}**`}${decision.problem === undefined ? '' : ', reminded'}`;
    case 'waiting':
      return `wait: ${decision.for}`;
    case 'done':
      return '**finished**';
    case 'blocked':
      return decision.problem === undefined ? 'blocked' : `✗ ${decision.problem}`;
  }
}

const NOW = 1_000_000;
const PLAIN: Omit<Situation, 'standing'> = {
  phase: 'implementation',
  paused: undefined,
  stay: 0,
  lost: 0,
  gates: 'manual',
  force: false,
  attended: false,
  filesChanged: false,
  isLimitOver: false,
  config: 'now',
  now: NOW,
};

const failed = (resumeAt: number | undefined): RowStanding => ({
  kind: 'failed',
  reason: 'r',
  cure: undefined,
  resumeAt,
  config: 'now',
});
const blockedAt = (gate: 'answers' | 'approval' | undefined): RowStanding => ({
  kind: 'blocked',
  reason: 'r',
  needs: 'human_decision',
  gate,
  baseline: 'b',
});

const STANDINGS: readonly (readonly [string, RowStanding])[] = [
  ['ready', { kind: 'ready' }],
  ...WAIT_REASONS.map(
    (reason) =>
      [
        `waiting for \`${reason}\``,
        { kind: 'waiting', for: reason, reason: 'r', baseline: 'b' },
      ] as const,
  ),
  ['blocked', blockedAt(undefined)],
  ['blocked at the answers gate', blockedAt('answers')],
  ['blocked at the approval gate', blockedAt('approval')],
  ['failed, the pause lasts', failed(NOW + 1)],
  ['failed, the pause is over', failed(NOW)],
  ['failed, a person must fix it', failed(undefined)],
  ['parked, the limit lasts', { kind: 'parked', reason: 'r', resumeAt: NOW + 1 }],
  ['parked, the limit is over', { kind: 'parked', reason: 'r', resumeAt: NOW }],
  ['done', { kind: 'done' }],
  ['done, in another phase', { kind: 'done' }],
];

const CIRCUMSTANCES: readonly (readonly [string, Partial<Situation>])[] = [
  ['as it is', {}],
  ['files changed', { filesChanged: true }],
  ['from a terminal', { attended: true }],
  ['paused', { paused: { by: 'ann', note: undefined } }],
  ['other configuration, other account', { config: 'other', isLimitOver: true }],
  ['`--gates auto`', { gates: 'auto' }],
  ['`--force`', { force: true }],
  ['stay used up', { stay: 100 }],
  ['three attempts lost', { lost: 3 }],
];

/** What admit() makes of each standing in each circumstance. */
export function admissionTable(): string {
  const rows = STANDINGS.map(([name, standing]) => {
    const phase = name === 'done' ? 'done' : PLAIN.phase;
    const cells = CIRCUMSTANCES.map(([, change]) =>
      admitted(admit({ ...PLAIN, phase, standing, ...change })),
    );
    return [name, ...cells];
  });
  return table(['standing', ...CIRCUMSTANCES.map(([name]) => name)], rows);
}

function admitted(admission: Admission): string {
  switch (admission.kind) {
    case 'ready':
      return admission.opens === undefined ? '**spawn**' : `open ${admission.opens}`;
    case 'done':
      return 'finished';
    case 'paused':
      return 'paused';
    case 'waiting':
      return 'wait';
    case 'blocked':
      return `blocked: ${admission.needs}`;
    case 'failed':
      return admission.resumeAt === undefined ? 'failed' : 'failed, until then';
    case 'parked':
      return 'parked';
  }
}
