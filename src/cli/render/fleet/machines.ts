import type { MachineNow } from '../../../domain/fleet/machine.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { printable } from '../../../domain/text/printable.ts';
import { tableLines } from '../reading/table.ts';

/** One line of `fleet machines --json`, version 1: fields are only ever added (docs/json.md). */
export interface MachineLine {
  readonly v: 1;
  readonly machine: string;
  readonly running: number;
  readonly slots: number;
  readonly state: MachineState;
  readonly seenAgoMs: number;
  readonly clockOffsetMs: number;
  readonly version: string;
}

export const MACHINE_STATES = ['works', 'draining', 'silent'] as const;
type MachineState = (typeof MACHINE_STATES)[number];

export function machineJson(one: MachineNow): MachineLine {
  const { name: machine, running, slots, version } = one;
  const [seenAgoMs, clockOffsetMs] = [one.seenAgoMs, one.clockOffsetMs].map(Math.round) as [
    number,
    number,
  ];
  return { v: 1, machine, running, slots, state: stateOf(one), seenAgoMs, clockOffsetMs, version };
}

function stateOf({ isSilent, isDraining }: MachineNow): MachineState {
  if (isSilent) return 'silent';
  return isDraining ? 'draining' : 'works';
}

const HEAD = ['machine', 'slots', 'state', 'seen', 'clock', 'version'];

/** A line for each machine, and the slots of all. */
export function machinesText(machines: readonly MachineNow[]): string {
  if (machines.length === 0) return 'no machine has worked for this fleet yet\n';
  const rows = machines.map((one) => [
    printable(one.name),
    `${one.running}/${one.slots}`,
    stateOf(one),
    `${formatDuration(one.seenAgoMs)} ago`,
    `${one.clockOffsetMs < 0 ? '-' : '+'}${formatDuration(Math.abs(one.clockOffsetMs))}`,
    printable(one.version),
  ]);
  const lines = tableLines([HEAD, ...rows], () => false);
  return lines.map((line) => `${line}\n`).join('');
}
