import { join } from 'node:path';
import {
  availableMemory,
  type GroupMemory,
  memAvailable,
  memoryGroup,
  reclaimableIn,
} from '../../domain/queue/available-memory.ts';
import { readText } from '../disk/read-file.ts';

const FILES = {
  1: { limit: 'memory.limit_in_bytes', used: 'memory.usage_in_bytes' },
  2: { limit: 'memory.max', used: 'memory.current' },
} as const;

/** The memory left to programs, in bytes: the machine's, or that of the tightest cgroup above us. `root`: for tests. */
export function leftMemory(root = '/'): number | undefined {
  const read = (...names: readonly string[]): string => readText(join(root, ...names));
  const group = memoryGroup(read('proc/self/cgroup'));
  const groups = group === undefined ? [] : groupsAbove(group, read);
  return availableMemory(memAvailable(read('proc/meminfo')), groups);
}

type Read = (...names: readonly string[]) => string;

/** In a container the own path may be that of the host: the folder above all is there in any case. */
function groupsAbove(
  { version, path }: NonNullable<ReturnType<typeof memoryGroup>>,
  read: Read,
): readonly GroupMemory[] {
  const mount = version === 1 ? 'sys/fs/cgroup/memory' : 'sys/fs/cgroup';
  const names = path.split('/').filter((name) => name !== '');
  const files = FILES[version];
  return Array.from({ length: names.length + 1 }, (_, depth) => {
    const folder = join(mount, ...names.slice(0, depth));
    const [limit, used] = [files.limit, files.used].map((file) => numberIn(read(folder, file)));
    if (limit === undefined || used === undefined) return [];
    return [{ limit, used, reclaimable: reclaimableIn(read(folder, 'memory.stat')) }];
  }).flat();
}

/** Undefined for `max`, and where the file is not there. */
function numberIn(text: string): number | undefined {
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}
