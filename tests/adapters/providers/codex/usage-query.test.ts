import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usageQuery } from '../../../../src/adapters/providers/codex/usage-query.ts';

const window = (
  usedPercent: number,
  windowDurationMins: number | null,
  resetsAt: number | null,
) => ({
  ...{ usedPercent, windowDurationMins, resetsAt },
});
const NOTHING = { normalModelSlug: null, individualLimit: null, spendControlReached: null };
const USUAL = {
  ...{
    ...NOTHING,
    limitId: 'codex',
    limitName: null,
    planType: 'plus',
    rateLimitReachedType: null,
  },
  ...{ primary: window(81, 300, 1_795_915_030), secondary: window(42, 10_080, 1_795_997_830) },
  credits: { hasCredits: false, unlimited: false, balance: null },
};
const SPARK = {
  ...{ ...NOTHING, limitId: 'codex_bengalfox', limitName: 'GPT-5.3-Codex-Spark' },
  ...{ primary: window(100, 300, 1_795_918_630), secondary: null, credits: null },
};
/** As 0.171.0 answered for a ChatGPT login with a local server in the place of the backend. */
const ANSWER = {
  id: 2,
  result: {
    ordinaryUsageAllowed: true,
    rateLimits: USUAL,
    rateLimitsByLimitId: { codex_bengalfox: SPARK, codex: USUAL },
    ...{ rateLimitResetCredits: null, accountId: 'acc-1', rateLimitUpsell: null },
  },
};

const read = (value: unknown) => usageQuery.read(JSON.stringify(value));
const answered = (rateLimits: object) => read({ id: 2, result: { rateLimits } });

describe('the answer of codex app-server', () => {
  test('tells both windows, and those of a model with a limit of its own', () => {
    expect(read(ANSWER)).toEqual({
      windows: [
        { minutes: 300, used: 81, isWarned: false, until: 1_795_915_030_000 },
        { minutes: 10_080, used: 42, isWarned: false, until: 1_795_997_830_000 },
        {
          ...{ minutes: 300, used: 100, isWarned: false, until: 1_795_918_630_000 },
          model: 'GPT-5.3-Codex-Spark',
        },
      ],
    });
  });

  test('takes a window without a length for the usual one in its place', () => {
    expect(answered({ primary: window(1, null, null), secondary: window(2, null, 5) })).toEqual({
      windows: [
        { minutes: 300, used: 1, isWarned: false, until: undefined },
        { minutes: 10_080, used: 2, isWarned: false, until: 5000 },
      ],
    });
    // The plan without a five-hour window.
    expect(answered({ primary: window(3, 10_080, 5), secondary: null })).toMatchObject({
      windows: [{ minutes: 10_080 }],
    });
  });

  test('is an error in its own words', () => {
    const message = 'codex account authentication required to read rate limits';
    expect(read({ error: { code: -32_600, message }, id: 2 })).toEqual({ why: message });
    expect(read({ error: { message: 'a\u001b[31mb' }, id: 1 })).toEqual({ why: 'ab' });
  });

  test.each([
    { id: 2 },
    { id: 2, result: [] },
    { id: 2, result: { rateLimits: null } },
    { id: 2, result: { rateLimits: { primary: window(-1, 300, 5), secondary: null } } },
    { id: 2, result: { rateLimits: { primary: { ...window(1, 1, 1), usedPercent: 'all' } } } },
  ])('without a number that can be is none: %j', (value) => {
    expect(read(value)).toEqual({ why: 'it told no usage window' });
  });

  test('is awaited past the answer to initialize, notifications and rubbish', () => {
    expect(read({ id: 1, result: { userAgent: 'x' } })).toBeUndefined();
    expect(read({ method: 'remoteControl/status/changed', params: {} })).toBeUndefined();
    for (const line of ['', 'null', '[]', '{"id":"2"}', 'not JSON {"id":2']) {
      expect(usageQuery.read(line)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        usageQuery.read(line);
      }),
    );
  });

  test('is asked for with the settings among the extra arguments, and no others', () => {
    expect(usageQuery.args(['-m', 'x', '-c', 'a=1', '--config', 'b=2'])).toEqual([
      ...['app-server', '-c', 'analytics.enabled=false'],
      ...['-c', 'check_for_update_on_startup=false', '-c', 'a=1', '-c', 'b=2'],
    ]);
    const methods = usageQuery.input
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { method: string }).method);
    expect(methods).toEqual(['initialize', 'initialized', 'account/rateLimits/read']);
  });
});
