import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../../src/adapters/providers/providers.ts';
import type { Provider } from '../../../src/domain/provider/provider.ts';
import { PROVIDER_NAMES } from '../../../src/domain/provider/provider-name.ts';
import { type Transcript, transcriptsOf } from './transcripts.ts';

const NOW = Date.UTC(2026, 10, 22, 6, 0);

describe.each(PROVIDER_NAMES)('the marks of %s', (name) => {
  const provider: Provider = PROVIDERS[name];
  const has = (marks: readonly string[], line: string) => marks.some((mark) => line.includes(mark));
  const eventsOf = (lines: readonly string[]) => lines.flatMap((line) => provider.parse(line));

  it.each(transcriptsOf(name))(
    'lose nothing that the verdict on $name needs',
    (run: Transcript) => {
      const marked = run.lines.filter((line) => has(provider.verdictMarks, line));
      const judge = (lines: readonly string[]) =>
        provider.judge({ events: eventsOf(lines), end: run.end, now: NOW });
      expect(judge(marked)).toEqual(judge(run.lines));
      const kept = (lines: readonly string[]) =>
        eventsOf(lines).filter((event) => event.kind !== 'activity');
      expect(kept(marked)).toEqual(kept(run.lines));
    },
  );

  it.each(transcriptsOf(name))('find the same lines of $name with blanks after colons', (run) => {
    const spaced = (line: string) =>
      line === '' ? '' : JSON.stringify(JSON.parse(line), undefined, 1).replaceAll(/\n\s*/g, ' ');
    const found = run.lines.map((line) => has(provider.verdictMarks, line));
    expect(run.lines.map((line) => has(provider.verdictMarks, spaced(line)))).toEqual(found);
  });

  it.each(transcriptsOf(name))('show what $name is doing', (run: Transcript) => {
    const marks = [...provider.verdictMarks, ...provider.activityMarks];
    const marked = run.lines.filter((line) => has(marks, line));
    const ignored = /"(?:model_fallback|compacting)"/;
    expect(eventsOf(marked)).toEqual(eventsOf(run.lines.filter((line) => !ignored.test(line))));
  });
});

describe('a mark', () => {
  it('is not found inside a JSON string, whatever a tool prints', () => {
    const output = JSON.stringify({
      type: 'user',
      stdout: '{"type":"result","error":"x"} {"type":"error"}',
    });
    expect(PROVIDERS.claude.verdictMarks.filter((mark) => output.includes(mark))).toEqual([]);
    expect(PROVIDERS.codex.verdictMarks.filter((mark) => output.includes(mark))).toEqual([]);
  });
});
