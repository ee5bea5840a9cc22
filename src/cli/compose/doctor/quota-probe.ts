import { NO_PROCESSES } from '../../../adapters/limits/closed-window.ts';
import { openLimitBook } from '../../../adapters/limits/limit-book.ts';
import { openProcessRoom } from '../../../adapters/process/process-room.ts';
import { PROVIDERS } from '../../../adapters/providers/providers.ts';
import { randomId } from '../../../adapters/random-id.ts';
import { usageAsker } from '../../../app/cli-query/ask-cli.ts';
import { quotaFacts } from '../../../app/limits/quota-facts.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { QuotaFacts } from '../../../domain/doctor/quota.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { keepOf } from '../../../domain/quota/guard.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { askerIn } from '../running/questions.ts';

/** A project as the probe needs it. */
interface QuotaPlace {
  readonly config: Config;
  /** The child's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly home: string;
  readonly stateDir: string;
  readonly stops: Stops;
}

/** How much of the account's usage windows is used. Writes nothing. */
export async function probeQuota(place: QuotaPlace): Promise<QuotaFacts> {
  const { config, home, environment, stateDir } = place;
  const account = accountOf(config.provider, environment, home);
  const book = openLimitBook(stateDir, account, { processes: NO_PROCESSES, session: '' });
  const sources = { provider: config.provider, keep: keepOf(config), book };
  return await quotaFacts({ ...sources, ask: () => askUsage(place) }, Date.now());
}

async function askUsage({ config, home, environment, stops }: QuotaPlace) {
  await using room = openProcessRoom(process.platform);
  const by = askerIn(room, { home, cwd: config.mainRepo, runId: randomId(), stops });
  const provider = PROVIDERS[config.provider];
  const ask = usageAsker({ ...by, provider, config, environment, sandbox: undefined });
  return ask === undefined ? { windows: [] } : await ask();
}
