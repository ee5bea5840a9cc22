import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHASES } from '../../../../src/domain/phases/phase.ts';
import { NEEDS, STATUSES, WAIT_REASONS } from '../../../../src/domain/phases/rules.ts';
import {
  readSignal,
  type Signal,
  type SignalReading,
} from '../../../../src/domain/phases/signal/signal.ts';

const read = (value: unknown): SignalReading => readSignal(JSON.stringify(value));

function signalOf(value: unknown): Signal {
  const reading = read(value);
  if (reading.kind !== 'signal') throw new Error(`${reading.kind}: ${JSON.stringify(reading)}`);
  return reading.signal;
}

function reasonOf(text: string): string {
  const reading = readSignal(text);
  return reading.kind === 'malformed' ? reading.reason : `not malformed but ${reading.kind}`;
}

describe('a signal', () => {
  it('is read with all its fields', () => {
    const wrote = {
      status: 'waiting',
      phase: 'implementation',
      summary: 's',
      reason: 'r',
      needs: 'environment',
      for: 'file_update',
    };
    expect(read(wrote)).toEqual({ kind: 'signal', signal: wrote, raw: wrote });
  });

  it('has its four enumerated fields trimmed and in any case', () => {
    expect(
      signalOf({ status: ' Blocked\n', phase: 'INIT ', needs: ' Environment', for: 'Qa_Answers' }),
    ).toMatchObject({ status: 'blocked', phase: 'init', needs: 'environment', for: 'qa_answers' });
  });

  it('leaves out fields that are missing, null or blank', () => {
    expect(
      signalOf({ status: 'continue', phase: null, summary: '', reason: ' ', needs: '' }),
    ).toEqual({
      status: 'continue',
      phase: undefined,
      summary: undefined,
      reason: undefined,
      needs: undefined,
      for: undefined,
    });
  });

  it('keeps fields it does not know in raw, and ignores them', () => {
    expect(read({ status: 'done', extra: { a: [1] } })).toMatchObject({
      kind: 'signal',
      raw: { status: 'done', extra: { a: [1] } },
    });
  });

  it('takes an unknown need for none: a blocked agent is heard all the same', () => {
    expect(signalOf({ status: 'blocked', needs: 'coffee' }).needs).toBeUndefined();
    expect(signalOf({ status: 'blocked', needs: 7 }).needs).toBeUndefined();
    const both = ['environment', 'clarification'];
    expect(signalOf({ status: 'blocked', needs: both }).needs).toBeUndefined();
  });

  it.each([
    { status: 'blocked', phase: 'deploy', for: { a: 1 } },
    { status: 'waiting', phase: 3, for: 'qa_answers' },
    { status: 'done', phase: ['finished'], for: [] },
    { status: 'continue', phase: 'testing', for: 7 },
  ])('is read whatever is in a field that its status does not use: %j', (signal) => {
    expect(read(signal)).toMatchObject({ kind: 'signal', signal: { status: signal.status } });
  });

  it('has at most 10,000 characters of its summary and its reason', () => {
    const signal = { status: 'blocked', summary: 'x'.repeat(900_000), reason: '😀'.repeat(5001) };
    const reading = readSignal(JSON.stringify(signal));
    expect(reading).toMatchObject({
      signal: { summary: `${'x'.repeat(10_000)}…`, reason: `${'😀'.repeat(5000)}…` },
      raw: expect.stringMatching(/^.{200}$/s) as string,
    });
  });

  it('may begin with a byte order mark', () => {
    expect(readSignal('\uFEFF{"status":"done"}').kind).toBe('signal');
  });

  it('takes the last of two equal keys, as JSON does', () => {
    expect(readSignal('{"status":"done","status":"blocked"}')).toMatchObject({
      signal: { status: 'blocked' },
    });
  });

  it('has no field by inheritance', () => {
    expect(readSignal('{"__proto__":{"status":"done"}}').kind).toBe('malformed');
    expect(readSignal('{"constructor":1}').kind).toBe('malformed');
  });
});

describe('no signal', () => {
  it.each(['', ' \n\t', '\uFEFF', '{}', ' { } ', 'null', '[]', '\uFEFF{}\r\n'])('is %j', (text) => {
    expect(readSignal(text)).toEqual({ kind: 'none' });
  });
});

