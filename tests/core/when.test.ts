import { eventUid, readUid } from "@turnabout/core/session.ts"
import { shardOf } from "@turnabout/core/shard.ts"
import { instantSchema, instantText } from "@turnabout/core/time.ts"
import { sayDate, sayDay, sayMonth, sayTime, sayWhen, sayZone } from "@turnabout/core/when.ts"
import { zoneSchema } from "@turnabout/core/zone.ts"
import { Temporal } from "temporal-polyfill"
import { describe, expect, it } from "vitest"
import { activePair, at, pairIdOf, theSession } from "../support/pair-builder.ts"

const instant = at("2026-11-26T23:30:00Z")

describe("a time in words", () => {
  it.each([
    ["Europe/Berlin", "Friday, 27 November, 00:30 (Berlin time)"],
    ["America/New_York", "Thursday, 26 November, 18:30 (New York time)"],
    ["America/Argentina/Buenos_Aires", "Thursday, 26 November, 20:30 (Buenos Aires time)"],
    ["Asia/Kathmandu", "Friday, 27 November, 05:15 (Kathmandu time)"],
    ["UTC", "Thursday, 26 November, 23:30 (UTC)"],
    ["Etc/GMT+5", "Thursday, 26 November, 18:30 (GMT+5)"],
  ])("is that of the reader in %s: %s", (zone, words) => {
    expect(sayWhen(instant, zone)).toBe(words)
  })

  it("has its parts", () => {
    expect(sayDay(instant, "Europe/Berlin")).toBe("Friday, 27 November")
    expect(sayTime(instant, "Europe/Berlin")).toBe("00:30")
    expect(sayZone("Pacific/Apia")).toBe("Apia time")
    expect(sayDate(Temporal.PlainDate.from("2027-03-01"))).toBe("1 March")
    expect(sayMonth(Temporal.PlainYearMonth.from("2027-02"))).toBe("February")
  })
})

describe("a time zone", () => {
  it.each([
    "Europe/Berlin",
    "America/Argentina/Buenos_Aires",
    "Asia/Kathmandu",
    "UTC",
    "Etc/GMT+5",
    "america/new_york",
  ])("%s is one", (zone) => {
    expect(zoneSchema.safeParse(zone).success).toBe(true)
  })

  it.each([
    "",
    "+02:00",
    "Z",
    "Berlin",
    "Europe/Atlantis",
    "Europe/Berlin[u-ca=hebrew]",
    "Europe/../Berlin",
    "x".repeat(65),
  ])("%j is none", (zone) => {
    expect(zoneSchema.safeParse(zone).success).toBe(false)
  })
})

describe("an instant as text", () => {
  it("has whole seconds in UTC, so that texts sort as instants do", () => {
    expect(instantText(at("2026-11-26T23:30:00.999+02:00"))).toBe("2026-11-26T21:30:00Z")
    expect(instantSchema.parse("2026-11-26T21:30:00Z").equals(at("2026-11-26T21:30:00Z"))).toBe(true)
  })
})

describe("the UID of an event", () => {
  const pair = activePair()
  const session = { ...theSession(pair, 2), event: { ...theSession(pair, 2).event, revival: 3 } }
  const uid = eventUid(pair.id, session, "turnabout.example")

  it("names the session and how often it came back, whatever the case it returns in", () => {
    expect(uid).toBe("pair_aaaaaaaaaaaaaaaa.2.3@turnabout.example")
    expect(readUid(uid, pair.id, "turnabout.example")).toEqual({ session: 2, revival: 3 })
    expect(readUid(uid.toUpperCase(), pair.id, "Turnabout.example")).toEqual({ session: 2, revival: 3 })
  })

  it.each([
    "pair_bbbbbbbbbbbbbbbb.2.3@turnabout.example",
    "pair_aaaaaaaaaaaaaaaa.2@turnabout.example",
    "pair_aaaaaaaaaaaaaaaa.2.3.4@turnabout.example",
    "pair_aaaaaaaaaaaaaaaa.-2.3@turnabout.example",
    "pair_aaaaaaaaaaaaaaaa.2.x@turnabout.example",
    "pair_aaaaaaaaaaaaaaaa.2.3@elsewhere.example",
    "",
  ])("is not %j", (other) => {
    expect(readUid(other, pair.id, "turnabout.example")).toBeNull()
  })
})

it("the shards of the due index share the pairs evenly", () => {
  const counts = [0, 0, 0, 0]
  for (let number = 0; number < 4000; number += 1) counts[shardOf(pairIdOf(number), 4)]! += 1
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120)
})
