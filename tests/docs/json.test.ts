import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ending, isResting } from '../../src/domain/run/event.ts';
import { publishedEvent } from '../../src/domain/run/published.ts';
import { inlineCode, ROOT } from '../support/assets.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const named = new Set(inlineCode(read('docs/json.md')));

const PLACE = { reason: 'r', baseline: undefined } as const;
const BLOCK = { ...PLACE, kind: 'blocked', needs: 'environment', gate: undefined } as const;
const BOUNDS = [
  'rest',
  'drain',
  'iterations',
  'duration',
  'cost',
  'session',
  'day',
  'month',
  'unknown-cost',
] as const;

/** Each kind of ending, with all of its fields. */
const ENDINGS: readonly Ending[] = [
  { kind: 'done', summary: 's' },
  { kind: 'waiting', for: 'qa_answers', ...PLACE },
  BLOCK,
  { ...BLOCK, baseline: 'b' },
  { ...BLOCK, retried: { cure: 'c' } },
  { kind: 'paused', by: 'ann', note: 'n' },
  { kind: 'failed', reason: 'r', cure: 'c', resumeAt: 1, config: 'hash', gate: 'answers' },
  { kind: 'parked', reason: 'r', resumeAt: 1, account: 'key', gate: 'approval' },
  { kind: 'once' },
  ...BOUNDS.map(
    (bound) => ({ kind: 'bound', bound, limit: '3', spentUsd: 2, resumeAt: 1 }) as const,
  ),
  { kind: 'disk', reason: 'r', folder: '/f' },
  { kind: 'stopped', by: 'ann', note: 'n' },
  { kind: 'signalled', signal: 'SIGINT' },
];

/** An ending as `run --json` has it. */
function published(ending: Ending): { readonly kind: string } {
  const event = publishedEvent({ kind: 'ended', ending, resident: false });
  return (event as { readonly ending: { readonly kind: string } }).ending;
}

const DECISIONS = (['ready', 'waiting', 'done', 'blocked'] as const).map((decision) => {
  const event = { kind: 'decided', iteration: 1, from: 'init', to: 'init', decision } as const;
  const shown = publishedEvent({ ...event, summary: undefined, reason: undefined });
  return (shown as { readonly decision: string }).decision;
});

/** Of the type declarations in a source; what is a type alone cannot be asked at run time. */
function matches(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))];
}

/** The text of one exported declaration. */
function declaration(path: string, name: string): string {
  const [, body] = read(path).split(new RegExp(`^export (?:type|interface) ${name}\\b`, 'm'));
  const [text = ''] = (body ?? '').split(/^export /m);
  return text;
}

