import * as z from 'zod/mini';
import type { CliQuery, NoAnswer } from '../../../domain/provider/cli-query.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import type { DataOf } from '../../../domain/text/read-json.ts';
import { jsonOfLine } from '../json-line.ts';
import { count, lenient, text } from '../lenient.ts';

const INITIALIZE = 1;
const ASK = 2;
const WHY_LIMIT = 200;

/**
 * A question to `codex app-server`: JSON-RPC, one line for each message, measured on 0.171.0 (0.3 to 0.7 s, no
 * turn of the model).
 */
export function appServerQuery<Answer, Result extends z.ZodMiniType>({
  method,
  result,
  read,
}: {
  readonly method: string;
  readonly result: Result;
  readonly read: (result: DataOf<Result> | undefined) => Answer | NoAnswer;
}): CliQuery<Answer> {
  const clientInfo = { name: 'samocode', title: null, version: '1' };
  const requests = [
    { id: INITIALIZE, method: 'initialize', params: { clientInfo } },
    { method: 'initialized' },
    { id: ASK, method, params: {} },
  ];
  const answer = z.object({
    id: count,
    error: lenient(z.object({ message: text })),
    result: lenient(result),
  });
  return {
    args: appServerArgs,
    input: requests.map((request) => `${JSON.stringify(request)}\n`).join(''),
    marks: ['"id"'],
    read(line) {
      const { id, error, result: told } = z.safeParse(answer, jsonOfLine(line)).data ?? {};
      if (id !== ASK && (id !== INITIALIZE || error === undefined)) return undefined;
      if (error !== undefined) {
        return { why: printableWords(error.message ?? 'an error', WHY_LIMIT) };
      }
      return read(told);
    },
  };
}

/** The settings as for an attempt. */
function appServerArgs(extraArgs: readonly string[]): readonly string[] {
  return [
    'app-server',
    ...['-c', 'analytics.enabled=false', '-c', 'check_for_update_on_startup=false'],
    ...extraArgs.flatMap((arg, at) =>
      /^(?:-c|--config)$/.test(extraArgs[at - 1] ?? '') ? ['-c', arg] : [],
    ),
  ];
}
