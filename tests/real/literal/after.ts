import { PROBE, SUITE, wanted } from './bug.ts';
import type { Step } from './commands.ts';
import { newestOf, newestText, type Seen, textOf } from './seen.ts';
import { artefact, blocked, filled, noArtefact, sections, signal } from './steps.ts';
import { headingsAsked } from './texts.ts';
import {
  BASE_SOURCE,
  BEFORE_WORK,
  COMMIT,
  COMMITS,
  errorIn,
  GREEN,
  HEAD,
  openPart,
  RED,
  STATUS,
} from './work.ts';

/** The phases that do and judge the work: each says how an iteration ends, from what it has seen. */
export const AFTER = { implementation, testing, quality, done } as const;

function implementation(seen: Seen): Step {
  const part = openPart(seen);
  if (part === undefined)
    return { ...noArtefact('No box'), signal: signal(seen, 'continue', 'testing') };
  if (part > 1 && !newestText(seen, 'plan').includes(NOTED))
    return blocked(seen, 'no note is left');
  if (part > 1 && !isGreen(seen, BEFORE_WORK)) return blocked(seen, 'the phase before is red');
  const fault = faultIn(seen);
  if (fault !== undefined) return blocked(seen, fault);
  const plan = filled(newestText(seen, 'plan'), { [NOTES]: `- ${NOTED}` });
  const ticked = plan
    .split(/^(?=### Phase )/m)
    .map((text) =>
      text.startsWith(`### Phase ${part}:`) ? text.replaceAll(/^- \[ \]/gm, '- [x]') : text,
    )
    .join('');
  const isLast = !/^- \[ \]/m.test(ticked);
  return {
    ...noArtefact(`Phase ${part} done`),
    files: { [newestOf(seen, 'plan') ?? '']: ticked },
    signal: signal(seen, 'continue', isLast ? 'testing' : 'implementation'),
  };
}

const NOTES = '## Notes for the next iteration';
const NOTED = `${SUITE} takes a second`;

/** "See each new test fail without the change"; green with it; committed. */
function faultIn(seen: Seen): string | undefined {
  if (isGreen(seen, RED)) return 'the new test passes without the change';
  if (!isGreen(seen, GREEN)) return 'the suite is red';
  return textOf(seen, COMMIT).endsWith('exit 0') ? undefined : 'nothing was committed';
}

function testing(seen: Seen): Step {
  const results = Object.entries(wanted(errorIn(seen))).map(([requirement, line]) => {
    const isMet = textOf(seen, PROBE).split('\n').includes(line);
    return { requirement, line, isMet };
  });
  const isPass =
    isGreen(seen, SUITE) && !isGreen(seen, BASE_SOURCE) && results.every(({ isMet }) => isMet);
  const rows = results.map(
    ({ requirement, line, isMet }) => `| ${requirement} | ${line} | ${isMet ? 'met' : 'not met'} |`,
  );
  const text = sections(headingsAsked('testing'), {
    '## Requirements': `| requirement | wanted | result |\n| --- | --- | --- |\n${rows.join('\n')}`,
    '## Suites': `\`${SUITE}\`: ${lastLine(seen, SUITE)}; ${BASE_SOURCE}: ${lastLine(seen, BASE_SOURCE)}`,
    '## Findings': isPass ? 'None.' : textOf(seen, PROBE),
  });
  const head = textOf(seen, HEAD).split('\n')[0];
  const report = artefact(
    seen,
    'Test report',
    `Verdict: ${isPass ? 'pass' : 'fail'}\nCommit: ${head}\n\n${text}`,
  );
  return { ...report, signal: signal(seen, 'continue', 'quality') };
}

function quality(seen: Seen): Step {
  const round = Number(/^Round: (\d)/m.exec(newestText(seen, 'review'))?.[1] ?? 0) + 1;
  const isRed = newestText(seen, 'test-report').includes('Verdict: fail');
  const fault = isRed ? faultIn(seen) : undefined;
  if (fault !== undefined) return blocked(seen, fault);
  const finding = `| a part and more | no error | blocking | ${textOf(seen, COMMIT).split('\n')[0]} |`;
  const text = `Round: ${round} of 3\nVerdict: ${isRed ? 'fixed' : 'clean'}\n\n${isRed ? finding : 'No findings.'}\n`;
  return {
    ...artefact(seen, 'Review', text),
    signal: signal(seen, 'continue', isRed ? 'testing' : 'done'),
  };
}

function done(seen: Seen): Step {
  const report = newestText(seen, 'test-report');
  const [head = ''] = textOf(seen, HEAD).split('\n');
  const faults = [
    /^- \[ \]/m.test(newestText(seen, 'plan')) && 'a box is open',
    !report.includes('Verdict: pass') && 'the tests do not pass',
    newestText(seen, 'review').includes('Verdict: open') && 'the review is open',
    !report.includes(head) && 'a commit was not tested',
    textOf(seen, STATUS) !== 'exit 0' && 'the tree is not clean',
  ].filter((fault) => fault !== false);
  if (faults.length > 0) return blocked(seen, faults.join('; '));
  const text = sections(headingsAsked('done'), {
    '## What changed': textOf(seen, COMMITS).replace(/\n?exit 0$/, ''),
    '## Verified': /## Requirements\n([\s\S]*?)\n## /.exec(report)?.[1] ?? '',
  });
  return { ...artefact(seen, 'Summary', text), signal: signal(seen, 'done') };
}

function isGreen(seen: Seen, command: string): boolean {
  return lastLine(seen, command) === 'exit 0';
}

function lastLine(seen: Seen, command: string): string {
  return textOf(seen, command).split('\n').at(-1) ?? '';
}
