import { aboutFleet, type FleetFacts } from '../../../domain/fleet/doctor.ts';
import { shown } from '../../../domain/settings/problem.ts';
import { parseDuration } from '../../../domain/text/duration.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { drain, examineFleet, initFleet, machinesOfFleet } from '../../compose/fleet/fleet.ts';
import { refuseAgentsHere } from '../../compose/running/caller.ts';
import { print, printJson } from '../../console/print.ts';
import { findingLines } from '../../render/doctor.ts';
import { machineJson, machinesText } from '../../render/fleet/machines.ts';

interface FleetFlags {
  readonly json?: boolean;
  readonly takeOverAfter?: string;
  readonly undo?: boolean;
}

/** Each takes the name of a machine, or none, and these flags. */
const ACTS = {
  init: { flags: ['json', 'takeOverAfter'], run: init },
  doctor: { flags: ['json'], run: async (flags) => told(await examineFleet(), flags) },
  machines: { flags: ['json'], run: machines },
  drain: { flags: ['undo'], run: drainOne },
} as const satisfies Record<
  string,
  {
    readonly flags: readonly (keyof FleetFlags)[];
    readonly run: (flags: FleetFlags, machine: string) => Promise<number>;
  }
>;

/** `samocode fleet init|doctor|machines|drain`. */
export async function fleetCommand(
  act: string,
  machine: string | undefined,
  flags: FleetFlags,
): Promise<number> {
  if (!isAct(act)) {
    throw new UserError(`samocode fleet does not know ${shown(act)}`, {
      hint: 'samocode fleet init, doctor, machines, or drain with the name of a machine',
    });
  }
  const { flags: taken, run }: (typeof ACTS)[keyof typeof ACTS] = ACTS[act];
  const [other] = Object.keys(flags).filter((flag) => !taken.some((one) => one === flag));
  if (other !== undefined) {
    throw new UserError(`samocode fleet ${act} takes no ${FLAGS[other] ?? other}`, {
      hint: `samocode fleet ${act}`,
    });
  }
  if ((act === 'drain') !== (machine !== undefined)) {
    throw new UserError(`samocode fleet ${act} ${act === 'drain' ? 'needs a' : 'takes no'} name`, {
      hint: act === 'drain' ? 'samocode fleet machines shows them' : `samocode fleet ${act}`,
    });
  }
  refuseAgentsHere();
  return await run(flags, machine ?? '');
}

const FLAGS: Readonly<Record<string, string>> = {
  json: '--json',
  takeOverAfter: '--take-over-after',
  undo: '--undo',
};

function isAct(word: string): word is keyof typeof ACTS {
  return Object.hasOwn(ACTS, word);
}

/** Exit 0, or 2 when something found would stop a machine of the fleet. */
function told(facts: FleetFacts, { json }: FleetFlags): number {
  const findings = aboutFleet(facts);
  const isWell = findings.every(({ level }) => level !== 'bad');
  if (json === true) printJson({ v: 1, ok: isWell, findings });
  else print(findingLines(findings));
  return isWell ? 0 : 2;
}

/** The engine takes no shorter heartbeat. */
const SHORTEST_MS = 10_000;

async function init(flags: FleetFlags): Promise<number> {
  const { takeOverAfter } = flags;
  const ms = takeOverAfter === undefined ? undefined : parseDuration(takeOverAfter);
  if (takeOverAfter !== undefined && (ms === undefined || ms < SHORTEST_MS)) {
    throw new UserError(`--take-over-after is ${shown(takeOverAfter)}`, {
      hint: 'a duration of 10s or more, such as 15m',
    });
  }
  return told(await initFleet(ms === undefined ? undefined : Math.round(ms / 1000)), flags);
}

async function machines({ json }: FleetFlags): Promise<number> {
  const found = await machinesOfFleet();
  if (json === true) found.forEach((one) => printJson(machineJson(one)));
  else print(machinesText(found));
  return 0;
}

async function drainOne({ undo }: FleetFlags, machine: string): Promise<number> {
  if (!(await drain(machine, undo !== true))) {
    throw new UserError(`the fleet has no machine ${shown(machine)}`, {
      hint: 'samocode fleet machines shows them',
    });
  }
  const words =
    undo === true
      ? 'may work again, once samocode work runs there'
      : 'starts nothing more; its runs end after the iteration in progress, and others may take its sessions';
  print(`${printable(machine)} ${words}\n`);
  return 0;
}
