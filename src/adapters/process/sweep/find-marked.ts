import { readdirSync } from 'node:fs';
import { readText } from '../../disk/read-file.ts';

/** A process that was found by a mark. */
export interface MarkedProcess {
  readonly pid: number;
  /** Its command line, cut; untrusted text. */
  readonly command: string;
}

/**
 * The processes that carry one of these texts in their environment or on their command line, without
 * ourselves and without zombies. Undefined where there is no /proc to look in.
 */
export function findMarked(marks: readonly string[]): readonly MarkedProcess[] | undefined {
  let names: readonly string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return undefined;
  }
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (pids.length === 0) return undefined;
  return pids.flatMap((pid) => {
    if (pid === process.pid) return [];
    // A zombie has neither.
    const command = read(pid, 'cmdline');
    const text = `${command}\0${read(pid, 'environ')}`;
    if (!marks.some((mark) => text.includes(mark))) return [];
    return [{ pid, command: command.replaceAll('\0', ' ').trim().slice(0, 200) }];
  });
}

/** Empty if it has gone meanwhile, or is another user's. */
function read(pid: number, name: 'cmdline' | 'environ'): string {
  return readText(`/proc/${pid}/${name}`, 'latin1');
}
