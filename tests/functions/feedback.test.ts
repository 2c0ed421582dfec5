import type { PairId } from "@turnabout/core/id.ts"
import { takeFeedback } from "@turnabout/functions/feedback.ts"
import { takeIn } from "@turnabout/functions/inbound.ts"
import { signUp } from "@turnabout/functions/sign-up.ts"
import { beforeEach, describe, expect, test } from "vitest"
import { active, anaAsksBen, asked, does, livesUntil, pairIn, scene, sentTo, watched } from "./scene.ts"
import type { Scene } from "./scene.ts"

const ben = "ben@example.net"

let on: Scene
let id: PairId
beforeEach(async () => {
  on = scene()
  id = await active(on)
})

describe("a hard bounce", () => {
  test("stops letters to the mailbox, in this pair and in every other one that writes to it", async () => {
    const other = await active(on, { ...anaAsksBen, name: "Cleo", email: "cleo@example.org" })
    on.moveBy("PT1M")
    await tell(bounce())
    for (const pair of [id, other]) {
      expect((await pairIn(on, pair)).members).toMatchObject({
        a: { suppressed: null },
        b: { suppressed: { reason: "bounce" } },
      })
    }
    await livesUntil(on, id, "2026-12-10T09:00:00Z")
    await livesUntil(on, other, "2026-12-10T09:00:00Z")
    expect(on.sent.filter(({ to }) => to === ben)).toEqual([])
    expect(on.logged).toContainEqual(
      expect.objectContaining({ event: "feedback", type: "Bounce Permanent", pair: id, result: "suppressed" }),
    )
  })

  test("counts as a silence: a week later nobody is invited, and the other one reads that letters don't arrive", async () => {
    await tell(bounce())
    await livesUntil(on, id, "2026-11-30T09:00:00Z")
    expect((await pairIn(on, id)).status).toMatchObject({ kind: "paused", reason: "quiet", by: "b" })
    const notice = on.sent.find(({ kind }) => kind === "quiet-notice")
    expect(notice?.to).toBe("ana@example.org")
    expect(notice?.raw).toContain("our letters do not reach Ben")
  })

  test.each([
    ["twice", async () => tell(bounce())],
    ["from another letter too", async () => tell(bounce({ feedbackId: "other" }))],
    ["with a complaint behind it", async () => tell(complaint())],
  ])("heard of %s changes nothing more", async (_how, again) => {
    await tell(bounce())
    const before = await pairIn(on, id)
    on.moveBy("PT24H")
    await again()
    expect(await pairIn(on, id)).toEqual(before)
  })

  test("heard of late, after a mail from the mailbox, is no news; one of a letter since is", async () => {
    await tell(bounce())
    on.moveTo("2026-11-24T09:00:00Z")
    await writes(await addressOfBen(), "Here I am.")
    expect((await pairIn(on, id)).members.b.suppressed).toBeNull()
    on.moveTo("2026-11-24T09:10:00Z")
    await tell(bounce())
    await tell(bounce({ feedbackId: "late", timestamp: "2026-11-24T08:59:59.999Z" }))
    expect((await pairIn(on, id)).members.b.suppressed).toBeNull()
    expect(on.logged).toContainEqual(expect.objectContaining({ event: "feedback", result: "stale" }))
    await tell(bounce({ feedbackId: "new", timestamp: "2026-11-24T09:05:00.000Z" }))
    expect((await pairIn(on, id)).members.b.suppressed).toMatchObject({ reason: "bounce" })
  })

  test("of a mailbox that its member has left says nothing about the present one", async () => {
    await does(on, id, { kind: "ask-mailbox", by: "b", mailbox: "ben@example.com", suppressed: null })
    await does(on, id, { kind: "take-mailbox", by: "b", mailbox: "ben@example.com", suppressed: null })
    await tell(bounce())
    expect((await pairIn(on, id)).members.b.suppressed).toBeNull()
    expect(await on.ports.store.suppressionOf(ben)).toMatchObject({ reason: "bounce" })
  })

  test("names mailboxes in any case", async () => {
    await tell(bounce({ recipient: "Ben@Example.NET" }))
    expect((await pairIn(on, id)).members.b.suppressed).not.toBeNull()
  })

  test("of a letter whose pair is gone still counts for the mailbox", async () => {
    await on.ports.store.forget(await pairIn(on, id))
    await tell(bounce())
    expect(await on.ports.store.suppressionOf(ben)).toMatchObject({ reason: "bounce" })
  })

  test("that could not be told to every pair comes again, and then is", async () => {
    const other = await active(on, { ...anaAsksBen, name: "Cleo", email: "cleo@example.org" })
    let left = 1
    const ports = watched(on.ports, ({ name, given }) => {
      if (name === "load" && given[0] === other && left > 0) {
        left -= 1
        throw new Error("the table is away")
      }
    })
    await expect(takeFeedback(bounce(), ports)).rejects.toThrow("the table is away")
    await takeFeedback(bounce(), ports)
    expect((await pairIn(on, other)).members.b.suppressed).not.toBeNull()
    expect((await pairIn(on, id)).members.b.suppressed).not.toBeNull()
  })
})

