/** The room that a process needs on its disks. */
export interface ProcessNeeds {
  /** Free at its log; the process is ended below it. */
  readonly minFreeBytes: number;
  /** The same in each of its folders for temporary files; no bound when undefined. */
  readonly minFreeTempBytes?: number;
  /** Its folders for temporary files outside of a sandbox; the one of its environment when there is none. */
  readonly tempFolders?: readonly string[];
  /** Other folders that it writes to. */
  readonly neededFolders?: readonly string[];
}
