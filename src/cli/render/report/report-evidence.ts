import type { MorningReport } from '../../../app/report/morning-report.ts';
import { printable } from '../../../domain/text/printable.ts';
import { changesText, plural } from './report-words.ts';

const HOW_SHOWN = 200;

/** The facts of a session that is done, from its receipt, one in each line. */
export function evidenceOf({ receipt }: Pick<MorningReport, 'receipt'>): readonly string[] {
  if (receipt === null) return [];
  const { baseline, proofs, head, changes, uncommitted, versions } = receipt;
  const left = uncommitted === null ? '' : `, ${plural(uncommitted, 'file')} not committed`;
  return [
    baseline === null
      ? 'VERIFY did not run before the work'
      : `VERIFY before the work: ${ended(baseline)}`,
    ...proofs.map(({ iteration, phase, isExcused, ...proof }) => {
      const known = isExcused ? '; a person knows that it failed before the work' : '';
      return `iteration ${iteration}, ${phase}: ${ended(proof)}${known}`;
    }),
    `at commit ${head ?? 'unknown'}: ${changesText(changes)}${left}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ];
}

function ended({ isGreen, how }: { readonly isGreen: boolean; readonly how: string }): string {
  return `${isGreen ? 'green' : 'red'} (${printable(how, HOW_SHOWN)})`;
}