describe("a complaint", () => {
  test("stops letters to the mailbox, and the other one is told no more than that they don't arrive", async () => {
    await tell(complaint())
    expect((await pairIn(on, id)).members.b.suppressed).toMatchObject({ reason: "complaint" })
    await livesUntil(on, id, "2026-12-20T09:00:00Z")
    expect(on.sent.filter(({ to }) => to === ben)).toEqual([])
    const letters = on.sent.map(({ raw }) => raw).join("\n")
    expect(letters).toContain("our letters do not reach Ben")
    expect(letters).not.toMatch(/complain|spam|report|unwanted/i)
  })

  test("made after a mail from the mailbox counts, however old the letter", async () => {
    await tell(bounce())
    on.moveTo("2026-11-24T09:00:00Z")
    await writes(await addressOfBen(), "Here I am.")
    await tell(complaint({ timestamp: "2026-11-24T10:00:00.000Z" }))
    expect((await pairIn(on, id)).members.b.suppressed).toMatchObject({ reason: "complaint" })
  })

  test("that is taken back is none", async () => {
    await tell(complaint({ complaintFeedbackType: "not-spam" }))
    expect((await pairIn(on, id)).members.b.suppressed).toBeNull()
  })

  test("is not lifted by a button", async () => {
    await tell(complaint())
    await does(on, id, { kind: "sign-of-life", by: "b", via: "page" })
    expect((await pairIn(on, id)).members.b.suppressed).not.toBeNull()
  })
})

describe("a mail from a suppressed mailbox", () => {
  test("to one of its pairs opens all of them, but lifts no unsubscribe in another", async () => {
    const [second, third] = [
      await active(on, { ...anaAsksBen, name: "Cleo", email: "cleo@example.org" }),
      await active(on, { ...anaAsksBen, name: "Dora", email: "dora@example.org" }),
    ]
    await does(on, third, { kind: "unsubscribe", by: "b" })
    await tell(bounce())
    on.moveBy("PT1H")
    await writes(await addressOfBen(), "Hello again")
    for (const pair of [id, second, third]) expect((await pairIn(on, pair)).members.b.suppressed).toBeNull()
    expect((await pairIn(on, third)).members.b.unsubscribedAt).not.toBeNull()
    expect(await on.ports.store.suppressionOf(ben)).toBeNull()
  })

  test("starts again what was on hold for it", async () => {
    await tell(bounce())
    await livesUntil(on, id, "2026-12-05T09:00:00Z")
    on.sent.length = 0
    await writes(await addressOfBen(), "Hello again")
    expect((await pairIn(on, id)).status.kind).toBe("active")
    expect(sentTo(on)).toEqual(expect.arrayContaining(["back-soon to ana", "back-soon to ben", "invitation to ben"]))
  })

  test.each([
    ["from another one", { from: "eve@example.com" }],
    ["that SES does not vouch for", { dmarc: "FAIL" }],
    ["that a machine wrote", { headers: ["Auto-Submitted: auto-replied"] }],
  ] as const)("%s opens nothing", async (_what, mail) => {
    await tell(bounce())
    await writes(await addressOfBen(), "Hello again", mail)
    expect((await pairIn(on, id)).members.b.suppressed).not.toBeNull()
    expect(await on.ports.store.suppressionOf(ben)).not.toBeNull()
    await writes("hello@turnabout.example", "Hello again", mail)
    expect(await on.ports.store.suppressionOf(ben)).not.toBeNull()
  })

  test("that could not be taken in whole is, when it comes again", async () => {
    const other = await active(on, { ...anaAsksBen, name: "Cleo", email: "cleo@example.org" })
    await tell(bounce())
    on.moveBy("PT1H")
    let left = 1
    const ports = watched(on.ports, ({ name, given }) => {
      if (name === "load" && given[0] === other && left > 0) {
        left -= 1
        throw new Error("the table is away")
      }
    })
    const address = await addressOfBen()
    await expect(writes(address, "Hello again", { ports })).rejects.toThrow("the table is away")
    await writes(address, "Hello again", { ports })
    for (const pair of [id, other]) expect((await pairIn(on, pair)).members.b.suppressed).toBeNull()
  })
})

