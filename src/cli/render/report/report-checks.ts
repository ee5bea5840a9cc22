import type { MorningReport } from '../../../app/report/morning-report.ts';
import { printable } from '../../../domain/text/printable.ts';
import { changesText, plural } from './report-figures.ts';

const HOW_SHOWN = 200;

/** How the work was checked, one fact in each line; of a session that is done also the facts of its receipt. */
export function checksOf({
  checks,
  receipt,
  iterations,
}: Pick<MorningReport, 'checks' | 'receipt' | 'iterations'>): readonly string[] {
  const { baseline, proofs, testReport, review } = checks;
  const verdicts = [
    ...(testReport === null ? [] : [`test report: ${verdictText(testReport)}`]),
    ...(review === null ? [] : [`review: ${verdictText(review)}`]),
  ];
  const isUnchecked = baseline === null && proofs.length === 0 && verdicts.length === 0;
  if (isUnchecked && receipt === null) return iterations.length === 0 ? [] : ['VERIFY did not run'];
  return [
    baseline === null
      ? 'VERIFY did not run before the work'
      : `VERIFY before the work: ${ended(baseline)}`,
    ...proofs.map(({ iteration, phase, isExcused, ...proof }) => {
      const known = isExcused ? '; a person knows that it failed before the work' : '';
      return `iteration ${iteration}, ${phase}: ${ended(proof)}${known}`;
    }),
    ...verdicts,
    ...receiptLines(receipt),
  ];
}

function receiptLines(receipt: MorningReport['receipt']): readonly string[] {
  if (receipt === null) return [];
  const { head, changes, uncommitted, versions } = receipt;
  const left =
    uncommitted === null || uncommitted === 0
      ? ''
      : `, ${plural(uncommitted, 'file')} not committed`;
  return [
    `at commit ${head ?? 'unknown'}: ${changesText(changes)}${left}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ];
}

function ended({ isGreen, how }: { readonly isGreen: boolean; readonly how: string }): string {
  return `${isGreen ? 'green' : 'red'} (${printable(how, HOW_SHOWN)})`;
}

function verdictText({ name, verdict }: NonNullable<MorningReport['checks']['review']>): string {
  return `${verdict ?? 'no verdict'} (${name})`;
}
