import { afterEach, beforeEach, expect, test } from "vitest"
import { ana, begin, ben, freshMail, letterWatch, linkIn } from "../support/begun.ts"
import { runningService } from "../support/running-service.ts"
import type { RunningService } from "../support/running-service.ts"

let service: RunningService
let fresh: () => Promise<string[]>

beforeEach(async () => {
  service = await runningService({ clock: "2027-02-22T09:00:00Z" })
  fresh = letterWatch(service)
  await begin(service)
  await fresh()
}, 30_000)

afterEach(async () => {
  await service.stop()
  await service.discard()
})

/** What the mailboxes of this little world do from now on. */
async function mailboxes(knobs: { readonly bouncing?: string[]; readonly complaining?: string[] }): Promise<void> {
  const response = await fetch(`${service.base}/workbench/ses`, { method: "POST", body: JSON.stringify(knobs) })
  expect(response.status).toBe(200)
}

/** How many letters to Ben were handed to SES. */
function handedOver(): number {
  return service.logged.filter(({ event, letter }) => event === "letter-sent" && String(letter).endsWith(".b")).length
}

async function writes(text: string): Promise<string[]> {
  const [letter] = await service.messages(ben.mailbox)
  await service.send(freshMail(letter!, ben, { text }))
  return fresh()
}

test("a mailbox that bounces gets nothing more; a week later the other one is told; a mail from it starts it all again", async () => {
  await mailboxes({ bouncing: [ben.mailbox] })
  const before = handedOver()
  // The first session: the one letter to Ben bounces, and nothing follows it.
  await service.moveTo("2027-02-25T18:30:00Z")
  expect((await fresh()).filter((letter) => letter.endsWith("ben"))).toEqual([])
  expect(handedOver()).toBe(before + 1)
  expect(service.logged).toContainEqual(
    expect.objectContaining({ event: "feedback", type: "Bounce Permanent", member: "b", result: "suppressed" }),
  )
  await service.moveTo("2027-03-03T09:00:00Z")
  expect((await fresh()).filter((letter) => letter.startsWith("quiet"))).toEqual([])
  await service.moveTo("2027-03-05T09:00:00Z")
  expect(await fresh()).toContain("quiet-notice ana")
  expect((await service.newest(ana.mailbox, "quiet-notice")).text).toContain("our letters do not reach Ben")
  await service.moveTo("2027-03-25T09:00:00Z")
  expect(await fresh()).toEqual([])
  expect(handedOver()).toBe(before + 1)

  await mailboxes({ bouncing: [] })
  expect(await writes("My mailbox was full, here I am again.")).toEqual(
    expect.arrayContaining(["back-soon ana", "back-soon ben", "invitation ana", "invitation ben"]),
  )
  await service.moveTo("2027-04-05T09:00:00Z")
  expect((await fresh()).filter((letter) => letter.endsWith("ben"))).toContain("after-form ben")
}, 60_000)

test("who reports a letter as unwanted gets no other, nor by a sign-up of somebody else", async () => {
  await mailboxes({ complaining: [ben.mailbox] })
  await service.moveTo("2027-02-25T18:30:00Z")
  expect((await fresh()).filter((letter) => letter.endsWith("ben"))).toHaveLength(1)
  await mailboxes({ complaining: [] })
  const cleo = { name: "Cleo", mailbox: "cleo@example.org" }
  const form = { partnerName: "Ben", partnerEmail: ben.mailbox, note: "", meetingLink: "", agree: "on" }
  const slot = { weekday: "monday", time: "17:00", timeZone: "Europe/Lisbon", minutes: "60", firstFocus: "me" }
  const before = handedOver()
  const page = await service.post("/sign-up", { name: cleo.name, email: cleo.mailbox, ...form, ...slot })
  expect(page.status).toBe(200)
  const confirmed = await service.post(linkIn(await service.newest(cleo.mailbox, "confirm"), "/confirm/"))
  expect(confirmed.status).toBe(200)
  await service.moveTo("2027-03-20T09:00:00Z")
  expect(handedOver()).toBe(before)
  expect((await service.messages(ben.mailbox)).map(({ kind }) => kind)).not.toContain("quiet-check")
}, 60_000)