describe('a malformed signal', () => {
  it.each([
    ['{', 'not JSON: {'],
    ['{"status":"done"', 'not JSON'],
    ["{'status':'don't'}", 'not JSON'],
    ['{"status":"done"}{}', 'not JSON'],
    ['oops\u001b[2J\nand more', 'not JSON: oops and more (Unexpected token'],
    ['true', 'no object: true'],
    ['0', 'no object: 0'],
    ['""', 'no object: ""'],
    ['[{"status":"done"},1]', 'no object: ['],
    ['{"phase":"init"}', 'no "status"'],
    ['{"status":null}', 'no "status"'],
    ['{"status":" "}', 'no "status"'],
    ['{"status":1}', '"status" is no text: 1'],
    ['{"status":["done","blocked"]}', '"status" is no text: ["done","blocked"]'],
    ['{"status":"waiting","for":7}', '"for" is no text: 7'],
    ['{"status":"finished"}', '"status" is "finished"; valid: continue, done, blocked, waiting'],
    ['{"status":"continue","phase":"plan"}', '"phase" is "plan"; valid: init'],
    ['{"status":"waiting","for":"rain"}', '"for" is "rain"; valid: qa_answers'],
  ])('%s says what was read', (text, what) => {
    expect(reasonOf(text)).toContain(what);
  });

  it('quotes 200 characters at most', () => {
    for (const text of [
      'x'.repeat(5000),
      `{"status":"${'x'.repeat(5000)}"}`,
      `[${'1,'.repeat(5000)}1]`,
      `{"a":"${'x'.repeat(5000)}"}`,
    ]) {
      expect(reasonOf(text).length).toBeLessThan(330);
      expect(reasonOf(text)).toContain('…');
    }
  });

  it('cuts no character in halves', () => {
    expect(reasonOf(`x${'😀'.repeat(300)}`)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  });

  it('keeps what was written, cut where it is no object', () => {
    expect(readSignal('oops')).toMatchObject({ raw: 'oops' });
    expect(readSignal('{"status":1}')).toMatchObject({ raw: { status: 1 } });
  });
});

describe('the reader', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  it('never throws for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['signal', 'none', 'malformed']).toContain(readSignal(text).kind);
      }),
    );
  });

  it('never throws, whatever the JSON, and names only what the registry has', () => {
    const field = fc.oneof(fc.constantFrom(...STATUSES, ...PHASES, ...NEEDS), fc.jsonValue());
    const keys = ['status', 'phase', 'summary', 'reason', 'needs', 'for', '__proto__', 'x'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), field), (value) => {
        const reading = read(value);
        if (reading.kind !== 'signal') return;
        const { status, phase, needs } = reading.signal;
        expect(STATUSES).toContain(status);
        expect([undefined, ...PHASES]).toContain(phase);
        expect([undefined, ...NEEDS]).toContain(needs);
        expect([undefined, ...WAIT_REASONS]).toContain(reading.signal.for);
      }),
    );
  });

  it('reads back what an agent writes', () => {
    const line = fc.string().filter((text) => text.trim() !== '');
    const signal = fc.record({
      status: fc.constantFrom(...STATUSES),
      phase: fc.constantFrom(...PHASES),
      summary: line,
      reason: line,
      needs: fc.constantFrom(...NEEDS),
      for: fc.constantFrom(...WAIT_REASONS),
    });
    fc.assert(
      fc.property(signal, (wrote) => {
        expect(signalOf(wrote)).toEqual(wrote);
      }),
    );
  });

  it.each([
    ['a field', (deep: string) => `{"status":${deep}}`, 'malformed'],
    ['an unknown field', (deep: string) => `{"status":"done","x":${deep}}`, 'signal'],
    ['a field without status', (deep: string) => `{"x":${deep}}`, 'malformed'],
    ['no field', (deep: string) => deep, 'malformed'],
  ])('survives half a million brackets in %s, and so does its row', (_, make, kind) => {
    const reading = readSignal(make(nested(250_000)));
    expect(reading.kind).toBe(kind);
    expect(JSON.stringify(reading).length).toBeLessThan(2000);
  });

  it('keeps what is nested as deep as a person would', () => {
    const text = `{"status":"done","x":${nested(50)}}`;
    expect(readSignal(text)).toMatchObject({ raw: JSON.parse(text) as unknown });
  });
});
