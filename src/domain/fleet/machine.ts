import { joinShellWords } from '../text/shell-words.ts';
import { UserError } from '../text/user-error.ts';

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

/** The name of a machine whose own name another one has now; that one may be told to use it: `SAMOCODE_MACHINE`. */
function formerName(machine: string, instance: string): string {
  return `${machine}-${instance.slice(0, 6)}`;
}

/** Two machines of one host name, or an old disk whose name was given to another one. */
export function aboutTakenName(
  { machine, instance }: { readonly machine: string; readonly instance: string },
  settingsPath: string,
): UserError {
  // A settings file may end without a line break.
  const setting = `SAMOCODE_MACHINE=${formerName(machine, instance)}`;
  const line = joinShellWords(['printf', '\\n%s\\n', setting]);
  return new UserError(`another machine of the fleet is called ${machine}`, {
    hint: `give this one a name of its own: ${line} >> ${joinShellWords([settingsPath])}`,
  });
}
