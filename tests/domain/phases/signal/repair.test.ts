import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../../src/domain/phases/rules.ts';
import { repairJson } from '../../../../src/domain/phases/signal/repair.ts';
import { readSignal } from '../../../../src/domain/phases/signal/signal.ts';

const GOOD = '{"status":"blocked","reason":"r"}';

function read(text: string): unknown {
  const reading = readSignal(text);
  if (reading.kind !== 'signal') return reading.kind;
  return [reading.raw, reading.repaired ?? []];
}

describe('a repair', () => {
  it.each([
    [`\`\`\`json\n${GOOD}\n\`\`\``, ['code fence']],
    [`\`\`\`\n${GOOD}\n\`\`\``, ['code fence']],
    [`\`\`\`\`jsonc \r\n${GOOD}\r\n\`\`\`\``, ['code fence']],
    [`~~~json\n${GOOD}\n~~~`, ['code fence']],
    [`\`\`\`${GOOD}\`\`\``, ['code fence']],
    [`\`${GOOD}\``, ['code fence']],
    [`\`\`\`json\n${GOOD}`, ['code fence']],
    [`${GOOD}\n\`\`\`\n`, ['code fence']],
    [`${GOOD}\nJSON\n`, ['here-document word']],
    [`${GOOD}\n    EOF`, ['here-document word']],
    [`${GOOD}\r\nSIGNAL_EOF`, ['here-document word']],
    [`\`\`\`json\n${GOOD}\n\`\`\`\nEOF`, ['code fence', 'here-document word']],
    [`\`\`\`json\n${GOOD}\nEOF\n\`\`\``, ['code fence', 'here-document word']],
    ['{"status":"blocked","reason":"r",}', ['trailing comma']],
    ['{"status":"blocked","reason":"r" , \n}', ['trailing comma']],
    ['// on\n{"status":"blocked", # on\n"reason":/* on */"r"}', ['comment']],
    ['{"status":"blocked","reason":"r", // on\n}', ['comment', 'trailing comma']],
  ])('reads %j', (text, slips) => {
    expect(read(text)).toEqual([{ status: 'blocked', reason: 'r' }, slips]);
  });

  it.each([
    ['"a\nb"', 'a\nb'],
    ['"a\r\nb\tc\rd"', 'a\nb\tc\nd'],
    ['"a\\"\nb // c, } /* # d"', 'a"\nb // c, } /* # d'],
  ])('keeps the text of %j', (string, reason) => {
    expect(read(`{"status":"blocked","reason":${string}}`)).toEqual([
      { status: 'blocked', reason },
      ['line break in a string'],
    ]);
  });

  it('leaves what looks like a slip within a string', () => {
    const reason = '```json {,} // x # y /* z */ ,} EOF';
    expect(read(`{"status":"blocked","reason":"${reason}",}`)).toEqual([
      { status: 'blocked', reason },
      ['trailing comma'],
    ]);
  });
});

describe('no repair is made of', () => {
  it.each([
    ['two signals', `${GOOD}\n{"status":"continue"}`],
    ['two signals in fences', `\`\`\`\n${GOOD}\n\`\`\`\n\`\`\`\n{"status":"continue"}\n\`\`\``],
    ['a field that is there twice', '{"status":"blocked","status":"continue",}'],
    ['a comment that speaks of a status', '{"status":"continue" // no: "status":"blocked"\n}'],
    ['a comment that says blocked', '{"status":"continue" /* or rather BLOCKED */ }'],
    ['a word at the end that may be meant', '{"status":"continue"}\nBLOCKED'],
    ['another word at the end', '{"status":"continue"}\nstop'],
    ['text that ends early', '{"status":"continue",'],
    ['a string that ends early', '{"status":"continue","summary":"a\nb'],
    ['a string that ends late', '{"status":"continue,\n"phase":"testing"}'],
    ['a comment that is not ended', '{"status":"continue" /* }'],
    ['quotes in a string', '{"status":"continue","summary":"a "b" c"}'],
    ['a backslash before a line break', '{"status":"continue","summary":"a\\\nb"}'],
    ['an escape sequence in a string', '{"status":"continue","summary":"\u001b[2J"}'],
    ['a comma too many', '{"status":"continue",,}'],
    ['a comma alone', '{,}'],
    ['a missing comma', '{"status":"continue" "phase":"testing"}'],
    ['a missing value', '{"status":"continue","phase":,}'],
    ['a number that a comment cuts', '{"status":"continue","n":1/**/2}'],
    ['a synonym', '{"status":"in_progress",}'],
  ])('%s', (_, text) => {
    expect(read(text)).toBe('malformed');
  });
});

