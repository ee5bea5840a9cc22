import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { hasWholeStatus, readOverview, type Status } from '../../../src/domain/session/overview.ts';
import {
  editOverview,
  type OwnFields,
  withoutOwnFields,
} from '../../../src/domain/session/overview/edit-overview.ts';

const OWN: OwnFields = {
  Phase: 'testing',
  Iteration: 12,
  'Total Iterations': 11,
  Blocked: 'waiting_human',
};

const WHOLE = `# Session: add-login

Phase: done
## Status
Phase: planning
Iteration: 4
Total Iterations: 3
Blocked: no
Last Action: Plan created -> x.md
Next: Wait for approval

## Flow Log
- [004 @ 02-07 10:04] Plan created -> x.md
Phase: quality
`;

/** As the file is read: one character a byte. */
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

function statusOf(text: string): Status {
  const reading = readOverview(text);
  if (reading.kind === 'problem') throw new Error(`${reading.line}: ${reading.message}`);
  return reading.status;
}

const section = (...lines: readonly string[]): string => ['## Status', ...lines, ''].join('\n');

describe('the overview', () => {
  it('is read from its status section alone', () => {
    expect(statusOf(WHOLE)).toEqual({
      phase: 'planning',
      iteration: 4,
      total: 3,
      blocked: 'no',
      lastAction: 'Plan created -> x.md',
      next: 'Wait for approval',
    });
  });

  it.each([
    ['plain', 'Phase: testing'],
    ['in another case', 'Phase: TESTING'],
    ['without a blank', 'Phase:testing'],
    ['with blanks around it', '  Phase:\t testing \t'],
    ['bold', 'Phase: **testing**'],
    ['bold without a blank', 'Phase:**testing**'],
    ['as code', 'Phase: `testing`'],
    ['with a bold label, as code', '- **Phase**: `testing`'],
    ['in italics', 'Phase: _testing_'],
    ['with a bold label', '**Phase:** testing'],
    ['with a bold label, the colon outside', '**Phase**: testing'],
    ['with both bold', '**Phase:** **testing**'],
    ['in a list', '- Phase: testing'],
    ['in a list of stars, bold', '* **Phase:** testing'],
  ])('may have its phase %s', (_, line) => {
    expect(statusOf(section(line)).phase).toBe('testing');
    const edited = editOverview(section(line), { ...OWN, Phase: 'done' });
    expect(statusOf(edited).phase).toBe('done');
    expect(edited.includes('**')).toBe(line.includes('**'));
  });

  it.each([
    ['with CRLF', WHOLE.replaceAll('\n', '\r\n')],
    ['with a byte order mark', bytes(`\uFEFF${WHOLE}`)],
    ['with a mark right before the section', bytes(`\uFEFF${section('Phase: planning')}`)],
    ['without a line end at its end', section('Phase: planning').trimEnd()],
    ['with a colon behind the heading', '## Status:\nPhase: planning\n'],
    ['with a second section', `${WHOLE}\n## Status\nPhase: init\n`],
    ['with a second line', section('Phase: planning', 'Phase: init')],
    ['with a lower heading in the section', '## Status\n### Now\nPhase: planning\n'],
    ['with a closed heading', '## Status ##\nPhase: planning\n'],
    ['with an indented heading', '  ## Status\nPhase: planning\n'],
    ['below a fence that is never closed', `\`\`\`sh\nls\n\n${WHOLE}`],
    ['below a comment that is never closed', `<!-- later\n\n${WHOLE}`],
  ])('is read %s', (_, text) => {
    expect(statusOf(text).phase).toBe('planning');
    const edited = editOverview(text, OWN);
    expect(statusOf(edited)).toMatchObject({ phase: 'testing', iteration: 12, total: 11 });
  });

  it.each([
    ['# Status\nPhase: init\n', 1, 'no "## Status"'],
    ['x\n### Status\nPhase: init\n', 1, 'no "## Status"'],
    ['x ## Status\nPhase: init\n', 1, 'no "## Status"'],
    ['', 1, 'no "## Status"'],
    ['x\n\n## Status\nIteration: 1\n', 3, 'no "Phase:"'],
    ['x\n\n## Status\n## Flow Log\nPhase: init\n', 3, 'no "Phase:"'],
    ['## Status\n\nPhase:\nIteration: 1\n', 3, '"Phase:" is empty'],
    ['## Status\nPhase:   \ninit\n', 2, '"Phase:" is empty'],
    [
      'x\n```\n## Status\nPhase: init\n```\n',
      3,
      '"## Status" section: this one is in a code fence',
    ],
    ['<!--\n## Status\nPhase: init\n-->\n', 2, '"## Status" section: this one is in a comment'],
    ['## Status\n~~~\nPhase: init\n~~~\n', 1, 'no "Phase:"'],
    ['## Status\nPhase: coding\n', 2, '"Phase:" is "coding", which is no phase'],
    [
      Buffer.from('\uFEFF## Status\nPhase: init\n', 'utf16le').toString('latin1'),
      1,
      'save it as UTF-8',
    ],
    [
      section('<<<<<<< a', 'Phase: init', '=======', 'Phase: done', '>>>>>>> b'),
      2,
      'merge conflict',
    ],
    [`x\n<<<<<<< a\n${WHOLE}=======\n${WHOLE}>>>>>>> b\n`, 2, 'merge conflict'],
    [`<<<<<<< a\r\nx\r\n=======\r\n## Status\r\nPhase: init\r\n>>>>>>> b\r\n`, 1, 'merge conflict'],
  ])('that is %j is a problem in line %i', (text, line, message) => {
    const reading = readOverview(text);
    expect(reading).toMatchObject({ kind: 'problem', line });
    expect(reading.kind === 'problem' && reading.message).toContain(message);
  });

  it.each([
    ['in its fields', section('<<<<<<< a', 'Phase: init', '=======', 'Phase: done', '>>>>>>> b')],
    ['around it', `\uFEFF<<<<<<< a\n${WHOLE}=======\n${WHOLE}>>>>>>> b\n`],
    ['that ends in it', `# x\n<<<<<<< a\ny\n=======\n${section('>>>>>>> b', 'Phase: init')}`],
  ])(
    'with a merge conflict %s gets a section before it, once, and keeps both versions',
    (_, text) => {
      const both = bytes(text);
      const edited = editOverview(both, OWN);
      expect(statusOf(edited)).toMatchObject({ phase: 'testing', iteration: 12, total: 11 });
      expect(editOverview(edited, OWN)).toBe(edited);
      expect(withoutOwnFields(edited)).toBe(withoutOwnFields(both));
      expect(edited.replace(/## Status\n[^#]*## Status with a merge conflict\n/, '')).toBe(both);
    },
  );

  it('is read where another section has a merge conflict', () => {
    expect(statusOf(`${WHOLE}<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n`).phase).toBe('planning');
  });

  it('has no whole section where a conflict may go on below', () => {
    const conflict = `<<<<<<< a\n${WHOLE}`;
    expect(hasWholeStatus(conflict)).toBe(false);
    expect(hasWholeStatus(WHOLE)).toBe(true);
  });

  describe.each([
    ['a code fence', '```markdown', '```'],
    ['a fence of tildes', '~~~', '~~~'],
    ['a longer fence with a shorter one', '````md\n```sh\n```', '````'],
    ['an inner fence', '```md\n```sh\n```', '```'],
    ['a comment', '<!-- as in:', '-->'],
  ])('with a sample in %s', (_, opens, closes) => {
    const sample = `${opens}\n## Status\nPhase: draft\nBlocked: by legal\n${closes}\n`;

    it.each([
      ['before the section', `# x\n\n${sample}\n${section('Phase: planning', 'Blocked: no')}`],
      ['in the section', `## Status\n${sample}Phase: planning\nBlocked: no\n`],
      ['behind the section', `${section('Phase: planning', 'Blocked: no')}\n${sample}`],
      ['with CRLF', `${sample}${section('Phase: planning')}`.replaceAll('\n', '\r\n')],
    ])('%s is read from its real section, and the sample stays as it is', (_place, text) => {
      expect(statusOf(text).phase).toBe('planning');
      const edited = editOverview(text, OWN);
      expect(statusOf(edited)).toMatchObject({ phase: 'testing', blocked: 'waiting_human' });
      expect(edited.replaceAll('\r', '')).toContain(sample);
      expect(editOverview(edited, OWN)).toBe(edited);
    });

    it('and no section gets one at its end', () => {
      const edited = editOverview(`# x\n\n${sample}`, OWN);
      expect(edited.startsWith(`# x\n\n${sample}\n## Status\nPhase: testing\n`)).toBe(true);
      expect(statusOf(edited).phase).toBe('testing');
    });
  });

  it('has its whole status in a piece only where no fence is open there', () => {
    const log = '## Flow Log\n';
    expect(hasWholeStatus(WHOLE)).toBe(true);
    expect(hasWholeStatus(`\`\`\`\n${section('Phase: init')}${log}`)).toBe(false);
    expect(hasWholeStatus(`<!--\n${section('Phase: init')}${log}`)).toBe(false);
    expect(hasWholeStatus(`${section('Phase: init')}${log}\`\`\`\n`)).toBe(true);
  });

  it('keeps letters whose last byte looks like a blank', () => {
    const status = statusOf(bytes(section('Phase: init', 'Last Action: déjà', 'Next: → à')));
    expect(status).toMatchObject({ lastAction: 'déjà', next: '→ à' });
  });

  it('shows bytes that are no UTF-8 as such', () => {
    expect(statusOf(section('Phase: init', 'Next: \xFFx')).next).toBe('\uFFFDx');
  });

  it('takes a number that is none for 0', () => {
    expect(statusOf(section('Phase: init', 'Iteration: many', 'Total Iterations:'))).toMatchObject({
      iteration: 0,
      total: 0,
    });
  });

  it('is read in no time, however many blanks an agent wrote', () => {
    const blanks = ' '.repeat(300_000);
    for (const line of [`Next: a${blanks}b`, `${blanks}x`, `A${blanks}x`, `Phase:${blanks}x`]) {
      readOverview(section('Phase: init', line));
    }
  }, 20_000);
});

describe('an edit', () => {
  it('changes its own lines and no other byte', () => {
    expect(editOverview(WHOLE, OWN)).toBe(
      WHOLE.replace('Phase: planning', 'Phase: testing')
        .replace('Iteration: 4', 'Iteration: 12')
        .replace('Total Iterations: 3', 'Total Iterations: 11')
        .replace('Blocked: no', 'Blocked: waiting_human'),
    );
  });

  it('adds what is missing behind what is there, in the section’s own line ends', () => {
    expect(editOverview('## Status\r\nNext: x\r\nPhase: init\r\nLast Action: y\r\n', OWN)).toBe(
      '## Status\r\nNext: x\r\nPhase: testing\r\nIteration: 12\r\nTotal Iterations: 11\r\nBlocked: waiting_human\r\nLast Action: y\r\n',
    );
    expect(editOverview('a\r\n## Status', OWN)).toBe(
      'a\r\n## Status\r\nPhase: testing\r\nIteration: 12\r\nTotal Iterations: 11\r\nBlocked: waiting_human\r\n',
    );
  });

  it('fills an empty value, and keeps the file’s end without a line end', () => {
    expect(
      editOverview('## Status\nIteration: 1\nTotal Iterations: 2\nBlocked:no\nPhase:', OWN),
    ).toBe('## Status\nIteration: 12\nTotal Iterations: 11\nBlocked:waiting_human\nPhase: testing');
  });

  it('adds a section where there is none', () => {
    const added =
      '\n## Status\nPhase: testing\nIteration: 12\nTotal Iterations: 11\nBlocked: waiting_human\n';
    expect(editOverview('', OWN)).toBe(added);
    expect(editOverview('# x', OWN)).toBe(`# x\n${added}`);
    expect(editOverview('# x\r\n', OWN)).toBe(`# x\r\n${added.replaceAll('\n', '\r\n')}`);
  });

  it('leaves the second section alone', () => {
    const text = `${section('Phase: init')}\n${section('Phase: init')}`;
    expect(editOverview(text, OWN).endsWith(section('Phase: init'))).toBe(true);
  });
});

const label = fc.constantFrom('Phase', 'Iteration', 'Total Iterations', 'Blocked', 'Next', 'X');
const value = fc.oneof(
  fc.constantFrom('', ' ', 'init', '**init**', '** 4 **', '7', '**', '\xA0', '\xFF', '\r'),
  fc.string({ unit: 'binary', maxLength: 6 }).map(bytes),
);
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '- ', '**', '\t'), label, fc.constantFrom(':', ': ', ':** '), value)
    .map((parts) => parts.join('')),
  fc.constantFrom('## Status', '## Status ', '## Flow Log', '# x', '### y', '', '\xEF\xBB\xBF'),
  fc.constantFrom('```', '```md', '~~~', '````', '> ```', '- ~~~', '<!--', '-->', '<!-- x -->'),
  fc.string({ maxLength: 10 }).map(bytes),
);
const overview = fc
  .tuple(
    fc.constantFrom('', '\xEF\xBB\xBF'),
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 14 }),
    line,
  )
  .map(([mark, lines, last]) => mark + lines.flat().join('') + last);
