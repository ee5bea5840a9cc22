/** The tries of accounts after a limit or an outage, over all machines: one machine tries for all. */
export interface SharedProbes {
  /** The accounts that another machine tries. */
  readonly elsewhere: () => Promise<ReadonlySet<string>>;
  /** The tries of this machine go on for these accounts; without it the other machines wait a minute longer at most. */
  readonly renew: (tried: ReadonlySet<string>) => Promise<void>;
  /** The tries of this machine are over, but for those of these accounts. */
  readonly endBut: (tried: ReadonlySet<string>) => Promise<void>;
}
