import type { HandOver } from '../../../domain/report/hand-over.ts';
import { type Ending, isResting } from '../../../domain/run/event.ts';
import type { NamedSession } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { handOverLines } from '../hand-over.ts';
import { standingWords } from './standing-words.ts';

/** Of an agent's summary: what follows it has to fit into one message. */
const SUMMARY_SHOWN = 1500;

/** The text of the notice about an ending, with the hand-over; an agent's words stay as they are. */
export function noticeWords(named: NamedSession) {
  return (ending: Ending, handOver: HandOver | undefined): string => {
    if (handOver !== undefined && ending.kind === 'done') {
      const said = printable(standingWords(ending).notice[0], SUMMARY_SHOWN);
      return [said, '', ...handOverLines(handOver)].join('\n');
    }
    if (isResting(ending)) {
      return standingWords(ending, named).notice.join('\n');
    }
    if (ending.kind === 'stopped') return ending.note ?? `by ${ending.by}`;
    return ending.kind === 'disk' ? `the disk is full (${ending.folder}): ${ending.reason}` : '';
  };
}
