import type { Notice, Undelivered } from '../ports/notifier.ts';
import type { Loop, Teller } from '../run/loop.ts';
import type { View } from '../session/look.ts';

/** Sends a notice; warns of one that could not be sent, and returns why. */
export async function sendNotice(
  { notifier, report }: Teller,
  notice: Notice,
  shown?: readonly string[],
): Promise<Undelivered | undefined> {
  const failure = await notifier.tell(notice, shown);
  if (failure !== undefined) {
    report({ kind: 'warning', text: `the notice could not be sent: ${failure.reason}` });
  }
  return failure;
}

/** Sends a notice about the iteration that comes next. */
export async function tellOfNext(
  { teller }: Loop,
  { phase, iteration }: View,
  notice: Pick<Notice, 'kind' | 'text'>,
): Promise<Undelivered | undefined> {
  const { session } = teller.place;
  return await sendNotice(teller, { ...notice, session, phase, iteration: iteration + 1 });
}
