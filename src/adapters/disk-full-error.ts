import { diskFullWords } from '../domain/run/disk-codes.ts';

/** Whether the system refused a write for want of room, of quota, or past the largest file that is allowed. */
export function isDiskFullError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'EFBIG' || diskFullWords(code) !== undefined;
}
