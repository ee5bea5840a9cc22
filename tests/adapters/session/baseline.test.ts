import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  boundByModes,
  openSession,
  overviewText,
  type TestSession,
} from '../../support/session.ts';
import { iterationRow } from '../../support/session-rows.ts';

let session: TestSession;
let before: string;

beforeEach(() => {
  session = openSession();
  session.write('_overview.md', overviewText('planning'));
  session.write('_qa.md', '# Questions\n');
  session.write('notes/deep/plan.md', 'a plan');
  session.write('.hidden', 'x');
  before = session.store.baseline();
});

const changed = (): boolean => session.store.baseline() !== before;

describe('samocode itself does not change it', () => {
  test('by settling, though it adds lines', () => {
    session.store.settle({
      Phase: 'implementation',
      Iteration: 12,
      'Total Iterations': 13,
      Blocked: 'waiting_human',
    });
    expect(session.read('_overview.md')).toContain('Total Iterations: 13');
    expect(changed()).toBe(false);
  });

  test('by rows, state, logs, prompts, materials, the session log and the signal', () => {
    const { store } = session;
    store.append(iterationRow());
    store.saveState(store.state());
    store.writePrompt(store.newLog('01-02-0304-001-planning'), 'prompt');
    store.keepMaterials({ dive: 'dive', task: 'task' });
    store.saveCheckpoint();
    session.write('session.log', 'line');
    store.clearSignal();
    session.write('_signal.json', '{"status":"waiting"}');
    expect(changed()).toBe(false);
  });

  test('by what a crash left of its temporary files', () => {
    for (const name of ['_overview.md', '_qa.md', '_signal.json']) {
      session.write(`${name}.12345.tmp`, 'half');
    }
    expect(changed()).toBe(false);
  });
});

describe('an editor or a file manager does not change it', () => {
  test.each([
    ...['_overview.md~', '_qa.md~', 'notes/deep/plan.md~', 'plan.md.~1~', '#_qa.md#', '4913'],
    ...['5036', '_qa.md.swp', '_qa.md.bak', '_qa.md.orig', '_qa.md.save', '_qa.md.save.1'],
    ...['_qa.md.tmp', '_qa.md.4711.tmp', '_qa.md.tmp.4711.1764300000', '_qa.md___jb_tmp___'],
    ...['~$_qa.docx', 'Thumbs.db', 'thumbs.db', 'desktop.ini', 'Desktop.ini', '.DS_Store'],
    ...['_qa.md:Zone.Identifier', '@eaDir/x', 'notes/Thumbs.db', '.~lock._qa.md#', '.#_qa.md'],
    '._qa.md.swp',
  ])('by %s, and an agent moves nothing by it', (name) => {
    const artefacts = session.store.artefacts();
    session.write(name, 'litter');
    expect(changed()).toBe(false);
    expect(session.store.artefacts()).toBe(artefacts);
    rmSync(session.at(name));
    expect(changed()).toBe(false);
  });

  test.each(['4912', '5037', 'plan.md', 'Q1.txt', 'a.tmp.md', 'tmp', 'bak', 'thumbs.md', 'note#'])(
    'but a file %s does',
    (name) => {
      session.write(name, 'text');
      expect(changed()).toBe(true);
    },
  );
});

describe('a person changes it', () => {
  test('by a word of the overview outside our lines', () => {
    session.write('_overview.md', overviewText('planning').replace('go on', 'stop'));
    expect(changed()).toBe(true);
  });

  test('not by our own lines of the overview', () => {
    session.write('_overview.md', overviewText('testing'));
    expect(changed()).toBe(false);
  });

  test('by an answer', () => {
    session.write('_qa.md', '# Questions\n\nyes');
    expect(changed()).toBe(true);
  });

  test.each(['new.md', 'notes/deep/other.md', 'empty.txt', 'scratch.tmp', 'sub/_signal.json'])(
    'by a new file %s',
    (name) => {
      session.write(name, '');
      expect(changed()).toBe(true);
    },
  );

  test('by the content of a nested file, by its name, and by its removal', () => {
    session.write('notes/deep/plan.md', 'b plan');
    const edited = session.store.baseline();
    rmSync(session.at('notes/deep/plan.md'));
    const removed = session.store.baseline();
    session.write('notes/deep/plan2.md', 'b plan');
    expect(new Set([before, edited, removed, session.store.baseline()]).size).toBe(4);
  });

  test('by moving text from one file to the next', () => {
    writeFileSync(session.at('a'), 'one');
    writeFileSync(session.at('b'), 'two');
    const first = session.store.baseline();
    writeFileSync(session.at('a'), 'onet');
    writeFileSync(session.at('b'), 'wo');
    expect(session.store.baseline()).not.toBe(first);
  });

  test('not by dot files, and not by what is no regular file', () => {
    session.write('.hidden', 'y');
    session.write('.git/HEAD', 'ref');
    session.write('notes/.swp', 'x');
    execFileSync('mkfifo', [session.at('fifo')]);
    symlinkSync('/etc/passwd', session.at('link'));
    symlinkSync('/etc', session.at('notes/etc'));
    mkdirSync(session.at('empty-folder'));
    expect(changed()).toBe(false);
  });
});

describe('a folder below that cannot be', () => {
  /** What is found while the folder has this mode. */
  const lookAt = (mode: number) => {
    chmodSync(session.at('notes/deep'), mode);
    const { store } = session;
    const found = boundByModes(session, () => [store.baseline(), store.artefacts()]);
    chmodSync(session.at('notes/deep'), 0o755);
    return found;
  };

  test('listed counts by its name: opening it is a change, what it holds is none', () => {
    const [closed, artefacts] = lookAt(0o000);
    expect(artefacts).toContain('"notes/deep"/');
    expect(changed()).toBe(false);
    session.write('notes/deep/plan.md', 'b plan');
    expect(lookAt(0o000)[0]).toBe(closed);
    rmSync(session.at('notes/deep'), { recursive: true });
    expect(new Set([before, closed, session.store.baseline()]).size).toBe(3);
  });

  test('entered is as if its files were not there', () => {
    const [baseline, artefacts] = lookAt(0o444);
    rmSync(session.at('notes/deep/plan.md'));
    expect([baseline, artefacts]).toEqual([session.store.baseline(), session.store.artefacts()]);
  });
});

test('another text, a plan that is gone and a new plan change the outline of the plans, ticks do not', () => {
  const outlines = new Set<string>();
  const outline = (files: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, text] of Object.entries(files)) {
      if (text === undefined) rmSync(session.at(name));
      else session.write(name, text);
    }
    outlines.add(session.store.planOutline());
  };
  outline({ '01-02-03:04-plan-it.md': '- [ ] one\n- [ ] two\n' });
  outline({ '01-02-03:04-plan-it.md': '- [x] one\n- [ ] two\n' });
  expect(outlines.size).toBe(1);
  outline({ '01-02-03:04-plan-it.md': '- [x] one\n- [ ] three\n' });
  outline({ '01-02-03:04-plan-it.md': undefined });
  outline({ '01-02-03:05-plan-other.md': '- [ ] one\n- [ ] two\n' });
  expect(outlines.size).toBe(4);
});
