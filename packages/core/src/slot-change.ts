import type { MemberId } from "./id.ts"
import { memberIdSchema } from "./id.ts"
import type { Pair } from "./pair.ts"
import { rhythmSchema, slotSchema } from "./slot.ts"

/** Who changed when the two meet, and what it was before. */
export type SlotChange = NonNullable<Pair["unsaidChange"]>

/** What a `changed` letter is about: `slot BY WEEKDAY TIME ZONE MINUTES RHYTHM`. */
export function changeAbout(by: MemberId, { slot, rhythm }: Pick<Pair, "slot" | "rhythm">): string {
  const { weekday, time, zone, minutes } = slot
  return `slot ${by} ${weekday} ${time} ${zone} ${minutes} ${rhythm}`
}

/** Reads what `changeAbout` wrote; throws if it's not that. */
export function readChangeAbout(about: string): SlotChange {
  const [, by, weekday, time, zone, minutes, rhythm] = about.split(" ")
  return {
    by: memberIdSchema.parse(by),
    slot: slotSchema.parse({ weekday, time, zone, minutes: Number(minutes) }),
    rhythm: rhythmSchema.parse(rhythm),
  }
}
