import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { errorCode } from '../../domain/text/error-code.ts';

const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links go round in a circle',
  ENOENT: 'it does not exist',
};

/** A system error in words. */
export function explainError(error: unknown): string {
  const code = errorCode(error);
  if (code === undefined) return String(error);
  return WORDS[code] ?? diskFullWords(code) ?? code;
}
