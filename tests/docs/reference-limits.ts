import { BEAT_MS, SLACK_MS } from '../../src/adapters/liveness/liveness.ts';
import { REQUEST_LIMIT_MS } from '../../src/adapters/notify/telegram/client.ts';
import {
  LINE_LIMIT_BYTES,
  VERDICT_LIMIT_BYTES,
} from '../../src/adapters/process/child/line-search.ts';
import { UNSEEN_LIMIT_MS } from '../../src/adapters/session/lease/holder-life.ts';
import { GRACE_MS, LINGER_MS } from '../../src/app/attempt/attempt.ts';
import { MIN_FREE_BYTES } from '../../src/app/run/supervision.ts';
import { STEER_LIMIT_BYTES } from '../../src/domain/people/steer.ts';
import { LOST_LIMIT } from '../../src/domain/phases/admission.ts';
import { SILENCE_LIMIT } from '../../src/domain/phases/decision.ts';
import { table } from '../../src/domain/phases/registry-text.ts';
import { RED_LIMIT } from '../../src/domain/phases/verify.ts';
import { EARLIER_LIMIT, NOTES_LIMIT } from '../../src/domain/prompt/notes-limit.ts';
import { MOST_UNTOLD } from '../../src/domain/provider/cost/usage.ts';
import { MIN_FREE_TEMP_BYTES } from '../../src/domain/provider/environment/cli-folders.ts';
import { LONGEST_LIMIT_MS, stepMs } from '../../src/domain/provider/retry.ts';
import { CRON_LINE_LIMIT } from '../../src/domain/set-up/schedule.ts';

const MINUTE = 60_000;
const MIB = 1024 * 1024;

/** The limits that no setting changes, from the constants of the program. */
export function constantTable(): string {
  const steps = [1, 2, 3].map((n) => stepMs(n) / MINUTE).join(', ');
  return table(
    ['limit', 'value', 'place'],
    [
      [
        'missing or malformed signals in a row that block',
        String(SILENCE_LIMIT),
        place('domain/phases/decision.ts'),
      ],
      [
        'lost attempts in a row that block',
        String(LOST_LIMIT),
        place('domain/phases/admission.ts'),
      ],
      [
        'failed `VERIFY` runs in a row that block',
        String(RED_LIMIT),
        place('domain/phases/verify.ts'),
      ],
      [
        'attempts in a row without a cost that end a run with a cost bound',
        String(MOST_UNTOLD),
        place('domain/provider/cost/usage.ts'),
      ],
      [
        'waits for a usage limit without a known reset, and after all retries failed',
        `${steps} minutes`,
        place('domain/provider/retry.ts'),
      ],
      [
        'longest usage limit that samocode believes',
        `${LONGEST_LIMIT_MS / (24 * 60 * MINUTE)} days`,
        place('domain/provider/retry.ts'),
      ],
      [
        'notes in one prompt (`NOTES_LIMIT`)',
        String(NOTES_LIMIT),
        place('domain/prompt/notes-limit.ts'),
      ],
      [
        'earlier notes in each prompt (`EARLIER_LIMIT`)',
        String(EARLIER_LIMIT),
        place('domain/prompt/notes-limit.ts'),
      ],
      [
        'longest line of CLI output that samocode parses',
        `${LINE_LIMIT_BYTES / MIB} MiB`,
        place('adapters/process/child/line-scanner.ts'),
      ],
      [
        'longest line with the final result',
        `${VERDICT_LIMIT_BYTES / MIB} MiB`,
        place('adapters/process/child/line-scanner.ts'),
      ],
      [
        "free space that the CLI's temporary folder needs",
        `${MIN_FREE_TEMP_BYTES / MIB} MiB`,
        place('domain/provider/environment/cli-folders.ts'),
      ],
      [
        'one request to Telegram',
        `${REQUEST_LIMIT_MS / 1000} s`,
        place('adapters/notify/telegram/client.ts'),
      ],
      [
        'longest note, pause or stop in the inbox',
        `${STEER_LIMIT_BYTES / 1024} KiB`,
        place('domain/people/steer.ts'),
      ],
      [
        'time for a CLI to end after its stop signal',
        `${GRACE_MS / 1000} s`,
        place('app/attempt/attempt.ts'),
      ],
      [
        'time for a CLI to end after its last result',
        `${LINGER_MS / 1000} s`,
        place('app/attempt/attempt.ts'),
      ],
      [
        'free disk space that an attempt needs',
        `${MIN_FREE_BYTES / MIB} MiB`,
        place('app/run/supervision.ts'),
      ],
      ['interval of the heartbeat', `${BEAT_MS / 1000} s`, place('adapters/liveness/liveness.ts')],
      [
        'time beyond an announced wait after which the heartbeat stops',
        `${SLACK_MS / MINUTE} minutes`,
        place('adapters/liveness/liveness.ts'),
      ],
      [
        'age of a heartbeat after which a run that is not visible counts as dead',
        `${UNSEEN_LIMIT_MS / MINUTE} minutes`,
        place('adapters/session/lease/holder-life.ts'),
      ],
      ['longest line for cron', `${CRON_LINE_LIMIT} bytes`, place('domain/set-up/schedule.ts')],
    ],
  );
}

function place(path: string): string {
  return `\`src/${path}\``;
}
