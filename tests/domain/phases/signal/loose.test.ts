import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Position } from '../../../../src/domain/phases/decision.ts';
import { readSignal } from '../../../../src/domain/phases/signal/signal.ts';

const GOOD = '{"status":"continue","phase":"testing","summary":"s"}';
const SIGNAL = { status: 'continue', phase: 'testing', summary: 's' };

function slipsIn(text: string): readonly string[] {
  const reading = readSignal(text);
  expect(reading).toMatchObject({ kind: 'signal', signal: SIGNAL });
  return reading.kind === 'signal' ? (reading.repaired ?? []) : [];
}

describe('a signal whose meaning is clear', () => {
  it.each([
    [`${GOOD};`, ['text around the object']],
    [`${GOOD}\0\0`, ['text around the object']],
    [`${GOOD},\n`, ['text around the object']],
    [`${GOOD}\nThis is all.`, ['text around the object']],
    [`Here is the signal:\n${GOOD}`, ['text around the object']],
    [`Here:\n\`\`\`json\n${GOOD}\n\`\`\`\nI wrote it.`, ['text around the object']],
    [`Here:\n${GOOD.replace('}', ',}')}`, ['trailing comma', 'text around the object']],
    [`${GOOD}\n${GOOD}\n`, ['the object twice']],
    [GOOD.replaceAll('"', "'"), ['other quotes']],
    [`{“status”: “continue”, “phase”: “testing”, “summary”: “s”}`, ['other quotes']],
    [`[${GOOD}]`, ['list around the object']],
    [`{"signal": ${GOOD}}`, ['object around the object']],
    [GOOD.replace('status', 'Status'), ['key in another spelling']],
    [GOOD.replace('"phase"', '" PHASE"'), ['key in another spelling']],
    [GOOD.replace('"continue"', '"Continued."'), ['value in another spelling']],
    [GOOD.replace('"continue"', '["continue"]'), ['value in another spelling']],
    [GOOD.replace('"s"', '["s"]'), ['text in another type']],
  ])('is read: %j', (text, slips) => {
    expect(slipsIn(text)).toEqual(slips);
  });

  it.each([
    ['qa-answers', 'qa_answers'],
    ['QA answers', 'qa_answers'],
    ['qaAnswer', 'qa_answers'],
    ['planApproval', 'plan_approval'],
    ['file updates', 'file_update'],
  ])('may wait for %j', (said, meant) => {
    expect(readSignal(JSON.stringify({ status: 'wait', for: said }))).toMatchObject({
      signal: { status: 'waiting', for: meant },
      repaired: ['value in another spelling'],
    });
  });

  it.each([
    [['a', 'b'], 'a\nb'],
    [{ a: [1] }, '{"a":[1]}'],
    [3, '3'],
  ])('may have %j as its summary', (summary, text) => {
    expect(readSignal(JSON.stringify({ status: 'done', summary }))).toMatchObject({
      signal: { status: 'done', summary: text },
    });
  });

  it('keeps a backslash in a text', () => {
    expect(
      readSignal(String.raw`{"status":"blocked","reason":"\d+ in C:\docs, \"x\" \\y"}`),
    ).toMatchObject({
      signal: { reason: String.raw`\d+ in C:\docs, "x" \y` },
      repaired: ['backslash in a string'],
    });
  });

  it('keeps what was written in the record', () => {
    const text = `Here:\n${GOOD}`;
    expect(readSignal(text)).toMatchObject({ raw: text });
    expect(readSignal('{"Status":"done"}')).toMatchObject({ raw: { Status: 'done' } });
  });
});

