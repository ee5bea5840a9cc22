import type { Option } from '../../domain/questions/options.ts';
import type { HandOver } from '../../domain/report/hand-over.ts';
import type { Receipt } from '../../domain/report/receipt.ts';
import type { Changes, ReportData } from '../../domain/report/report.ts';
import type { Story } from '../../domain/report/story.ts';
import type { SessionStatus } from '../reading/session-status.ts';

/** `report --json`, version 1: fields are only ever added (docs/json.md). */
export interface MorningReport extends ReportData, Story {
  readonly v: 1;
  readonly session: string;
  readonly path: string;
  /** ISO 8601: when it was made, and since when it tells; null: since the beginning. */
  readonly at: string;
  readonly since: string | null;
  readonly phase: SessionStatus['phase'];
  readonly state: SessionStatus['state'];
  /** ISO 8601: when it goes on by itself. */
  readonly resumeAt: string | null;
  /** Who paid last; as in `status --json`. */
  readonly billing: string | null;
  /** One sentence: why it is not running, or who runs it. */
  readonly why: string;
  /** Whether nothing goes on until a person has acted. */
  readonly needsPerson: boolean;
  /** What makes it go on, in this order. */
  readonly commands: readonly string[];
  /** What waits for an answer. */
  readonly questions: readonly OpenQuestion[];
  /** Names of the plan's files, where the plan waits. */
  readonly plan: readonly string[];
  /** From the first commit of the time it tells of to the last; null: unknown. */
  readonly changes: Changes | null;
  /** Where the work lies; null: git does not say. */
  readonly work: Work | null;
  /** Of a session that is done: what a person takes over. */
  readonly handOver: HandOver | null;
  /** Of a session that is done: its facts, as in `_receipt.json`. */
  readonly receipt: Receipt | null;
  /** Attempts of iterations that no row tells of, as the spend book knows them; null: unknown. */
  readonly lost: Lost | null;
}

export interface OpenQuestion {
  readonly number: number;
  readonly text: string;
  /** The text between the question and its suggestion or answer, with the options. */
  readonly details: string;
  readonly options: readonly Option[];
  readonly suggestion: string | null;
}

export interface Work extends Changes {
  readonly folder: string;
  readonly branch: string;
  readonly base: string;
  /** Its commit when the branch was made; null in a session of an earlier version. */
  readonly baseCommit: string | null;
  /** Files that differ from the last commit; null: unknown. */
  readonly uncommitted: number | null;
  /** Shows the commits. */
  readonly command: string;
}

export interface Lost {
  readonly attempts: number;
  readonly costUsd: number | null;
  /** Attempts whose cost no one knows, and which `costUsd` lacks. */
  readonly costUnknown: number;
}
