import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newScene, type Scene } from './scene.ts';
import { shared } from './share.ts';

/** Every file of a session that samocode reads or writes, by its path in the session's folder. */
const FILES = [
  ...['_signal.json', '_overview.md', '_signal_history.jsonl', '_qa.md', 'session.log', '_logs'],
  ...['.run', '.run/state.json', '.run/lease.json', '.run/write.json', '.run/checkpoint.json'],
  ...['.run/given', '.run/given/task.md', '_inbox'],
] as const;

/** What may stand there instead; the victim is a file or a folder outside of the session. */
const REPLACEMENTS: Readonly<Record<string, (path: string, victim: string) => void>> = {
  'a link to a file': (path, victim) => {
    symlinkSync(join(victim, 'file'), path);
  },
  'a link to a folder': (path, victim) => {
    symlinkSync(join(victim, 'folder'), path);
  },
  'a link to nothing': (path, victim) => {
    symlinkSync(join(victim, 'nothing'), path);
  },
  'a FIFO': (path) => {
    execFileSync('mkfifo', [path]);
  },
  'a folder': (path) => {
    mkdirSync(path);
    writeFileSync(join(path, 'content'), 'x');
  },
  'a huge file': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 80 * 1024 ** 2);
  },
  'a file of garbage': (path) => {
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0, 0x1b, 0x5d, 0x30, 0x3b, 10, 0x80]));
  },
};

let template: Scene;

beforeAll(async () => {
  template = newScene();
  const blocked = `ends_well; signal '{"status":"blocked","reason":"enough"}'\n`;
  template.agents({ investigation: blocked, init: blocked });
  template.begin('investigation', { '_qa.md': '## Q1: Which?\n\nAnswer: a\n' });
  await template.run(['run']);
  const folder = template.folder() ?? '';
  mkdirSync(join(folder, '.run/given'), { recursive: true });
  writeFileSync(join(folder, '.run/given/task.md'), 'Do it\n');
});
afterAll(() => {
  template.remove();
});

/** What stands in a folder, with all that is below it. */
function contentOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${path} ${entry.isFile() ? readFileSync(path, 'utf8') : ''}`;
    })
    .sort();
}

/** None of its own bugs, none of the kernel's riddles: a clear word, or all is well. */
const CODES = new Set([0, 2, 3, 4, 6, 74]);

describe.concurrent.each(Object.keys(REPLACEMENTS))('%s in the place of', (name) => {
  test.each(shared(FILES))('%s hangs nothing, and nothing is written through it', async (file) => {
    const scene = template.copy();
    const victim = join(scene.root, 'victim');
    try {
      mkdirSync(join(victim, 'folder'), { recursive: true });
      writeFileSync(join(victim, 'file'), 'precious');
      writeFileSync(join(victim, 'folder/999999999.tmp'), 'precious');
      const before = contentOf(victim);
      const path = join(scene.folder() ?? '', file);
      mkdirSync(dirname(path), { recursive: true });
      rmSync(path, { recursive: true, force: true });
      REPLACEMENTS[name]?.(path, victim);
      for (const args of [['status'], ['run', '--force']]) {
        const ended = await scene.run(args, { env: { SAMOCODE_MAX_RETRIES: '1' } });
        const told = `${args.join(' ')}: ${ended.code}\n${ended.stdout}${ended.stderr}`;
        expect(CODES.has(ended.code ?? -1), told).toBe(true);
        // eslint-disable-next-line no-control-regex -- that is what must not be there
        expect(told).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
        expect(told).not.toContain('    at ');
      }
      expect(contentOf(victim)).toEqual(before);
      // Once it is put aside by a person, all goes on.
      if (existsSync(path)) renameSync(path, join(scene.root, 'aside'));
      else rmSync(path, { force: true });
      const after = await scene.run(['run', '--force']);
      expect(after.code, after.stderr).toBe(4);
    } finally {
      scene.remove();
    }
  });
});
