import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSteer, type Steer, STEERS, writeSteer } from '../../../src/domain/people/steer.ts';

const text = fc.string({ unit: 'binary' });

describe('a message of the inbox', () => {
  it('is read back as it was written, but for who', () => {
    const message = fc.record({
      kind: fc.constantFrom(...STEERS),
      by: fc.constantFrom('ann', 'telegram:bob'),
      note: fc.option(
        text.map((one) => `x${one}x`),
        { nil: undefined },
      ),
      source: fc.uuid(),
      run: fc.option(fc.uuid(), { nil: undefined }),
    });
    fc.assert(
      fc.property(message, (one: Steer) => {
        const reading = readSteer(`${one.kind}-0.json`, writeSteer(one), '1-2');
        if (one.kind === 'note' && one.note === undefined) expect(reading.kind).toBe('strange');
        else expect(reading).toEqual({ kind: 'message', message: one });
      }),
    );
  });

  it.each([
    ['pause', '', { kind: 'pause', note: undefined }],
    ['stop.txt', ' \n', { kind: 'stop', note: undefined }],
    ['pause', 'lunch\n', { kind: 'pause', note: 'lunch' }],
    ['note.md', '\uFEFF# Use tabs\nplease\n', { kind: 'note', note: '# Use tabs\nplease' }],
    ['note-2', 'b', { kind: 'note', note: 'b' }],
    ['note.json', '{"not":"ours"}', { kind: 'note', note: '{"not":"ours"}' }],
  ] as const)('may be made by hand: %s', (name, content, wanted) => {
    expect(readSteer(name, content, '7-8')).toEqual({
      kind: 'message',
      message: { ...wanted, by: 'file', source: `file:${name}:7-8`, run: undefined },
    });
  });

  it.each([
    ['notes.txt', 'x'],
    ['approve', ''],
    ['stopped', ''],
    ['Pause', ''],
    ['note', ''],
    ['note', '\n \n'],
    ['note', 'x'.repeat(65_537)],
    ['note.json', JSON.stringify({ v: 1, by: 'x', source: 's' })],
  ])('is none: %s', (name, content) => {
    expect(readSteer(name, content, '')).toMatchObject({ kind: 'strange' });
  });

  it('never makes the reader throw, and names nobody in a way that hurts a terminal', () => {
    fc.assert(
      fc.property(fc.constantFrom('pause.json', 'note', 'stop-x'), text, (name, content) => {
        expect(['message', 'strange']).toContain(readSteer(name, content, '').kind);
      }),
    );
    const forged = JSON.stringify({ v: 1, by: '\u001b[2Jroot\u202e', source: 's' });
    expect(readSteer('pause.json', forged, '')).toMatchObject({ message: { by: 'root' } });
  });
});
