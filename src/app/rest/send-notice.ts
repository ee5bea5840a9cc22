import type { Notice, Undelivered } from '../ports/notifier.ts';
import type { Teller } from '../run/loop.ts';

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
