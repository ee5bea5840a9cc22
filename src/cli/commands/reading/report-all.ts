import { listStatuses } from '../../../app/reading/list.ts';
import { needsPerson } from '../../../app/report/build-morning-report.ts';
import type { MorningReport } from '../../../app/report/morning-report.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openAllProjects } from '../../compose/reading/all-projects.ts';
import type { ReadingFlags } from '../../compose/reading/reading.ts';
import { print, printJson, printRemark } from '../../console/print.ts';
import { nightMarkdown } from '../../render/report/night-markdown.ts';
import { readReport } from './read-report.ts';

const NIGHT_MS = 12 * 3_600_000;

/** `samocode report --all`: the sessions of all projects that need a person, then those that changed. */
export async function reportAll(
  flags: ReadingFlags & { readonly html?: string | true; readonly json?: boolean },
  asked: number | undefined,
): Promise<number> {
  if (flags.html !== undefined || flags.session !== undefined) {
    const flag = flags.session === undefined ? '--html' : '--session';
    throw new UserError(`--all and ${flag} exclude each other`, { hint: `leave ${flag} out` });
  }
  const now = Date.now();
  const since = asked ?? now - NIGHT_MS;
  const reports: MorningReport[] = [];
  for (const { config, sessions, problem } of openAllProjects(flags.config)) {
    if (problem !== undefined) printRemark(`${config}: ${problem}`);
    for (const one of listStatuses(sessions, now)) {
      if (one.state === 'broken') printRemark(`${one.session} (${config}): ${one.error}`);
      else if (needsPerson(one) || Date.parse(one.changedAt) >= since) {
        reports.push(await readReport({ config, session: one.session }, since, now));
      }
    }
  }
  reports.sort((a, b) => Number(b.needsPerson) - Number(a.needsPerson));
  if (flags.json === true) reports.forEach(printJson);
  else print(nightMarkdown(reports, since));
  return 0;
}
