/** The names of the limit book that all machines of a fleet share, as `<account>/<name>`. */
export interface LimitNames {
  /** Throws where a folder cannot be read: its names count as forgotten otherwise. */
  readonly read: () => {
    readonly names: ReadonlySet<string>;
    /** Those that have a folder: of one without, nothing was forgotten. */
    readonly accounts: ReadonlySet<string>;
  };
  /** Throws disk errors. */
  readonly add: (name: string) => void;
  readonly remove: (name: string) => void;
}

/** The same names in the database. */
export interface SharedLimitNames {
  readonly read: () => Promise<{
    readonly present: ReadonlySet<string>;
    /** Forgotten by a machine: the account works again. */
    readonly gone: ReadonlySet<string>;
  }>;
  readonly change: (names: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }) => Promise<void>;
}

/** Something that outlives `samocode work`. */
export interface Kept<T> {
  /** Undefined: there is none yet. */
  readonly read: () => T | undefined;
  /** Throws disk errors. */
  readonly write: (value: T) => void;
}

/** A line of the spend book, with the local day of its file. */
export interface SpendLine {
  readonly day: string;
  readonly line: string;
}

/** How far the books were read: bytes of each day's file, and the number of the last line from the database. */
export interface SpendCursor {
  readonly bytes: Readonly<Record<string, number>>;
  readonly number: number;
}

/** The spend book of this machine. */
export interface SpendLines {
  /** The whole lines of this month after a place in it. */
  readonly after: (bytes: SpendCursor['bytes']) => {
    readonly lines: readonly SpendLine[];
    readonly bytes: SpendCursor['bytes'];
  };
  /** Appends those whose attempt is not there yet. Throws disk errors. */
  readonly append: (lines: readonly SpendLine[]) => void;
}

/** The lines of all machines. */
export interface SharedSpendLines {
  readonly add: (lines: readonly SpendLine[]) => Promise<void>;
  /** Those of other machines after a number, in their order. */
  readonly after: (number: number) => Promise<readonly (SpendLine & { readonly number: number })[]>;
}
