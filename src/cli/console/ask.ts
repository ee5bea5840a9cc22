import { createInterface } from 'node:readline';
import { printable } from '../../domain/text/printable.ts';
import { UserError } from '../../domain/text/user-error.ts';

/** Asks a person at a terminal, one question after the other. */
export interface Interview extends Disposable {
  /** The typed text, trimmed. */
  ask(prompt: string): Promise<string>;
  /** The same, with what Enter alone means shown in brackets. */
  askWith(prompt: string, offer: string | undefined): Promise<string | undefined>;
}

/**
 * Opens the terminal for questions. Text that is typed or pasted ahead answers the next questions.
 * Ctrl-C and the end of input (Ctrl-D) end the interview with a UserError.
 */
export function openInterview(): Interview {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ahead: string[] = [];
  let waiting: { take(line: string): void; giveUp(error: Error): void } | undefined;
  let end: Error | undefined;
  terminal.on('line', (line) => {
    if (waiting === undefined) ahead.push(line);
    else waiting.take(line);
    waiting = undefined;
  });
  const close = (exitCode: number): void => {
    end ??= new UserError('nothing was changed', { exitCode });
    waiting?.giveUp(end);
    waiting = undefined;
  };
  terminal.once('SIGINT', () => {
    close(130);
    terminal.close();
  });
  terminal.once('close', () => {
    close(2);
  });
  const nextLine = async (): Promise<string> => {
    const line = ahead.shift();
    if (line !== undefined) return line;
    if (end !== undefined) throw end;
    return await new Promise<string>((take, giveUp) => {
      waiting = { take, giveUp };
    });
  };
  const ask = async (prompt: string): Promise<string> => {
    const lines = prompt.split('\n');
    // Readline may redraw the last line only.
    if (lines.length > 1) process.stdout.write(`${lines.slice(0, -1).join('\n')}\n`);
    terminal.setPrompt(lines.at(-1) ?? '');
    if (end === undefined) terminal.prompt();
    return (await nextLine()).trim();
  };
  return {
    ask,
    async askWith(prompt, offer) {
      const shown = offer === undefined ? '' : ` [${printable(offer)}]`;
      const said = await ask(`${prompt}${shown}: `);
      return said === '' ? offer : said;
    },
    [Symbol.dispose]() {
      terminal.close();
    },
  };
}

/** Whether there is a person at a terminal to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}