describe('docs/json.md names', () => {
  const events = declaration('src/domain/run/event.ts', 'RunEvent');
  const endings = ENDINGS.map(published);
  const endingKinds = endings.map(({ kind }) => kind);
  const endingFields = endings.flatMap((ending) => Object.keys(ending));
  const status = declaration('src/app/reading/status.ts', 'SessionStatus');
  const more = [
    declaration('src/app/reading/list.ts', 'ListedSession'),
    declaration('src/domain/logs/clean-plan.ts', 'CleanedLogs'),
    declaration('src/domain/logs/clean-plan.ts', 'Cleaned'),
    declaration('src/domain/logs/clean-plan.ts', 'CleanedWorktree'),
    declaration('src/domain/logs/clean-plan.ts', 'LogPiece'),
    declaration('src/cli/render/standing/why.ts', 'SessionWhy'),
    declaration('src/domain/session/history-entry.ts', 'HistoryEntry'),
    declaration('src/domain/phases/artefact-lines.ts', 'PlanStep'),
    read('src/domain/report/report.ts') +
      read('src/domain/report/story.ts') +
      read('src/domain/questions/options.ts'),
    declaration('src/domain/report/hand-over.ts', 'HandOver'),
    read('src/domain/checkpoints/checkpoint.ts'),
    // The fields of a schema, as those of an interface are written.
    read('src/domain/report/receipt.ts').replace(
      /(\w+): (?=z\.|text\b|natural\b)/g,
      'readonly $1: ',
    ),
    ...['CostSum', 'CostGroup', 'CostSums'].map((name) =>
      declaration('src/domain/provider/cost/cost-sums.ts', name),
    ),
    declaration('src/cli/compose/reading/cost.ts', 'UserCost'),
    declaration('src/domain/provider/cost/cost-line.ts', 'CostKey'),
    declaration('src/adapters/git/checkpoint/restore.ts', 'Restored'),
    declaration('src/cli/render/reading/queue.ts', 'QueuedLine'),
    declaration('src/cli/render/reading/queue.ts', 'QueueSummary'),
    declaration('src/cli/render/reading/queue.ts', 'SlotLine'),
    ...['NewWorktree', 'RestoredHere'].map((name) =>
      declaration('src/cli/compose/reading/checkpoints.ts', name),
    ),
    ...['MorningReport', 'OpenQuestion', 'Work', 'Lost'].map((name) =>
      declaration('src/app/report/morning-report.ts', name),
    ),
    declaration('src/domain/logs/transcript.ts', 'TranscriptItem'),
    declaration('src/domain/logs/transcript.ts', 'TranscriptPart'),
    declaration('src/domain/logs/transcript.ts', 'Todo'),
  ].join('\n');
  const finding = declaration('src/domain/doctor/finding.ts', 'Finding');
  const doctor = 'command finding login place repository signing unattended versions'
    .split(' ')
    .map((name) => read(`src/domain/doctor/${name}.ts`))
    .concat(read('src/app/reading/doctor.ts'))
    .join('\n');
  const usage = declaration('src/domain/provider/agent.ts', 'Usage');
  const schedule = read('src/cli/render/schedule.ts');
  const life = declaration('src/domain/provider/silence.ts', 'Life');

  it('every kind of event and of ending', () => {
    const kinds = [...matches(events, /readonly kind: '([\w-]+)'/g), ...endingKinds];
    expect(kinds.length).toBeGreaterThan(15);
    expect(kinds.filter((kind) => !named.has(kind))).toEqual([]);
  });

  it('every field of them', () => {
    const fields = [...matches(events + usage, /readonly (\w+)\??:/g), ...endingFields];
    expect(fields).toContain('durationMs');
    expect(fields.filter((field) => !named.has(field))).toEqual([]);
  });

  it('every field and every state of status --json', () => {
    const fields = matches(status, /readonly (\w+)\??:/g);
    const states = ['running', 'idle', ...ENDINGS.filter(isResting).map(({ kind }) => kind)];
    const wanted = [...fields, ...states];
    expect(wanted).toEqual(expect.arrayContaining(['resumeAt', 'idle']));
    expect(wanted.filter((name) => !named.has(name))).toEqual([]);
  });

  it('every field of schedule --json', () => {
    const fields = matches(schedule, /readonly (\w+)\??:/g);
    expect(fields).toContain('timer');
    expect(fields.filter((field) => !named.has(field))).toEqual([]);
  });

  it('every field of the other reading commands', () => {
    const fields = matches(more, /readonly (\w+)\??:/g);
    expect(fields).toEqual(expect.arrayContaining(['changedAt', 'commands']));
    expect(fields.filter((name) => !named.has(name))).toEqual([]);
  });

  it('every field and every level of doctor --json', () => {
    const wanted = matches(finding, /readonly (\w+)\??:|'(\w+)'/g);
    expect(wanted.length).toBeGreaterThan(3);
    expect(wanted.filter((name) => name !== '' && !named.has(name))).toEqual([]);
  });

  it('nothing else as a kind or a field', () => {
    const known = [
      ...matches(events + usage + status + schedule + more, /readonly (\w+)\??:/g),
      ...endingFields,
      ...endingKinds,
      ...BOUNDS,
      ...DECISIONS,
      ...matches(
        events +
          status +
          life +
          more +
          doctor +
          read('src/domain/people/steer.ts') +
          read('src/domain/phases/rules.ts') +
          read('src/domain/phases/phase.ts'),
        /'([\w-]+)'/g,
      ),
      ...matches(finding, /readonly (\w+):/g),
      ...matches(read('src/domain/checkpoints/checkpoint.ts'), /^ {2}(\w+): z\./gm),
      ...[
        'claude',
        'codex',
        'at',
        'costUsd',
        'usage',
        'findings',
        'state',
        'sessions',
        'worktrees',
        'samocode',
      ],
      ...matches(
        /const wrote = [^]*?\n {2}}\);/.exec(
          read('src/domain/session/rows/iteration-row.ts'),
        )?.[0] ?? '',
        /^ {4}(\w+):/gm,
      ),
      ...['claude-login', 'codex-login', 'log', 'attempt', 'error'],
    ];
    const words = [...named].filter(
      (name) => /^\w[\w-]*$/.test(name) && !/^[A-Z0-9_]+$/.test(name),
    );
    expect(words.filter((word) => !known.includes(word))).toEqual([]);
  });
});
