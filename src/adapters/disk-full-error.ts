/** Whether the system refused a write for want of room, of quota, or past the largest file that is allowed. */
export function isDiskFullError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}
