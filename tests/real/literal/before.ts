import { PARTS, PROBE, SLUG, SOURCE, SUITE } from './bug.ts';
import type { Step } from './commands.ts';
import { newestOf, newestText, type Seen, textOf } from './seen.ts';
import { artefact, blocked, filled, nameFor, noArtefact, sections, signal } from './steps.ts';
import { headingsAsked, headingsShown, shown } from './texts.ts';
import { FAULT, SWITCHED_OFF } from './work.ts';

/** The phases before the work: each says how an iteration ends, from what it has seen. */
export const BEFORE = { init, investigation, requirements, planning } as const;

function init(seen: Seen): Step {
  if (textOf(seen, '_overview.md') !== '') return blocked(seen, 'there is an overview already');
  const { task } = seen.context;
  const form = shown('init', '## Status').replaceAll('add-login', SLUG);
  const overview = filled(form, {
    '## Task': `${task}\nFull text: ${nameFor(seen)}`,
    '## Flow Log': '',
    '## Files': '',
  }).replace(/^Next: .*$/m, 'Next: Reproduce it');
  const taken = artefact(seen, 'Task', `## Dive\n\n## Task\n\n${task}`);
  return { ...taken, overview, signal: signal(seen, 'continue', 'investigation') };
}

function investigation(seen: Seen): Step {
  const findings = sections(headingsAsked('investigation'), {
    '## In short': ['Only the last part counts.', ...seen.context.given].join('\n\n'),
    '## How it works today': `${SOURCE}:${textOf(seen, FAULT)}`,
    '## Build and test': `\`${SUITE}\`\n${textOf(seen, SUITE)}\n\nReproduced with \`${PROBE}\`:\n${textOf(seen, PROBE)}\n\n${SWITCHED_OFF}:\n${textOf(seen, SWITCHED_OFF)}`,
  });
  const done = artefact(seen, 'Findings', findings);
  return { ...done, signal: signal(seen, 'continue', 'requirements') };
}

function requirements(seen: Seen): Step {
  const qa = textOf(seen, '_qa.md');
  const open = [...newWishes(seen), ...(qa === '' ? ['Spaces are refused, too.'] : [])];
  const waiting = signal(seen, 'waiting');
  if (open.length > 0) {
    return { ...noArtefact('Asked'), files: { '_qa.md': asking(qa, open) }, signal: waiting };
  }
  if (/^Answer: *(?:_waiting_)?$/m.test(qa)) return { ...noArtefact('Waits'), signal: waiting };
  const settled = sections(headingsAsked('requirements'), {
    '## Decisions': qa.replaceAll(/^#/gm, '###'),
    '## Requirements': [
      'R1: When parts follow each other, then their sum is returned.',
      'R2: When there is no part, then it throws.',
      'R3: When there is more than parts, then it throws.',
    ].join('\n'),
    '## Acceptance': `\`${PROBE}\``,
  });
  const done = artefact(seen, 'Requirements', settled);
  return { ...done, signal: signal(seen, 'continue', 'planning') };
}

/** "A note has a new wish …, and neither `_qa.md` nor the requirements cover it yet". */
function newWishes(seen: Seen): readonly string[] {
  const { given, earlier } = seen.context;
  const covered = `${textOf(seen, '_qa.md')}\n${newestText(seen, 'requirements')}`;
  return [...given, ...earlier].filter((note) => !covered.includes(note));
}

/** "new questions go to the end of `_qa.md` with the next numbers", in the form of the last one shown. */
function asking(qa: string, assumptions: readonly string[]): string {
  const form =
    shown('requirements', 'Answer: _waiting_')
      .split(/^(?=## Q)/m)
      .at(-1) ?? '';
  const asked = [...qa.matchAll(/^## Q/gm)].length;
  const questions = assumptions.map((assumption, index) =>
    form.replace(
      /^## Q\d+: (.*)\n[\s\S]*?(?=\n\na\))/,
      (_, title: string) => `## Q${asked + index + 1}: ${title}\n${assumption}`,
    ),
  );
  return [qa === '' ? '# Questions' : qa, ...questions].map((text) => text.trim()).join('\n\n');
}

function planning(seen: Seen): Step {
  const plan = newestText(seen, 'plan');
  const isCarriedOut = !/^- \[ \]/m.test(plan);
  const waiting = signal(seen, 'waiting');
  if (isCarriedOut) return { ...artefact(seen, 'Plan', planText(seen)), signal: waiting };
  const [, revisions = ''] = plan.split(/^## Revisions$/m);
  const { given, earlier } = seen.context;
  const notes = [...given, ...earlier].filter((note) => !revisions.includes(note));
  if (notes.length === 0) return { ...noArtefact('Waits'), signal: waiting };
  const revised = notes.some((note) => note.includes('RangeError'))
    ? plan.replace('throws,', 'throws a RangeError,')
    : plan;
  const text = `${revised}\n\n## Revisions\n\n${notes.join('\n\n')}\n`;
  return {
    ...noArtefact('Plan revised'),
    files: { [newestOf(seen, 'plan') ?? '']: text },
    signal: waiting,
  };
}

function planText(seen: Seen): string {
  const parts = PARTS.map(
    ({ title, box }, index) =>
      `### Phase ${index + 1}: ${title}\nCovers: R${index + 1}\n- [ ] ${box}\nVerify: \`${SUITE}\`\n`,
  );
  return sections(headingsShown('planning', '## Implementation Phases'), {
    '## In short': `${PARTS.length} phases.\nRequirements: ${newestOf(seen, 'requirements')}`,
    '## Implementation Phases': `\n${parts.join('\n')}`,
  });
}
