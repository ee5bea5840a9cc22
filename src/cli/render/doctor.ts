import type { Finding, Level } from '../../domain/doctor/finding.ts';
import { printable } from '../../domain/text/printable.ts';

const MARKS: Readonly<Record<Level, string>> = { ok: 'ok  ', warn: 'warn', bad: 'BAD ' };

/** One line per finding, its fix below it, and a sentence at the end. */
export function findingLines(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ level, text, cure: fix }) => [
    `${MARKS[level]}  ${indented(text)}`,
    ...(fix === undefined ? [] : [`      → ${indented(fix)}`]),
  ]);
  return `${lines.join('\n')}\n\n${summary(findings)}\n`;
}

/** A configuration's problems come in several lines. */
function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\n      ');
}

function summary(findings: readonly Finding[]): string {
  const count = (level: Level): number => findings.filter((one) => one.level === level).length;
  const [bad, warn] = [count('bad'), count('warn')];
  if (bad > 0) return `${bad} of these would stop a run`;
  return warn > 0 ? `a run will work; ${warn} worth a look` : 'all is well';
}