describe('a text that may mean something else is not read', () => {
  it.each([
    `${GOOD}\n{"status":"blocked"}`,
    `${GOOD}\n${GOOD}\n${GOOD}`,
    `${GOOD}\nBut I am blocked.`,
    `${GOOD}\nThis is not final.`,
    `An example:\n${GOOD}`,
    `I couldn't run it.\n${GOOD}`,
    `${GOOD}\nAll tests fail.`,
    `Once the plan is approved:\n${GOOD}`,
    `${GOOD}\n${'x '.repeat(400)}`,
    `${GOOD}\n{`,
    `${GOOD.slice(0, -1)}\nDone.`,
    '{"Status":"done","STATUS":"blocked"}',
    '{"status":["continue","blocked"]}',
    '[{"status":"continue"},{"status":"continue"}]',
    '{"a":{"status":"continue"},"b":1}',
    '{"signal":{"signal":{"status":"continue"}}}',
    '{"example":{"status":"continue"}}',
    '{"__proto__":{"status":"continue"}}',
    `{'status':'continue','summary':'don't'}`,
    `{'status':'continue','summary':'a "b"'}`,
    '{"status":"in_progress"}',
    `{'status':'blocked','status':'continue'}`,
    `Here:\n{"status":"blocked","status":"continue"}`,
    '{"status":"!continue"}',
    '{"status":"waiting","for":"coffee"}',
  ])('%j', (text) => {
    expect(readSignal(text).kind).toBe('malformed');
  });

  it('takes a key as it should be before others', () => {
    expect(readSignal('{"status":"blocked","Status":"continue"}')).toMatchObject({
      signal: { status: 'blocked' },
    });
  });

  it('in linear time', () => {
    for (const text of ['{'.repeat(500_000), '{}'.repeat(500_000), `{"${'\\'.repeat(500_000)}`])
      expect(readSignal(text).kind).toBe('malformed');
  });

  it('nor one that ends early, whatever is around it', () => {
    const cut = fc.integer({ min: 1, max: GOOD.length - 1 });
    fc.assert(
      fc.property(cut, fc.constantFrom('', 'Here: ', '[', '```\n'), (at, before) => {
        expect(readSignal(before + GOOD.slice(0, at)).kind).not.toBe('signal');
      }),
    );
  });
});

describe('a loose reading', () => {
  const at = (phase: Position['phase']): Position => ({
    phase,
    hasOverview: true,
    answersOpen: true,
    silent: 0,
    isReminded: false,
  });
  const decided = (phase: Position['phase'], signal: object): unknown =>
    decide(at(phase), readSignal(`Here it is: ${JSON.stringify(signal)}`));

  it.each([
    ['requirements', { status: 'continue', phase: 'planning' }],
    ['planning', { status: 'continue', phase: 'implementation' }],
    ['testing', { status: 'continue', phase: 'done' }],
    ['done', { status: 'done' }],
  ] as const)('passes nothing: %s, %j', (phase, signal) => {
    expect(decided(phase, signal)).toMatchObject({ kind: 'ready', phase, problem: 'malformed' });
    const plain = decide(at(phase), readSignal(JSON.stringify(signal)));
    expect(plain).not.toHaveProperty('problem', 'malformed');
  });

  it.each([
    [
      'implementation',
      { status: 'continue', phase: 'testing' },
      { kind: 'ready', phase: 'testing' },
    ],
    ['requirements', { status: 'continue' }, { kind: 'ready', phase: 'requirements' }],
    ['planning', { status: 'waiting', for: 'plan-approval' }, { kind: 'waiting' }],
    ['testing', { status: 'blocked', reason: 'r' }, { kind: 'blocked', reason: 'r' }],
  ] as const)('counts elsewhere: %s, %j', (phase, signal, decision) => {
    expect(decided(phase, signal)).toMatchObject(decision);
    expect(decided(phase, signal)).not.toHaveProperty('problem', 'malformed');
  });

  it('of a text alone passes what it should', () => {
    const signal = { status: 'done', summary: ['a', 'b'] };
    expect(decide(at('done'), readSignal(JSON.stringify(signal)))).toMatchObject({ kind: 'done' });
  });
});
