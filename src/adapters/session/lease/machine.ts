import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { readText } from '../../disk/read-file.ts';
import type { HolderRecord } from './holder-record.ts';

/** The machine, boot and container that a process runs in. */
export type Machine = Pick<HolderRecord, 'host' | 'machine' | 'bootId' | 'pidNamespace'>;

let identity: Machine | undefined;
let bootId: string | undefined;

/**
 * Those of this process; boot id and pid namespace are empty on a system without them. Found at the first
 * call, which hashes: reading a session that no run holds needs no hash.
 */
export function machineIdentity(): Machine {
  return (identity ??= {
    host: hostname(),
    ...hashedMachineId(),
    bootId: bootIdentity(),
    pidNamespace: attempt(() => readlinkSync('/proc/self/ns/pid')),
  });
}

/** Names this boot of the machine; empty on a system without one. */
export function bootIdentity(): string {
  return (bootId ??= readText('/proc/sys/kernel/random/boot_id').trim());
}

/** When this machine started, in epoch milliseconds. */
export function bootedAt(now: number): number {
  return now - uptime() * 1000;
}

/** Two machines, or two containers, may have the same name. */
export function isSameHost(a: Machine, b: Machine): boolean {
  if (a.host !== b.host) return false;
  return a.machine === undefined || b.machine === undefined || a.machine === b.machine;
}

/** Whether a process in `a` can see a process in `b`. */
export function isVisible(a: Machine, b: Machine): boolean {
  return isSameHost(a, b) && a.bootId === b.bootId && a.pidNamespace === b.pidNamespace;
}

/** The id itself is confidential (machine-id(5)). */
function hashedMachineId(): Pick<HolderRecord, 'machine'> {
  const id = readText('/etc/machine-id').trim();
  if (id === '') return {};
  return { machine: createHash('sha256').update(`samocode ${id}`).digest('hex').slice(0, 16) };
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
