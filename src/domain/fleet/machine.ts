/** A machine of a fleet, as the database knows it. */
export interface MachineNow {
  readonly name: string;
  readonly slots: number;
  /** Sessions that it has claimed. */
  readonly running: number;
  /** Of its samocode. */
  readonly version: string;
  /** Of its clock to that of the database. */
  readonly clockOffsetMs: number;
  /** Since its last sign of life. */
  readonly seenAgoMs: number;
  /** It starts nothing more. */
  readonly isDraining: boolean;
  /** Others may take its sessions over. */
  readonly isSilent: boolean;
}
