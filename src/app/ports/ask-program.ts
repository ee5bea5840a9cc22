import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { ProcessTask } from './process.ts';

/** A program that answers requests on its stdin by lines on its stdout. */
export interface Questions extends Pick<ProcessTask, 'command' | 'runId' | 'stop' | 'kill'> {
  readonly input: string;
  readonly marks: readonly string[];
  readonly timeoutMs: number;
  /** Whether it has answered; it is ended then. */
  readonly onLine: (line: string) => 'finished' | undefined;
}

/** Asks a program; it and all that it starts end with this call. */
export type AskProgram = (questions: Questions) => Promise<ProcessEnd>;
