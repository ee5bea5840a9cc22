import { examine } from '../../../app/reading/examine.ts';
import { morningReport } from '../../../app/report/build-morning-report.ts';
import type { MorningReport } from '../../../app/report/morning-report.ts';
import { readDoneWork } from '../../compose/reading/hand-over.ts';
import { openReading, type ReadingFlags } from '../../compose/reading/reading.ts';
import { openMorning } from '../../compose/reading/report.ts';
import { printRemark } from '../../console/print.ts';
import { whyOf } from '../../render/standing/why.ts';

/** The report of one session. */
export async function readReport(
  flags: ReadingFlags,
  since: number | undefined,
  now: number,
): Promise<MorningReport> {
  const session = openReading(flags, printRemark);
  const examined = examine({ ...session, now });
  const names = { session: session.name, path: session.path };
  const asked = { ...names, config: flags.config, now, lastWords: session.lastWords() };
  const why = whyOf(examined, asked);
  return await morningReport({
    ...{ examined, names, why, since },
    ...readDoneWork(session, flags),
    ...openMorning(session, flags),
  });
}
