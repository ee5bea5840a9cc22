import { readdirSync, readFileSync } from 'node:fs';

/** A living process, as /proc shows it. */
export interface ProcessView {
  readonly pid: number;
  readonly args: readonly string[];
  readonly env: readonly string[];
}

/** Every living process whose environment holds exactly this `NAME=value`; Linux only. */
export function processesWith(variable: string): readonly ProcessView[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      args: fieldsOf(`/proc/${name}/cmdline`),
      env: fieldsOf(`/proc/${name}/environ`),
    }))
    .filter(({ env }) => env.includes(variable));
}

/** The NUL-separated fields of a /proc file; none once the process is gone or a zombie. */
function fieldsOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\0');
  } catch {
    return [];
  }
}
