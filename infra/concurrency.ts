/** How long one letter takes, with SES and table: as many sends are in flight as SES allows a second, times this. */
const secondsPerLetter = 0.2
/** As many letters a second as a worker of one gigabyte composes (docs/performance.md, "Working off a backlog"). */
const lettersASecondOfOneWorker = 35
/** More than this a worker can't have in hand beside each other. */
const pairsAtOnceAtMost = 20

/**
 * How many pairs each worker wakes at once, and how many workers there are: together they send what SES allows. AWS takes
 * 2 to 1,000 workers. Where SES allows fewer than 10 a second, two may be too fast for it: what it throttles stays owed,
 * and is tried again.
 */
export function concurrencyFor(sendingRate: number): { readonly pairsAtOnce: number; readonly workers: number } {
  const workers = between(2, Math.ceil(sendingRate / lettersASecondOfOneWorker), 1000)
  return { pairsAtOnce: between(1, Math.floor((sendingRate * secondsPerLetter) / workers), pairsAtOnceAtMost), workers }
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
