import type { CommandId, MemberId } from "@turnabout/core/id.ts"
import { memberIds } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { firstSlotDate, slotStart } from "@turnabout/core/slot.ts"
import type { MeetingTerms } from "@turnabout/core/texts/agreement.ts"
import { sayLength, sayWeekday, sayZone } from "@turnabout/core/when.ts"
import type { Temporal } from "temporal-polyfill"
import type { Ports } from "../ports.ts"

/** When the two meet, in the slot's own zone. */
export function termsOf({ slot }: Pair, now: Temporal.Instant): MeetingTerms {
  const start = slotStart(slot, firstSlotDate(slot, now))
  return {
    weekday: sayWeekday(start.toZonedDateTimeISO(slot.zone).toPlainDate()),
    time: `${slot.time}, ${sayZone(slot.zone)}`,
    minutes: sayLength(slot.minutes),
  }
}

/** What the two have changed in their working agreement, one line each. */
export async function agreedChanges(pair: Pair, ports: Ports): Promise<string[]> {
  const changes = await Promise.all(memberIds.map((member) => changesBy(member, pair, ports)))
  return [...new Set(changes.flat())]
}

/** The changes one of them wrote, oldest first. */
export async function changesBy(member: MemberId, pair: Pair, ports: Ports): Promise<string[]> {
  const changes = await Promise.all((pair.agreed[member] ?? []).map((command) => changesIn(command, pair, ports)))
  return changes.flat()
}

/** The changes written below one AGREE. */
export async function changesIn(command: CommandId, pair: Pair, ports: Ports): Promise<string[]> {
  const text = (await ports.store.note(pair.id, command)) ?? ""
  const lines = text.split("\n").map((line) => line.replace(/^[-*•]\s*/, "").trim())
  return lines.filter((line) => line !== "")
}
