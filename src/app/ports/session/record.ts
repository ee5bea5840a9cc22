import type { Row } from '../../../domain/session/row.ts';
import type { SettingsPrint } from '../../../domain/settings/changed-settings.ts';

/** Watches the history while an agent works, when samocode alone may write it. */
export interface SealedRecord {
  /**
   * Before an agent starts: keeps a copy outside of the session, and the settings as they are. Never throws;
   * says why there is no copy.
   */
  readonly seal: (settings: SettingsPrint) => string | undefined;
  /**
   * Called after the agent has ended, and at the start of a run for the seal of a killed run:
   * restores a changed history and keeps the changed copy next to it.
   */
  readonly unseal: () => Unsealed;
}

/** Changes to a history since samocode last wrote it. */
export interface UnknownRows {
  /** Rows that another program appended; lines that are not rows are left out. */
  readonly rows: readonly Row[];
  /** It is shorter, or gone. */
  readonly isCut: boolean;
}

export interface Unsealed {
  /** A description of the changes; undefined: none. */
  readonly tampering?: string | undefined;
  /** The settings when an agent was started; undefined where none was. */
  readonly settings?: SettingsPrint | undefined;
}
