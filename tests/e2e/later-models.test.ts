import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openScene } from '../support/program.ts';

test('a model of a later phase that the API does not know ends the run before an agent is paid for', async () => {
  await using scene = openScene();
  const [list, unknown] = [
    { response: { response: { models: [{ value: 'opus' }, { value: 'haiku' }] } } },
    { is_error: true, api_error_status: 404, result: 'There is an issue with the model (nope).' },
  ];
  const answer = (type: string, fields: object): string =>
    `echo '${JSON.stringify({ type, ...fields })}'`;
  const path = join(scene.root, 'claude');
  const asked = join(scene.root, 'asked');
  const lines = [
    '#!/bin/sh',
    `case "$*" in 'auth status') echo '{"loggedIn":true}'; exit;; esac`,
    `echo "$*" >> ${asked}`,
    // The question about the list keeps its stdin open until it is answered.
    `case "$*" in *--input-format*) read line; ${answer('control_response', list)}; read line; exit;; esac`,
    `${answer('result', { subtype: 'success', ...unknown })}; exit 1`,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  Object.assign(scene.env, { CLAUDE_PATH: path, CLAUDE_MODEL_QUALITY: 'nope' });
  const ended = await scene.run();
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('claude cannot work with the model nope (quality)');
  expect(ended.stderr).toMatch(/set one of these in .*: opus, haiku/);
  const questions = readFileSync(asked, 'utf8').trimEnd().split('\n');
  expect(questions).toHaveLength(2);
  expect(questions[1]).toContain('--model nope');
  expect(existsSync(join(scene.folder(), '_signal_history.jsonl'))).toBe(false);
});
