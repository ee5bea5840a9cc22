import { diskFullWords } from '../../domain/run/disk-codes.ts';

/** The code of a system error (`ENOENT`), '' for any other value. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

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
  return WORDS[code] ?? diskFullWords(code) ?? (code === '' ? String(error) : code);
}
