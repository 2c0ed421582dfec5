/** DynamoDB's own limits for one request. */
export const batchWriteAtMost = 25
export const batchGetAtMost = 100

/** How often a request is repeated for what the table left undone. */
const retriesAtMost = 5

type Asking<Part> = (batch: Record<string, Part>) => Promise<Record<string, Part> | undefined>

/**
 * DynamoDB may leave a part of a batch undone and return it; that part is asked for again, a bounded number of times, after
 * `pause`. Throws if something is left in the end.
 */
export async function untilProcessed<Part>(
  batch: Record<string, Part>,
  send: Asking<Part>,
  pause: (attempt: number) => Promise<void> = async () => {},
): Promise<void> {
  let left: Record<string, Part> | undefined = batch
  for (let attempt = 0; attempt < retriesAtMost; attempt += 1) {
    if (attempt > 0) await pause(attempt)
    left = await send(left)
    if (left === undefined || Object.keys(left).length === 0) return
  }
  throw new Error("the table did not process a whole batch")
}
