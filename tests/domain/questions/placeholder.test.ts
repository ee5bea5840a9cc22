import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasWordsBeside, isPlaceholder } from '../../../src/domain/questions/placeholder.ts';

describe('a placeholder', () => {
  it.each([
    ...['', ' ', '_waiting_', 'waiting', 'WAITING…', '**_waiting_**', '`_waiting_`', '"waiting"'],
    ...['_waiting_ (a or b)', '(a or b) _waiting_', '_waiting for a person_', 'waiting (a or b)'],
    ...[
      '_pending_',
      'pending',
      'Pending...',
      'TBD',
      'tbd.',
      '_TBA_',
      'TBD by Bob',
      'TODO',
      'TODO: x',
    ],
    ...[
      '?',
      '??',
      '？',
      '...',
      '…',
      '-',
      '—',
      '--',
      '__',
      '____',
      '**',
      '****',
      '` `',
      '[ ]',
      '()',
    ],
    ...[
      '(your answer here)',
      '<your answer>',
      '[answer]',
      '{answer}',
      '*Your answer:*',
      '_(answer)_',
    ],
    ...[
      '[fill in]',
      '(choose one)',
      '<write your answer here>',
      '_please answer_',
      'your answer here',
    ],
    ...[
      '<!-- your answer -->',
      '<!-- your answer',
      '<!-- a --> _waiting_',
      '⏳',
      '⏳ pending',
      '> TBD',
    ],
    ...['(a/b)', '[a|b|c]', '<a or b>', '[y/n]', 'yes/no', 'unanswered', '_none yet_'],
    ...['to be decided', '- _waiting_', 'b _waiting_', '【waiting】'],
    ...['_awaiting user input_', '(pending user input)', '_awaiting human_', '_FIXME_'],
    ...['_needs answer_', '**INPUT REQUIRED**', '[ANSWER REQUIRED]', '_to be filled in by user_'],
    ...['(leave blank)', '_(user to answer)_', '[Leave blank]', '_leave blank_', 'ANSWER_HERE'],
    ...['_(leave blank)_', 'YOUR_ANSWER_HERE', '_INPUT_REQUIRED_', '<RESPONSE_TBD>'],
    ...['\u200b', '\u2060', '\u3164', ' \u200f ', '\u200b_waiting_', '&nbsp;', '<br>', '- <br/>'],
  ])('is %j', (line) => {
    expect(isPlaceholder(line)).toBe(true);
  });

  it.each([
    ...['a', 'b)', '-1', '+1', '0', 'x', '*', '.', '/', 'none', 'no', 'No.', 'n/a', 'N/A', 'null'],
    ...[
      'Pending tray',
      'pending requests only',
      'waiting for you',
      'Waiting room',
      'todos',
      '👍',
      '✓',
    ],
    ...['open', 'blank', 'empty', 'input', 'answer', '**yes**', '_yes_', '(a)', '[a](b)', '`a`'],
    ...['a, but pending review is fine', 'a or b', 'TODO list', '_private', '"b"', 'b?', 'wait'],
    ...[
      '是',
      '第二个',
      '(the second one)',
      'b <!-- not a -->',
      'a — it is simpler',
      '- b',
      '<div>',
    ],
    ...[
      '_required_',
      '(required by the team)',
      '_the owner_',
      '`user_id`',
      '`fill_parent`',
      '_by the user_',
    ],
    ...['pending_review', 'pending_approval', 'PENDING_APPROVAL', 'awaiting_response'],
    ...['needs_approval', 'approval_required', 'waiting_human', '`waiting_human`', '`ANSWER_HERE`'],
    ...['**pending_review**', '**Pending approval**', '(approval required)', '_needs approval_'],
    ...['**awaiting_response**', '[needs-input]', '"pending user input"', '`input required`'],
    ...['**Leave blank**', '**Leave out**', '"leave blank"', '"insert"', '[insert]', '`missing`'],
    ...['**Confirmation required**', 'answer_required'],
    ...['`REQUIRED_FIELD_ERROR`', '_human review first_', 'b\u200b', '<br> b', '(needs a rewrite)'],
  ])('is not %j', (line) => {
    expect(isPlaceholder(line)).toBe(false);
  });

  it.each([
    ['_waiting_', false],
    ['_waiting_ (a or b)', false],
    ['(your answer here)', false],
    ['_waiting_ b', true],
    ['b _waiting_', true],
    ['(your answer here) b', true],
    ['TBD', false],
    ['(leave blank)', false],
    ['ANSWER_HERE', false],
    ['<!-- b', true],
  ])('%j has words beside it: %j', (line, has) => {
    expect(hasWordsBeside(line)).toBe(has);
  });

  it('is looked for in any text, in no time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(typeof isPlaceholder(line)).toBe('boolean');
        expect(typeof hasWordsBeside(line)).toBe('boolean');
      }),
    );
    for (const odd of [' ', '_', '(', '_waiting', '<!--', 'a/', '> ', 'please add ', '[']) {
      isPlaceholder(odd.repeat(100_000));
      hasWordsBeside(odd.repeat(100_000));
    }
  }, 20_000);
});
