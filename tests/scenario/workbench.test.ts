import { afterEach, beforeEach, expect, test } from "vitest"
import { begin, ben, eventLine, letterWatch } from "../support/begun.ts"
import { runningService } from "../support/running-service.ts"
import type { RunningService } from "../support/running-service.ts"

let service: RunningService
let fresh: () => Promise<string[]>

beforeEach(async () => {
  service = await runningService({ clock: "2026-11-23T09:00:00Z" })
  fresh = letterWatch(service)
  await begin(service)
  await fresh()
}, 30_000)

afterEach(async () => {
  await service.stop()
  await service.discard()
})

/** Presses a button on the card of Ben's event that is furthest ahead, as a browser does. */
async function press(client: string, answer: string, starts = ""): Promise<number> {
  const invited = (await service.messages(ben.mailbox)).filter((each) => eventLine(each, "METHOD") === "REQUEST")
  const [message] = invited.toSorted((one, other) =>
    eventLine(other, "DTSTART").localeCompare(eventLine(one, "DTSTART")),
  )
  const fields = { message: message?.id ?? "", client, answer, starts }
  return (await service.post("/workbench/calendar", fields)).status
}

test("the workbench's buttons of each calendar move a session by Ben's own clock, and skip it, for both", async () => {
  for (const [client, proposed, moved] of [
    ["google", "2026-12-04T10:00", "20261204T090000Z"],
    ["outlook", "2026-12-11T10:30", "20261211T093000Z"],
    ["apple", "2026-12-18T11:00", "20261218T100000Z"],
  ] as const) {
    expect(await press(client, "accept")).toBe(303)
    expect(await fresh()).toEqual([])
    expect(await press(client, "propose", proposed)).toBe(303)
    expect(await fresh()).toEqual(["moved ana", "moved ben"])
    expect(eventLine(await service.newest("ana@example.org", "moved"), "DTSTART")).toBe(moved)
    expect(await press(client, "decline")).toBe(303)
    expect((await fresh()).filter((letter) => letter.startsWith("skipped"))).toEqual(["skipped ana", "skipped ben"])
    expect(eventLine(await service.newest("ana@example.org", "skipped"), "DTSTART")).toBe(moved)
  }
  const page = await (await service.get("/workbench")).text()
  expect(page).toContain("Ben skips Friday, 4 December, 09:00 (Lisbon time)")
  expect(page).toContain("Next session: <strong>Ben coaches Ana</strong>")
})