describe("a sign-up that names a suppressed mailbox", () => {
  const cleoAsksBen = { ...anaAsksBen, name: "Cleo", email: "cleo@example.org" }

  test("sends nothing to it, and lapses like one that was never answered", async () => {
    await tell(complaint())
    const other = await asked(on, cleoAsksBen)
    expect(sentTo(on)).toEqual(["confirm to cleo"])
    await livesUntil(on, other, "2026-12-20T09:00:00Z")
    expect(on.sent.filter(({ to }) => to === ben)).toEqual([])
  })

  test("as the one who signs up gets no letter either", async () => {
    await tell(complaint())
    await signUp({ ...anaAsksBen, name: "Ben", email: ben, partnerEmail: "cleo@example.org" }, on.ports)
    expect(on.sent).toEqual([])
  })

  test("reaches it as soon as its owner writes from it, to any address", async () => {
    await tell(complaint())
    await asked(on, cleoAsksBen)
    on.sent.length = 0
    await writes("hello@turnabout.example", "I would like your letters after all.")
    expect(await on.ports.store.suppressionOf(ben)).toBeNull()
    expect(sentTo(on)).toContain("partner-request to ben")
  })
})

describe("a pair that always fails, beside one that does not", () => {
  let bad: PairId
  let ports: Scene["ports"]
  beforeEach(async () => {
    bad = id
    id = await active(on, { ...anaAsksBen, name: "Cleo", email: "cleo@example.org" })
    ports = {
      ...on.ports,
      store: {
        ...on.ports.store,
        load: async (pair) => (pair === bad ? Promise.reject(new RangeError("unreadable")) : on.ports.store.load(pair)),
      },
    }
  })

  test("does not keep a complaint from the other one", async () => {
    await expect(takeFeedback(complaint(), ports)).rejects.toThrow("unreadable")
    expect((await pairIn(on, id)).members.b.suppressed).toMatchObject({ reason: "complaint" })
  })

  test("does not keep a mail from a suppressed mailbox from the other one", async () => {
    await tell(bounce())
    on.moveBy("PT1H")
    const address = `r-${(await pairIn(on, id)).members.b.token}@${on.ports.config.mailDomain}`
    await expect(writes(address, "Hello again", { ports })).rejects.toThrow("unreadable")
    expect((await pairIn(on, id)).members.b.suppressed).toBeNull()
    // Once it can be read, the same mail opens it, too.
    await writes(address, "Hello again")
    expect((await pairIn(on, bad)).members.b.suppressed).toBeNull()
  })

  test("does not keep a mail to both addresses from the other one", async () => {
    const addressIn = async (pair: PairId) =>
      `r-${(await pairIn(on, pair)).members.b.token}@${on.ports.config.mailDomain}`
    const addresses = [await addressIn(bad), await addressIn(id)]
    await expect(writes(addresses, "SKIP", { ports })).rejects.toThrow("unreadable")
    expect((await pairIn(on, id)).sessions[0]?.state).toEqual({ kind: "skipped", by: "b" })
  })
})

describe("what changes nothing", () => {
  test.each([
    ["Bounce Transient", bounce({ bounceType: "Transient" })],
    ["Bounce Undetermined", bounce({ bounceType: "Undetermined" })],
    ["Delivery", about({ eventType: "Delivery", delivery: {} })],
    ["Send", about({ eventType: "Send", send: {} })],
    ["DeliveryDelay", about({ eventType: "DeliveryDelay", deliveryDelay: { delayType: "MailboxFull" } })],
    ["other", about({ eventType: "Rendering Failure" })],
    ["other", about({ eventType: "ana@example.org" })],
  ])("is noted as %s", async (type, event) => {
    const before = await pairIn(on, id)
    await tell(event)
    expect(await pairIn(on, id)).toEqual(before)
    expect(await on.ports.store.suppressionOf(ben)).toBeNull()
    expect(on.logged.map(({ event: name, type: kind }) => `${name} ${kind}`)).toEqual([`feedback ${type}`])
  })

  test("is a letter that SES rejects after all: it is given up, on record", async () => {
    const before = await pairIn(on, id)
    await tell(about({ eventType: "Reject", reject: { reason: "Bad content" } }))
    expect(await pairIn(on, id)).toEqual(before)
    expect(on.logged).toEqual([{ event: "letter-given-up", type: "Reject", pair: id, member: "b", mail: "0102" }])
  })

  test.each([
    ["no tags", {}],
    ["no member", { pair: ["pair_aaaaaaaaaaaaaaaa"] }],
    ["somebody else's", { pair: ["the-best-offer"], member: ["a"] }],
  ])("is a letter with %s: it's not ours", async (_which, tags) => {
    await tell(bounce({ tags }))
    expect(await on.ports.store.suppressionOf(ben)).toBeNull()
    expect(on.logged.map(({ event }) => event)).toEqual(["feedback-foreign"])
  })

  test.each([
    ["nothing", undefined],
    ["another event", { Records: [{ body: "[]" }] }],
    ["no JSON", notification("bounced!")],
    ["an empty object", notification("{}")],
    ["a time that is none", bounce({ timestamp: "yesterday" })],
    ["a day that is none", bounce({ timestamp: "2026-02-30T09:00:00Z" })],
    ["recipients that are none", bounce({ recipient: 7 })],
  ])("is %s, and does not come again", async (_what, event) => {
    await tell(event)
    expect(on.logged.map(({ event: name }) => name)).toEqual(["feedback-malformed"])
  })

  test("a log of it names no mailbox", async () => {
    await tell(bounce())
    await tell(complaint())
    await writes("hello@turnabout.example", "Hello")
    expect(JSON.stringify(on.logged)).not.toContain("@")
  })
})

