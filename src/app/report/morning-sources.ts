import type { PaidAttempt } from '../../domain/provider/cost/spending.ts';
import type { Rest } from '../../domain/report/axis.ts';
import type { HandOver } from '../../domain/report/hand-over.ts';
import type { HistoryLine } from '../../domain/report/history-line.ts';
import type { Receipt } from '../../domain/report/receipt.ts';
import type { Changes } from '../../domain/report/report.ts';
import type { Story } from '../../domain/report/story.ts';
import type { Examined } from '../reading/examine.ts';
import type { MorningReport, Work } from './morning-report.ts';

/** The input of a report. */
export interface MorningSources {
  readonly history: readonly HistoryLine[];
  readonly examined: Examined;
  readonly names: { readonly session: string; readonly path: string };
  readonly why: Pick<MorningReport, 'why' | 'commands'>;
  /** The text of `_qa.md`. */
  readonly questions: string | undefined;
  readonly planFiles: readonly string[];
  readonly rests: readonly Rest[];
  /** Epoch milliseconds. */
  readonly since: number | undefined;
  readonly handOver: HandOver | undefined;
  readonly receipt: Receipt | undefined;
  readonly between: (before: string, after: string) => Promise<Changes | undefined>;
  readonly work: () => Promise<Omit<Work, 'command'> | undefined>;
  readonly story: () => Promise<Story>;
  /** All attempts of this session that were paid for, as the spend book knows them. */
  readonly spent: readonly PaidAttempt[] | undefined;
}
