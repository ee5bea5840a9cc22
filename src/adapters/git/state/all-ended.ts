/** Both have ended, also where one failed: no git works on in a folder that the caller leaves. Throws the first error. */
export async function allEnded<A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([one, other]);
  return await Promise.all([one, other]);
}
