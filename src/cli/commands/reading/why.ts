import { examine } from '../../../app/reading/examine.ts';
import { printable } from '../../../domain/text/printable.ts';
import { openReading, type ReadingFlags } from '../../compose/reading/reading.ts';
import { print, printJson, printRemark } from '../../console/print.ts';
import { elsewhereWhy } from '../../render/fleet/session-elsewhere.ts';
import { whyOf } from '../../render/standing/why.ts';
import { readElsewhere } from './elsewhere.ts';

/** `samocode why`: one sentence, and the commands that would make it run. */
export async function whyCommand(
  flags: ReadingFlags & { readonly json?: boolean },
): Promise<number> {
  if (await readElsewhere(flags, elsewhereWhy)) return 0;
  const session = openReading(flags, printRemark);
  const now = Date.now();
  const why = whyOf(examine({ ...session, now }), {
    session: session.name,
    path: session.path,
    config: flags.config,
    now,
    lastWords: session.lastWords(),
  });
  if (flags.json === true) printJson(why);
  else {
    const lines = [`${why.session}: ${why.why}`, ...why.commands.map((command) => `  ${command}`)];
    print(lines.map((line) => `${printable(line)}\n`).join(''));
  }
  return 0;
}
