import { examine } from '../../../app/reading/examine.ts';
import { printable } from '../../../domain/text/printable.ts';
import { openReading, type ReadingFlags } from '../../compose/reading/reading.ts';
import { print, printJson, printRemark } from '../../console/print.ts';
import { type ElsewhereNow, whyElsewhere } from '../../render/fleet/elsewhere-json.ts';
import { elsewhereWhy } from '../../render/fleet/session-elsewhere.ts';
import { type SessionWhy, whyOf } from '../../render/standing/why.ts';
import { readElsewhere } from './elsewhere.ts';

/** `why --json`, version 1: fields are only ever added (docs/json.md). */
export interface WhyNow extends SessionWhy {
  /** Null: its files are here. */
  readonly elsewhere: ElsewhereNow | null;
}

/** `samocode why`: one sentence, and the commands that would make it run. */
export async function whyCommand(
  flags: ReadingFlags & { readonly json?: boolean },
): Promise<number> {
  if (await readElsewhere(flags, { text: elsewhereWhy, json: whyElsewhere })) return 0;
  const session = openReading(flags, printRemark);
  const now = Date.now();
  const why = whyOf(examine({ ...session, now }), {
    session: session.name,
    path: session.path,
    config: flags.config,
    now,
    lastWords: session.lastWords(),
  });
  if (flags.json === true) printJson({ ...why, elsewhere: null } satisfies WhyNow);
  else {
    const lines = [`${why.session}: ${why.why}`, ...why.commands.map((command) => `  ${command}`)];
    print(lines.map((line) => `${printable(line)}\n`).join(''));
  }
  return 0;
}
