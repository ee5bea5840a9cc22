import type { Notice, NoticeKind } from '../../../app/ports/notifier.ts';
import { printable } from '../../../domain/text/printable.ts';
import { NAME_LIMIT } from './message.ts';
import { type NoticePart, type Telling, withQuestions } from './questions.ts';

const TITLES = {
  waiting: '⏳ Waiting for you',
  opened: '🔓 Gate opened',
  changed: '✏️ Settings changed',
  blocked: '⛔ Blocked',
  done: '✅ Complete',
  failed: '❌ Error',
  disk: '❌ Error',
  parked: '🕒 Limit',
  outage: '📡 Outage',
  recovered: '📡 Works again',
  fallback: '🔁 Other provider',
  stronger: '💪 Stronger profile',
  cost: '💸 Cost limit',
  resumed: '▶️ Goes on',
  paused: '⏸ Paused',
  stopped: '⏹ Stopped',
  queue: '📋 Queue',
} as const satisfies Record<Exclude<NoticeKind, 'checkpoint'>, string>;

/**
 * The messages of a notice: one, unless its questions need more; each names its session. None for a
 * checkpoint, which is no news to a person.
 */
export function telegramMessages(notice: Notice, telling: Telling): readonly NoticePart[] {
  const { kind } = notice;
  if (kind === 'checkpoint') return [];
  if (kind === 'queue') {
    return withQuestions({ title: TITLES.queue, text: notice.text, buttons: [] }, [], telling);
  }
  const session = printable(notice.session, NAME_LIMIT);
  const place = `phase ${printable(notice.phase, NAME_LIMIT)}, iteration ${notice.iteration}`;
  const own = {
    title: `${TITLES[kind]}: ${session}`,
    ...{ place, text: notice.text, buttons: notice.buttons ?? [] },
    ...{ reference: notice.reference, isSilent: notice.isSilent },
  };
  return withQuestions(own, notice.questions ?? [], telling);
}
