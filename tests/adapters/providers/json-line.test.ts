import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonOfLine } from '../../../src/adapters/providers/json-line.ts';
import { PROVIDERS } from '../../../src/adapters/providers/providers.ts';
import { transcriptOf } from '../../../src/adapters/providers/transcripts.ts';
import { PROVIDER_NAMES } from '../../../src/domain/provider/provider-name.ts';
import { transcriptsOf } from './transcripts.ts';

const ESC = '\u001b';
const BEL = '\u0007';

/** Text that programs around a CLI write on the line of its event. */
const BEFORE: Readonly<Record<string, string>> = {
  'an OSC title with BEL': `${ESC}]0;claude${BEL}`,
  'an OSC title with ST': `${ESC}]2;claude${ESC}\\`,
  'an OSC title that holds an object': `${ESC}]0;{"type":"result"}${BEL}`,
  'an OSC title with a brace': `${ESC}]0;repo {main${BEL}`,
  'an OSC title without an end': `${ESC}]0;claude`,
  'a shell integration mark': `${ESC}]133;A${BEL}${ESC}]633;P;Cwd={"a":1}${BEL}`,
  'a title of screen': `${ESC}k{"bash"${ESC}\\`,
  'a DCS string': `${ESC}P+q{"544e"${ESC}\\`,
  'an 8-bit OSC title': `\u009d0;{"x"\u009c`,
  'colours and a cursor that is hidden': `${ESC}[0m${ESC}[?25l${ESC}[2K${ESC}[1G`,
  'a CSI that ends in a brace': `${ESC}[1'{`,
  'a CSI that is cut': `${ESC}[`,
  'two-character sequences': `${ESC}7${ESC}=${ESC}(B`,
  'a bell': BEL,
  'a progress bar': 'Downloading 10%\rDownloading 100%\r',
  'a byte order mark': '\ufeff',
  'NUL bytes': '\u0000\u0000\u0000',
  'a shell prompt': 'user@host:~/it {main}$ ',
  'a word of a hook': 'hook done: ',
  'broken UTF-8': '\ufffd\ufffd',
};

const AFTER: Readonly<Record<string, string>> = {
  nothing: '',
  'a carriage return': '\r',
  'a colour that is reset': `${ESC}[0m`,
  'a title': `${ESC}]0;done${BEL}`,
  'NUL bytes': '\u0000\u0000',
};

/** The first line of each type, subtype and set of fields. */
function oneOfEachKind(lines: readonly string[]): readonly string[] {
  const kindOf = (line: string): string => {
    const event = JSON.parse(line) as { readonly subtype?: string; readonly item?: object };
    return JSON.stringify([event.subtype, Object.keys(event), Object.keys(event.item ?? {})]);
  };
  return [...new Map(lines.map((line) => [kindOf(line), line])).values()];
}

describe.each(PROVIDER_NAMES)('a line of %s', (name) => {
  const lines = oneOfEachKind(
    transcriptsOf(name)
      .flatMap((run) => run.lines)
      .filter((line) => line.startsWith('{')),
  );
  const parse = (line: string) => PROVIDERS[name].parse(line);

  it.each(Object.entries(BEFORE))('reads the same behind %s', (_, before) => {
    for (const line of lines) expect(parse(before + line)).toEqual(parse(line));
  });

  it.each(Object.entries(AFTER))('reads the same before %s', (_, after) => {
    for (const line of lines) expect(parse(line + after)).toEqual(parse(line));
  });

  it('shows the same in a transcript', () => {
    for (const before of Object.values(BEFORE)) {
      for (const line of lines) expect(transcriptOf(before + line)).toEqual(transcriptOf(line));
    }
  });
});

describe('jsonOfLine', () => {
  it('takes no object within a cut object for the line, wherever the line is cut', () => {
    const line = JSON.stringify({
      type: 'assistant',
      message: { content: [{ type: 'result', is_error: false }] },
      more: { type: 'result' },
    });
    for (const before of ['', ...Object.values(BEFORE)]) {
      for (let end = 0; end < line.length; end += 1) {
        expect(jsonOfLine(before + line.slice(0, end))).toBeUndefined();
      }
    }
  });

  it('never throws, and leaves a line of JSON as it is', () => {
    const piece = fc.constantFrom(ESC, BEL, '[', ']0;', '{', '"', '}', '\\', 'x', ':1', '\u009d');
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, (line) => void jsonOfLine(line)));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const line = JSON.stringify(value);
        expect(jsonOfLine(line)).toEqual(JSON.parse(line));
      }),
    );
  });
});