async function tell(event: unknown): Promise<void> {
  await takeFeedback(event, on.ports)
}

function notification(message: string) {
  return { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", Sns: { Type: "Notification", Message: message } }] }
}

type About = { readonly timestamp?: string; readonly tags?: object; readonly recipient?: unknown }

/** What SES says of a letter to Ben that left when the pair had just begun; the pair is the first one made. */
function about(facts: object, { timestamp = "2026-11-23T09:00:00.000Z", tags = benOfThePair }: About = {}) {
  const mail = { timestamp, source: "r-x@turnabout.example", messageId: "0102", destination: [ben], tags }
  return notification(JSON.stringify({ mail, ...facts }))
}

const benOfThePair = { pair: ["pair_aaaaaaaaaaaaaaab"], member: ["b"], "ses:configuration-set": ["turnabout"] }

function bounce(given: About & { readonly bounceType?: string; readonly feedbackId?: string } = {}) {
  const { bounceType = "Permanent", feedbackId = "feedback-1", recipient = ben } = given
  const bouncedRecipients = [{ emailAddress: recipient, action: "failed", status: "5.1.1" }]
  const facts = {
    bounceType,
    bounceSubType: "General",
    feedbackId,
    bouncedRecipients,
    timestamp: "2026-11-23T09:00:01Z",
  }
  return about({ eventType: "Bounce", bounce: facts }, given)
}

function complaint(given: { readonly timestamp?: string; readonly complaintFeedbackType?: string } = {}) {
  const { timestamp = "2026-11-23T09:05:00.000Z", complaintFeedbackType = "abuse" } = given
  const complainedRecipients = [{ emailAddress: ben }]
  const facts = { feedbackId: "feedback-2", timestamp, complaintFeedbackType, complainedRecipients }
  return about({ eventType: "Complaint", complaint: facts })
}

async function addressOfBen(): Promise<string> {
  return `r-${(await pairIn(on, id)).members.b.token}@turnabout.example`
}

type Sent = {
  readonly from?: string
  readonly dmarc?: "PASS" | "FAIL"
  readonly headers?: readonly string[]
  readonly ports?: Scene["ports"] | ReturnType<typeof watched>
}

/** A mail from Ben's mailbox, vouched for by SES, unless it says otherwise. */
async function writes(to: string | readonly string[], text: string, mail: Sent = {}): Promise<void> {
  const { from = ben, dmarc = "PASS", headers = [], ports = on.ports } = mail
  const messageId = `mail-${text.length}-${headers.length}-${dmarc}`
  const raw = [
    `From: <${from}>`,
    `To: <${String(to)}>`,
    "Subject: Us",
    `Message-ID: <${messageId}>`,
    ...headers,
    "",
    text,
  ]
  const status = dmarc
  const verdicts = { spfVerdict: { status }, dkimVerdict: { status }, dmarcVerdict: { status } }
  const pass = { status: "PASS" } as const
  const receipt = { recipients: [to].flat(), spamVerdict: pass, virusVerdict: pass, ...verdicts }
  const event = { Records: [{ ses: { mail: { messageId, source: from }, receipt } }] }
  await takeIn(event, { get: async () => Buffer.from(raw.join("\r\n")), delete: async () => undefined }, ports)
}
