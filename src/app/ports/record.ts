import type { Row } from '../../domain/session/row.ts';
import type { SettingsPrint } from '../../domain/settings/changed-settings.ts';

/** Watches the history while an agent works, when samocode alone may write it. */
export interface SealedRecord {
  /**
   * Before an agent starts: keeps a copy outside of the session, and the settings as they are. Never throws;
   * says why there is no copy.
   */
  readonly seal: (settings: SettingsPrint) => string | undefined;
  /**
   * After it has ended, and at the start of a run for a seal that a killed run left: a changed history is put
   * back, and the other one kept beside it.
   */
  readonly unseal: () => Unsealed;
}

/** What was done to a history since samocode wrote it last. */
export interface UnknownRows {
  /** Appended by somebody else; lines that are no rows are left out. */
  readonly rows: readonly Row[];
  /** It is shorter, or gone. */
  readonly isCut: boolean;
}

export interface Unsealed {
  /** Words of what was found changed; undefined: nothing. */
  readonly tampering?: string | undefined;
  /** The settings when an agent was started; undefined where none was. */
  readonly settings?: SettingsPrint | undefined;
}
