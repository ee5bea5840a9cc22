/** The room that a process needs on its disks. */
export interface ProcessNeeds {
  /** Free at its log; the process is ended below it. */
  readonly minFreeBytes: number;
  /** The same in its folder for temporary files; no bound when undefined. */
  readonly minFreeTempBytes?: number;
  /** Other folders that it writes to. */
  readonly neededFolders?: readonly string[];
}
