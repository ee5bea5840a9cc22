import { createInterface } from 'node:readline';
import type { UsageAnswer } from '../scenario/step.ts';
import { nextUsageAnswer } from './scenario-folder.ts';
import { print, write } from './stdout.ts';
import { PROCESS_WORDS } from './words/process-words.ts';

/** `codex app-server`, as 0.171.0 answers on stdio; without a scenario it is absent, as in an old Codex. */
export async function playAppServer(folder: string | undefined): Promise<number> {
  const answer = folder === undefined ? 'absent' : nextUsageAnswer(folder);
  if (answer === 'absent') {
    write(2, "error: unrecognized subcommand 'app-server'\n");
    return 2;
  }
  if (answer === 'rubbish') write(1, 'not JSON {"id":2\n{"id":2,"result":[]}\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method } = JSON.parse(line) as { readonly id?: number; readonly method: string };
    if (method === 'initialize') print([{ id, result: { userAgent: 'stand-in' } }, STATUS]);
    if (method !== 'account/rateLimits/read') continue;
    if (answer === 'dies') return await PROCESS_WORDS.die('SIGSEGV');
    if (answer === 'hangs') {
      PROCESS_WORDS.leave('session');
      return await PROCESS_WORDS.hang();
    }
    print([{ ...responseOf(answer), id }]);
  }
  // At the end of its stdin it ends, whatever is still to be answered.
  return 0;
}

const STATUS = { method: 'remoteControl/status/changed', params: { status: 'disabled' } };

function responseOf(answer: Exclude<UsageAnswer, 'absent' | 'dies' | 'hangs'>): object {
  if (typeof answer === 'string') {
    const message = 'codex account authentication required to read rate limits';
    return { error: { code: -32_600, message } };
  }
  const { primary, secondary } = answer;
  const rateLimits = {
    ...{ limitId: 'codex', limitName: null },
    ...{ primary: windowOf(primary, 300), secondary: windowOf(secondary, 10_080) },
  };
  return { result: { rateLimits, rateLimitsByLimitId: { codex: rateLimits } } };
}

type Told = Extract<UsageAnswer, object>['primary'];

function windowOf(told: Told, windowDurationMins: number): object | null {
  if (told === undefined) return null;
  const resetsAt = Math.round(Date.now() / 1000 + told.seconds);
  return { usedPercent: told.used, windowDurationMins, resetsAt };
}
