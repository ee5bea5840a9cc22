/**
 * What `work` gives. A system error of a descriptor does not say which file it was: it gets `path`,
 * as the errors of calls by name have it.
 */
export function namingPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isNameless(error)) {
      error.path = path;
      error.message += ` '${path}'`;
    }
    throw error;
  }
}

function isNameless(error: unknown): error is Error & { path?: string } {
  return error instanceof Error && 'syscall' in error && !('path' in error);
}
