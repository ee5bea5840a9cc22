import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { errorCode } from '../../domain/text/error-code.ts';

/** Whether the system refused a write for want of room, of quota, or past the largest file that is allowed. */
export function isDiskFullError(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'EFBIG' || diskFullWords(code) !== undefined;
}
