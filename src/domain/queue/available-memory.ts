/** A memory limit of a cgroup and its use, in bytes. */
export interface GroupMemory {
  readonly limit: number;
  readonly used: number;
  /** The part of it that the kernel takes back before it kills: pages of files. */
  readonly reclaimable: number;
}

/** `MemAvailable` of /proc/meminfo in bytes; undefined where the system does not tell it. */
export function memAvailable(meminfo: string): number | undefined {
  const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

/** The least that the machine or a cgroup leaves; undefined: nothing is known. */
export function availableMemory(
  ofMachine: number | undefined,
  groups: readonly GroupMemory[],
): number | undefined {
  const ofGroups = groups.map(({ limit, used, reclaimable }) => limit - used + reclaimable);
  const all = [...(ofMachine === undefined ? [] : [ofMachine]), ...ofGroups];
  return all.length === 0 ? undefined : Math.max(0, Math.min(...all));
}

/** The cgroup of this process for memory, of a line of /proc/self/cgroup: version and path. */
export function memoryGroup(
  text: string,
): { readonly version: 1 | 2; readonly path: string } | undefined {
  const lines = text.split('\n').map((line) => /^(\d+):([^:]*):(\/.*)$/.exec(line));
  const v1 = lines.find((match) => match?.[2]?.split(',').includes('memory'));
  const v2 = lines.find((match) => match?.[1] === '0' && match[2] === '');
  const found = v1 ?? v2;
  if (found?.[3] === undefined) return undefined;
  return { version: found === v1 ? 1 : 2, path: found[3] };
}

/** `inactive_file` of a cgroup's memory.stat; with its descendants, which version 1 tells apart. */
export function reclaimableIn(stat: string): number {
  const bytes = (/^total_inactive_file (\d+)$/m.exec(stat) ??
    /^inactive_file (\d+)$/m.exec(stat))?.[1];
  return bytes === undefined ? 0 : Number(bytes);
}

const SIZE = /^(\d+(?:\.\d+)?)\s*(?:([KMGT])i?B?|B)?$/i;

/** Bytes of `1.5GB`, `800MB`, `0`; undefined for anything else. Units are of 1024. */
export function parseBytes(text: string): number | undefined {
  const [, number, unit = ''] = SIZE.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  const power = ' KMGT'.indexOf(unit.toUpperCase());
  return Math.round(Number(number) * 1024 ** Math.max(0, power));
}
