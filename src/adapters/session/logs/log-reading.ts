import type { TranscriptItem } from '../../../domain/logs/transcript.ts';
import type { LogFile } from './log-folder.ts';
import { linesOf, openLines, startOfTail } from './log-lines.ts';

/** One log, read on where it was left. */
export interface LogReading {
  /** The items of the next slice; undefined when there is nothing more for now. */
  next(): readonly TranscriptItem[] | undefined;
  /** Called once the writer has ended: items of an unfinished last line, and of stderr. */
  rest(): readonly TranscriptItem[];
  close(): void;
}

const MEGABYTE = 1024 * 1024;

/** Translates a line of a log into items. */
type Transcribe = (line: string) => readonly TranscriptItem[];

/** `tail`: only the last so many lines of it. */
export function readLog(
  log: LogFile,
  tail: number | undefined,
  transcribe: Transcribe,
): LogReading {
  const file = openLines(log.path, tail === undefined ? 0 : startOfTail(log.path, tail));
  const itemsOf = ({
    text,
    bytes,
  }: {
    readonly text: string;
    readonly bytes: number;
  }): readonly TranscriptItem[] => {
    if (log.isProof) return [{ kind: 'text', text }];
    if (bytes <= MEGABYTE) return transcribe(text);
    return [
      {
        kind: 'note',
        text: `an event of ${(bytes / MEGABYTE).toFixed(1)} MB is not shown (--raw has it)`,
      },
    ];
  };
  return {
    next: () => file?.next()?.flatMap(itemsOf),
    rest: () => {
      const rest = file?.rest();
      return [...(rest === undefined ? [] : itemsOf(rest)), ...stderrOf(log)];
    },
    close: () => file?.close(),
  };
}

const STDERR_LINES = 10;

/** The last words of a program that said more on stderr than on stdout. */
function stderrOf({ path, isProof }: LogFile): readonly TranscriptItem[] {
  const beside = path.replace(/\.jsonl$/, '.stderr.txt');
  if (isProof) return [];
  const lines = [...linesOf(beside, startOfTail(beside, STDERR_LINES))];
  return lines.map(({ text }) => ({ kind: 'plain', text: `stderr: ${text}` }));
}
