/**
 * One after the other, and all of them: what fails for one must not keep it from the rest. Throws the first failure once
 * the rest is done, so that whoever called comes again.
 */
export async function forEach<T>(all: Iterable<T>, todo: (one: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  for (const one of all) {
    try {
      await todo(one)
    } catch (cause) {
      failures.push(cause)
    }
  }
  if (failures.length > 0) throw failures[0]
}
