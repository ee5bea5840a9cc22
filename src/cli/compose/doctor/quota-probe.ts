import { NO_PROCESSES } from '../../../adapters/limits/closed-window.ts';
import { openLimitBook } from '../../../adapters/limits/limit-book.ts';
import { openProcessRoom } from '../../../adapters/process/process-room.ts';
import { PROVIDERS } from '../../../adapters/providers/providers.ts';
import { randomId } from '../../../adapters/random-id.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { QuotaFacts } from '../../../domain/doctor/quota.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import type { NoAnswer } from '../../../domain/provider/cli-query.ts';
import { isGuarded, keepOf } from '../../../domain/quota/guard.ts';
import type { UsageAnswer } from '../../../domain/quota/usage-query.ts';
import { presentUses, type SeenUse } from '../../../domain/quota/window-use.ts';
import type { Config } from '../../../domain/settings/config.ts';
import { usageAsker } from '../../../app/cli-query/ask-cli.ts';
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

/** How much of the account's usage windows is used; asks the CLI only where a guard needs it. Writes nothing. */
export async function quotaFacts(place: QuotaPlace): Promise<QuotaFacts> {
  const { config, home, environment, stateDir } = place;
  const keep = keepOf(config);
  const account = accountOf(config.provider, environment, home);
  const book = openLimitBook(stateDir, account, { processes: NO_PROCESSES, session: '' });
  const now = Date.now();
  const answer = isGuarded(keep) ? await answerOf(place) : { windows: [] };
  const asked = 'windows' in answer ? answer.windows : [];
  const seen = asked.flatMap((use): readonly SeenUse[] =>
    use.model === undefined ? [{ ...use, seen: now }] : [],
  );
  const known = book.uses(now);
  return {
    provider: config.provider,
    keep,
    uses: [
      ...presentUses([...known.filter(({ model }) => model === undefined), ...seen], now),
      ...known.filter(({ model }) => model !== undefined),
    ],
    why: 'why' in answer ? answer.why : undefined,
  };
}

async function answerOf({
  config,
  home,
  environment,
  stops,
}: QuotaPlace): Promise<UsageAnswer | NoAnswer> {
  await using room = openProcessRoom(process.platform);
  const by = askerIn(room, { home, cwd: config.mainRepo, runId: randomId(), stops });
  const provider = PROVIDERS[config.provider];
  const ask = usageAsker({ ...by, provider, config, environment, sandbox: undefined });
  return ask === undefined ? { windows: [] } : await ask();
}
