import { describe, expect, it } from 'vitest';
import {
  type Action,
  type Found,
  type Mode,
  planInstall,
  planUninstall,
} from '../../../src/domain/set-up/install-plan.ts';

const item = { source: '/ship/agents/a.md', target: '/home/agents/a.md' };
const { target } = item;
const foreign: Found = { kind: 'foreign', what: 'not made by samocode' };
const rightLink: Found = { kind: 'our-link', isRight: true };
const wrongLink: Found = { kind: 'our-link', isRight: false };
const rightCopy: Found = { kind: 'our-copy', isRight: true };
const wrongCopy: Found = { kind: 'our-copy', isRight: false };
const keep: Action = { kind: 'keep', target };
const replace = (mode: Mode): Action => ({ kind: 'replace', mode, ...item });

describe('an installation', () => {
  it.each<[string, Found, Mode, Action]>([
    ['places what is missing', { kind: 'missing' }, 'link', { kind: 'link', ...item }],
    ['as a copy where that is wanted', { kind: 'missing' }, 'copy', { kind: 'copy', ...item }],
    ['keeps a link that leads to the right place', rightLink, 'link', keep],
    ['turns a link of an older checkout', wrongLink, 'link', replace('link')],
    ['keeps a copy that is up to date', rightCopy, 'copy', keep],
    ['renews a copy of an older version', wrongCopy, 'copy', replace('copy')],
    ['makes a link of a copy', rightCopy, 'link', replace('link')],
    ['makes a copy of a link', rightLink, 'copy', replace('copy')],
    ['leaves what is foreign', foreign, 'link', { kind: 'leave', target, what: foreign.what }],
    ['also as a copy', foreign, 'copy', { kind: 'leave', target, what: foreign.what }],
  ])('%s', (_, found, mode, action) => {
    expect(planInstall([{ ...item, found }], [], mode)).toEqual([action]);
  });

  it('removes what no longer ships, after everything else', () => {
    const plan = planInstall(
      [{ ...item, found: { kind: 'missing' } }],
      ['/home/agents/b.md'],
      'link',
    );
    expect(plan.map(({ kind }) => kind)).toEqual(['link', 'remove']);
  });
});

describe('an uninstallation', () => {
  it.each<[string, Found, readonly Action[]]>([
    ['has nothing to do where nothing is', { kind: 'missing' }, []],
    ['removes a link', wrongLink, [{ kind: 'remove', target }]],
    ['removes a copy', wrongCopy, [{ kind: 'remove', target }]],
    ['leaves what is foreign', foreign, [{ kind: 'leave', target, what: foreign.what }]],
  ])('%s', (_, found, actions) => {
    expect(planUninstall([{ target, found }], [])).toEqual(actions);
  });

  it('removes what a crash left half made', () => {
    expect(planUninstall([], ['/home/agents/.a.md.samocode-new'])).toEqual([
      { kind: 'remove', target: '/home/agents/.a.md.samocode-new' },
    ]);
  });
});
