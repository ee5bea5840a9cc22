import { joinShellWords } from '../../text/shell-words.ts';
import type { Complaint } from '../problem.ts';

/** Who may change an entry of the disk. */
export interface OwnerFacts {
  readonly path: string;
  readonly uid: number;
  /** The permission bits. */
  readonly mode: number;
}

const ROOT = 0;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/** Why a file or a session's folder cannot be trusted by the user `me`, or undefined. To be read on after its path. */
export function aboutOwner(facts: OwnerFacts, me: number): Complaint | undefined {
  if (isForeign(facts, me)) {
    return {
      message: `belongs to another user (uid ${facts.uid})`,
      hint: `if you trust its content: ${chown(facts, me)}`,
    };
  }
  if ((facts.mode & OTHERS_WRITE) === 0) return undefined;
  return {
    message: `is world-writable (mode ${octal(facts)}): every user can change it`,
    hint: joinShellWords(['chmod', 'o-w', facts.path]),
  };
}

/** The same for the folder that a file lies in. */
export function aboutFolderOwner(facts: OwnerFacts, me: number): Complaint | undefined {
  if (isForeign(facts, me)) {
    return {
      message: `lies in ${facts.path}, which belongs to another user (uid ${facts.uid})`,
      hint: `move it to a folder of your own; or, if the folder is yours: ${chown(facts, me)}`,
    };
  }
  if ((facts.mode & OTHERS_WRITE) === 0 || (facts.mode & STICKY) !== 0) return undefined;
  return {
    message: `lies in ${facts.path}, which is world-writable (mode ${octal(facts)}): every user can replace it`,
    hint: joinShellWords(['chmod', 'o-w', facts.path]),
  };
}

function isForeign({ uid }: OwnerFacts, me: number): boolean {
  return uid !== me && uid !== ROOT;
}

function chown({ path }: OwnerFacts, me: number): string {
  const command = joinShellWords(['chown', '-h', String(me), path]);
  return me === ROOT ? command : `sudo ${command}`;
}

function octal({ mode }: OwnerFacts): string {
  return (mode & 0o7777).toString(8);
}
