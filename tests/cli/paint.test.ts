import { describe, expect, test } from 'vitest';
import { paint, wantsColour } from '../../src/cli/render/live/paint.ts';

describe('colours', () => {
  const terminal = { isTerminal: true, flag: undefined, environment: { TERM: 'xterm' } };

  test.each([
    [true, terminal],
    [true, { ...terminal, environment: {} }],
    [true, { ...terminal, environment: { NO_COLOR: '' } }],
    [false, { ...terminal, isTerminal: false }],
    [false, { ...terminal, flag: false }],
    [false, { ...terminal, environment: { NO_COLOR: '1' } }],
    [false, { ...terminal, environment: { TERM: 'dumb' } }],
  ])('are wanted: %s for %j', (wanted, of) => {
    expect(wantsColour(of)).toBe(wanted);
  });

  test('leave a text alone where they are not wanted', () => {
    const { warning, error, dim, bold, detail, info } = paint(false);
    for (const colour of [warning, error, dim, bold, detail, info]) expect(colour('x')).toBe('x');
    expect(paint(true).warning('x')).toBe('\u001B[33mx\u001B[0m');
  });
});
