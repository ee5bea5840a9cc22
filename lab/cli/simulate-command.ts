import { print } from '../../src/cli/console/print.ts';
import { PROVIDER_NAMES, type ProviderName } from '../../src/domain/provider/provider-name.ts';
import { UserError } from '../../src/domain/text/user-error.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { openScenarioPlayer } from './open-player.ts';
import { playAll, type SimulateFlags } from './play-all.ts';
import { prepare } from './prepare.ts';
import { listLine } from './render.ts';

/** `samocode simulate`: 0 when all that was played held, 1 when something did not. */
export async function simulateCommand(
  wanted: string | undefined,
  flags: SimulateFlags,
): Promise<number> {
  const player = openScenarioPlayer();
  const provider = readProvider(flags.provider);
  if (flags.list === true) return list(player.list());
  if (wanted === undefined && flags.all !== true) {
    throw new UserError('no scenario named', {
      hint: 'samocode simulate --list shows them; --all plays them all',
    });
  }
  const scenarios = wanted === undefined ? player.list() : [player.find(wanted)];
  const runs = scenarios.flatMap((scenario) =>
    scenario.providers
      .filter((name) => provider === undefined || name === provider)
      .map((name) => ({ scenario, provider: name })),
  );
  const [first] = runs;
  if (first === undefined) {
    throw new UserError(`${wanted ?? 'no scenario'} is not made for ${provider ?? ''}`, {
      hint: `it is played with --provider ${scenarios[0]?.providers.join(' or ') ?? ''}`,
    });
  }
  if (flags.into !== undefined) return await prepare(player, first, flags.into);
  return await playAll(player, runs, flags);
}

function list(scenarios: readonly Scenario[]): number {
  print(scenarios.map(listLine).join(''));
  return 0;
}

function readProvider(name: string | undefined): ProviderName | undefined {
  if (name === undefined) return undefined;
  const provider = PROVIDER_NAMES.find((one) => one === name);
  if (provider !== undefined) return provider;
  throw new UserError(`--provider ${name} is unknown`, { hint: 'claude or codex' });
}