describe('generated slips', () => {
  const line = fc.string().filter((text) => text.trim() !== '');
  const signal = fc.record(
    { status: fc.constantFrom(...STATUSES), summary: line, reason: line, x: fc.jsonValue() },
    { requiredKeys: ['status'] },
  );
  const noise = fc.constantFrom(' ', '\n', '/* on */', '// on\n', '# on\n', '');

  /** Writes an object with comments, a trailing comma and raw line breaks, as an agent might. */
  function slipped(value: object, [one, two, three]: readonly string[], comma: string): string {
    const fields = Object.entries(value).map(
      ([key, field]) =>
        `${one ?? ''}${JSON.stringify(key)}${two ?? ''}:${JSON.stringify(field)}${three ?? ''}`,
    );
    return `{${fields.join(',')}${comma}${one ?? ''}}`;
  }

  it('mean what was meant', () => {
    const ends = fc.constantFrom<readonly [string, string]>(
      ['', ''],
      ['```json\n', '\n```'],
      ['', '\nEOF'],
      ['```\n', '\n```\n  JSON'],
    );
    fc.assert(
      fc.property(
        signal,
        fc.tuple(noise, noise, noise),
        fc.constantFrom('', ',', ' , '),
        ends,
        (value, noises, comma, [before, after]) => {
          const text = `${before}${slipped(value, noises, comma)}${after}`;
          expect(readSignal(text)).toMatchObject({ kind: 'signal', raw: roundTrip(value) });
        },
      ),
    );
  });

  it('mean what was meant with raw line breaks in a text', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 2 }), (lines) => {
        const reason = lines.join('\n');
        const text = JSON.stringify({ status: 'blocked', reason }).replace(/\\\\|\\n/g, (found) =>
          found === '\\n' ? '\n' : found,
        );
        expect(readSignal(text)).toMatchObject({ signal: { status: 'blocked', reason } });
      }),
    );
  });

  it('leave valid JSON as it is', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const repaired = repairJson(json);
        if (repaired !== undefined) expect(JSON.parse(repaired.text)).toEqual(JSON.parse(json));
      }),
    );
    fc.assert(
      fc.property(signal, (value) => {
        expect(readSignal(JSON.stringify(value))).not.toHaveProperty('repaired');
      }),
    );
  });

  it('never make a signal of a text that ends early', () => {
    fc.assert(
      fc.property(signal, fc.tuple(noise, noise, noise), fc.double(), (value, noises, share) => {
        const text = `\`\`\`json\n${slipped(value, noises, ',')}`;
        const cut = text.slice(0, Math.floor(Math.abs(share % 1 || 0) * text.length));
        expect(readSignal(cut).kind).not.toBe('signal');
      }),
    );
  });

  it('take linear time', () => {
    const million = 1_000_000;
    for (const text of [
      `\`${' '.repeat(million)}x`,
      `\`${'\n'.repeat(million)}x`,
      '`'.repeat(million),
      '/*'.repeat(million / 2),
      '"\\'.repeat(million / 2),
      '#'.repeat(million),
      '{"a":1,'.repeat(million / 10),
    ]) {
      expect(readSignal(text).kind).toBe('malformed');
    }
  });
});

function roundTrip(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
