import { closeSync, openSync } from 'node:fs';
import { errorCode, errorMessage } from '../../domain/text/error-code.ts';

/** The pipes of a watchdog and of a program, with a few for files that are open meanwhile. */
const NEEDED = 16;

/**
 * Why this process cannot start a program now: it may open no more files. Undefined: it can. Asked before, because Node
 * makes a child without `stdio` then: execa throws at that, and nothing listens to the `error` of the child, which would end us.
 */
export function withoutDescriptors(): string | undefined {
  const opened: number[] = [];
  try {
    while (opened.length < NEEDED) opened.push(openSync('/dev/null', 'r'));
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    return code === 'EMFILE' || code === 'ENFILE' ? errorMessage(error) : undefined;
  } finally {
    opened.forEach((descriptor) => {
      closeSync(descriptor);
    });
  }
}
