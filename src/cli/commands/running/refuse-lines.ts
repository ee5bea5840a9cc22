import { CRON_LINE_LIMIT } from '../../../domain/set-up/schedule.ts';
import { UserError } from '../../../domain/text/user-error.ts';

export function refuseLongLine(line: string): void {
  const bytes = Buffer.byteLength(line);
  if (bytes <= CRON_LINE_LIMIT) return;
  const limit = `Debian's cron refuses a line of more than ${CRON_LINE_LIMIT}`;
  throw new UserError(`the line for cron has ${bytes} bytes: ${limit}`, {
    hint: 'move the project, samocode or Node to a folder with a shorter path',
  });
}

export function refuseLineBreaks(texts: readonly string[]): void {
  const text = texts.find((one) => /[\r\n]/.test(one));
  if (text === undefined) return;
  throw new UserError(`${JSON.stringify(text)} has a line break, which no schedule can hold`, {
    hint: 'rename the folder',
  });
}
