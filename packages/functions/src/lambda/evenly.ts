import type { Ports } from "../ports.ts"

/** See `Ports.evenly`; what goes wrong takes as long. `wait` begins with the work. */
export function evenlyWith(wait: () => Promise<unknown>): Ports["evenly"] {
  return async (work) => {
    await Promise.allSettled([work, wait()])
    return work
  }
}
