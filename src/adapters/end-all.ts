/** Runs each act, also after one failed (a full disk must not keep a child alive); throws the first failure. */
export async function endAll(acts: readonly (() => void | Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const act of acts) {
    try {
      await act();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
