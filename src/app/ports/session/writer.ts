import type { Opening } from '../notifier.ts';
import type { SessionStore } from './store.ts';

/** Who writes, and when. */
export interface Writer {
  readonly store: SessionStore;
  readonly run: string;
  readonly now: () => Date;
  readonly warn: (text: string) => void;
  /** Who called the command that acts, where a command does: a terminal, an agent session. */
  readonly caller?: string;
  /** Takes each gate that was opened, to be told. */
  readonly openings?: Opening[];
}