const own: fc.Arbitrary<OwnFields> = fc.record({
  Phase: fc.constantFrom(...PHASES),
  Iteration: fc.nat(9999),
  'Total Iterations': fc.nat(9999),
  Blocked: fc.constantFrom('no', 'waiting_human', 'blocked'),
});

describe('any overview at all', () => {
  it('is read without a throw', () => {
    fc.assert(
      fc.property(fc.oneof(overview, fc.string({ unit: 'binary' }).map(bytes)), (text) => {
        expect(['status', 'problem']).toContain(readOverview(text).kind);
      }),
    );
  });

  it('says after an edit what was written', () => {
    fc.assert(
      fc.property(overview, own, (text, fields) => {
        expect(statusOf(editOverview(text, fields))).toMatchObject({
          phase: fields.Phase,
          iteration: fields.Iteration,
          total: fields['Total Iterations'],
          blocked: fields.Blocked,
        });
      }),
    );
  });

  it('is not changed by the same edit again', () => {
    fc.assert(
      fc.property(overview, own, (text, fields) => {
        const once = editOverview(text, fields);
        expect(editOverview(once, fields)).toBe(once);
      }),
    );
  });

  it('that is cut within its last line end gets the rest of it', () => {
    const edited = editOverview('Note\r\nX:\r', OWN);
    expect(edited.startsWith('Note\r\nX:\r\n\r\n## Status\r\n')).toBe(true);
  });

  it('has all its other lines as they were, byte by byte and in their order', () => {
    fc.assert(
      fc.property(overview, own, (text, fields) => {
        const before = text.split('\n');
        const after = editOverview(text, fields).split('\n');
        const isOwn = (one: string): boolean =>
          /(?:Phase|Iteration|Total Iterations|Blocked)(?:\*\*)?:/.test(one) ||
          /^(?:## Status|)\r?$/.test(one);
        const others = (lines: readonly string[]): readonly string[] =>
          lines.filter((one) => !isOwn(one)).map((one) => one.replace(/\r$/, ''));
        expect(others(after)).toEqual(others(before));
      }),
    );
  });

  it('is the same to the eye of the baseline before and after an edit of ours', () => {
    fc.assert(
      fc.property(overview, own, (text, fields) => {
        expect(withoutOwnFields(editOverview(text, fields))).toBe(withoutOwnFields(text));
      }),
    );
  });
});

describe('the baseline’s eye', () => {
  it('sees what a person or an agent wrote', () => {
    const seen = withoutOwnFields(WHOLE);
    expect(withoutOwnFields(WHOLE.replace('Plan created', 'plan created'))).not.toBe(seen);
    expect(withoutOwnFields(WHOLE.replace('Next: Wait', 'Next: wait'))).not.toBe(seen);
    expect(withoutOwnFields(WHOLE.replace('quality', 'testing'))).not.toBe(seen);
  });

  it('sees no value of ours', () => {
    expect(withoutOwnFields(WHOLE.replace('Iteration: 4', 'Iteration: 5'))).toBe(
      withoutOwnFields(WHOLE),
    );
  });
});
