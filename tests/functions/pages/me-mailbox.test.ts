import { handle } from "@turnabout/functions/handle.ts"
import { takeIn } from "@turnabout/functions/inbound.ts"
import { describe, expect, test } from "vitest"
import { readPart, textOf } from "../mail-part.ts"
import { practice } from "./practice.ts"
import type { Practice } from "./practice.ts"

const newMailbox = "ana@example.com"

async function asks(here: Practice, email = newMailbox, member: "a" | "b" = "a"): Promise<string> {
  await here.post(here.link("settings", member), { action: "mailbox", email })
  return confirmUrl(here, email)
}

/** The link in the last confirm letter to a mailbox. */
function confirmUrl({ sent }: Practice, mailbox: string): string {
  const letter = sent.findLast(({ kind, to }) => kind === "confirm" && to === mailbox)!
  return /https:\/\/turnabout\.example(\/confirm\/\S+)/.exec(textOf(readPart(letter.raw)))![1]!
}

function couples({ ports }: Practice): string[] {
  return [...ports.store.kept.couples.keys()].map((key) => key.replace("\n", " "))
}

/** A mail to a member's address, vouched for by SES. */
async function writes(here: Practice, from: string, text: string): Promise<void> {
  const address = `r-${here.pair().members.a.token}@turnabout.example`
  const messageId = `mail-${here.sent.length}-${from}-${text}`
  const raw = [`From: <${from}>`, `To: <${address}>`, "Subject: Re: us", `Message-ID: <${messageId}>`, "", text, ""]
  const pass = { status: "PASS" } as const
  const verdicts = { spamVerdict: pass, virusVerdict: pass, spfVerdict: pass, dkimVerdict: pass, dmarcVerdict: pass }
  const mail = { messageId, source: from }
  const event = { Records: [{ ses: { mail, receipt: { recipients: [address], ...verdicts } } }] }
  await takeIn(event, { get: async () => Buffer.from(raw.join("\r\n")), delete: async () => undefined }, here.ports)
}

/** Ana's mailbox bounces. */
async function suppress(here: Practice): Promise<void> {
  const command = {
    kind: "suppress",
    by: "a",
    reason: "bounce",
    via: "clock",
    id: here.ports.chance.commandId(),
  } as const
  await handle(here.pair().id, command, here.ports)
}

describe("another mailbox", () => {
  test("stands for the member once it is confirmed from there: told to the old one, calendars follow, one couple", async () => {
    const here = practice()
    await here.begin()
    const url = await asks(here)
    expect(here.pair().members.a.mailbox).toBe("ana@example.org")
    const page = await here.get(url)
    expect(page.text).toContain("Use this mailbox?")
    expect(page.text).toContain(newMailbox)
    expect(page.text).not.toMatch(/ana@example\.org|Ana|Ben/)

    const before = here.sent.length
    expect((await here.post(url)).text).toContain("This is your mailbox now")
    expect(here.pair().members.a.mailbox).toBe(newMailbox)
    const letters = here.sent.slice(before).map(({ kind, to }) => `${kind} ${to}`)
    expect(letters.toSorted()).toEqual([
      "changed ana@example.org",
      `invitation ${newMailbox}`,
      `invitation ${newMailbox}`,
    ])
    expect(here.sent.at(-1)!.raw).not.toContain("ana@example.org")
    expect(couples(here)).toEqual([`${newMailbox} ben@example.net`])
    expect(here.pair().members.a).toMatchObject({ pending: null, former: null })
  })

  test("is the one that this pair writes to from then on, also as far as bounces go", async () => {
    const here = practice()
    await here.begin()
    const { store } = here.ports
    expect([...store.kept.mailboxes.keys()].toSorted()).toEqual(["ana@example.org", "ben@example.net"])
    await here.post(await asks(here))
    expect([...store.kept.mailboxes.keys()].toSorted()).toEqual([newMailbox, "ben@example.net"])
    await store.forget(here.pair())
    expect([...store.kept.mailboxes.keys()]).toEqual([])
  })

  test("is asked even if the present one takes no letters; that one's settings and copies have to wait", async () => {
    const here = practice()
    await here.begin()
    await suppress(here)
    const before = here.sent.length
    const url = await asks(here)
    for (const answer of [
      await here.get(here.link("me", "a")),
      await here.post(here.link("me", "a")),
      await here.post(here.link("settings", "a"), { action: "export" }),
    ]) {
      expect([answer.status, answer.text]).toEqual([409, expect.stringContaining("Our letters do not reach you")])
    }
    expect(here.sent.slice(before).map(({ kind, to }) => `${kind} ${to}`)).toEqual([`confirm ${newMailbox}`])
    await here.post(url)
    expect(here.pair().members.a).toMatchObject({ mailbox: newMailbox, suppressed: null })
    expect(here.sent.slice(before + 1).map(({ to }) => to)).toEqual([newMailbox, newMailbox])
  })

  test("that takes no letters is sent none, and the page says the same as ever", async () => {
    const here = practice()
    await here.begin()
    const usual = await here.post(here.link("settings", "a"), { action: "mailbox", email: "else@example.com" })
    const before = here.sent.length
    const now = here.ports.clock()
    await here.ports.store.suppress(newMailbox, { reason: "complaint", since: now, causedAt: now })
    const page = await here.post(here.link("settings", "a"), { action: "mailbox", email: newMailbox })
    expect(page.text).toBe(usual.text.replaceAll("else@example.com", newMailbox))
    expect(here.sent.slice(before)).toEqual([])
  })

  test("afterwards a mail from the old one is a stranger's, and one from the new one counts", async () => {
    const here = practice()
    await here.begin()
    await here.post(await asks(here))
    const before = here.sent.length
    await writes(here, "ana@example.org", "SKIP")
    expect(here.pair().sessions[0]!.state.kind).toBe("planned")
    expect(here.sent.slice(before).map(({ kind, to }) => [kind, to])).toEqual([["foreign-sender", newMailbox]])
    await writes(here, newMailbox, "SKIP")
    expect(here.pair().sessions[0]!.state).toEqual({ kind: "skipped", by: "a" })
  })

  test("frees the couple before, so that those two mailboxes may begin anew", async () => {
    const here = practice()
    await here.begin()
    await here.post(await asks(here))
    await here.signUp()
    expect(here.sent.at(-1)).toMatchObject({ kind: "confirm", to: "ana@example.org" })
    expect(here.sent.at(-1)!.raw).toContain("Please confirm")
    expect(here.ports.store.kept.pairs.size).toBe(2)
  })

  test("that has a living pair with the same person is refused, and nothing is changed", async () => {
    const here = practice()
    await here.begin()
    await here.signUp({ email: newMailbox })
    const held = couples(here)
    const url = await asks(here)
    const page = await here.post(url)
    expect(page.status).toBe(409)
    expect(page.text).toContain("This mailbox has a pair already")
    expect(here.pair().members.a.mailbox).toBe("ana@example.org")
    expect(couples(here)).toEqual(held)
  })

  test("pressed twice, also at once, it is one change; GET and HEAD are none", async () => {
    const here = practice()
    await here.begin()
    const url = await asks(here)
    const kept = here.kept()
    await here.get(url)
    await here.app.request(url, { method: "HEAD" })
    expect(here.kept()).toBe(kept)
    const before = here.sent.length
    const pages = await Promise.all([here.post(url), here.post(url)])
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    const letters = here.sent.length
    expect(here.sent.slice(before).filter(({ kind }) => kind === "changed")).toHaveLength(1)
    const again = await here.post(url)
    expect(again.status).toBe(200)
    expect(again.text).toContain("Nothing left to confirm")
    expect(here.sent).toHaveLength(letters)
    expect(couples(here)).toEqual([`${newMailbox} ben@example.net`])
  })

  test("changed by both at once, the pair holds the couple that it is, and no other", async () => {
    const here = practice()
    await here.begin()
    const [one, other] = [await asks(here), await asks(here, "ben@example.com", "b")]
    await Promise.all([here.post(one), here.post(other)])
    const { a, b } = here.pair().members
    expect([a.mailbox, b.mailbox]).toEqual([newMailbox, "ben@example.com"])
    expect(couples(here)).toEqual([`${newMailbox} ben@example.com`])
  })

  test("the link that went to one mailbox confirms no other", async () => {
    const here = practice()
    await here.begin()
    const own = await asks(here, "ana.own@example.com")
    await asks(here, "stranger@example.com")
    const page = await here.post(own)
    expect(page.text).toContain("Nothing left to confirm")
    expect(here.pair().members.a.mailbox).toBe("ana@example.org")
    expect(couples(here)).toEqual(["ana@example.org ben@example.net"])
  })

  test("both cannot take the same one", async () => {
    const here = practice()
    await here.begin()
    const [one, other] = [await asks(here), await asks(here, newMailbox, "b")]
    await here.post(one)
    await here.post(other)
    const { a, b } = here.pair().members
    expect([a.mailbox, b.mailbox]).toEqual([newMailbox, "ben@example.net"])
    expect(couples(here)).toEqual([`${newMailbox} ben@example.net`])
  })

  test("is asked for once in two minutes, and its letter can be asked for again after that", async () => {
    const here = practice()
    await here.begin()
    const letters = () => here.sent.filter(({ to }) => to === newMailbox).length
    await asks(here)
    await asks(here)
    expect(letters()).toBe(1)
    here.setClock("2026-11-23T09:02:00Z")
    const newer = await asks(here)
    expect(letters()).toBe(2)
    await here.post(newer)
    expect(here.pair().members.a.mailbox).toBe(newMailbox)
  })

  test("can be confirmed for 48 hours", async () => {
    const here = practice()
    await here.begin()
    const url = await asks(here)
    here.setClock("2026-11-25T08:59:59Z")
    expect((await here.get(url)).text).toContain("Use this mailbox?")
    here.setClock("2026-11-25T09:00:00Z")
    const kept = here.kept()
    const [shown, posted] = [await here.get(url), await here.post(url)]
    expect([shown.status, posted.status]).toEqual([410, 410])
    expect(posted.text).toMatch(/has expired.*ask again in your settings/)
    expect(here.kept()).toBe(kept)
  })

  test("is not taken after the end", async () => {
    const here = practice()
    await here.begin()
    const url = await asks(here)
    await here.post(here.link("settings", "b"), { action: "end" })
    for (const page of [await here.get(url), await here.post(url)]) {
      expect(page.status).toBe(409)
      expect(page.text).toContain("This pair has ended")
    }
    expect(here.pair().members.a.mailbox).toBe("ana@example.org")
  })

  test.each([
    ["", /Write a mail address/],
    ["ana at example", /no mail address/],
    ["ana@turnabout.example", /address of Turnabout itself/],
    ["Ben@Example.net", /partner’s mailbox/],
    ["ANA@example.org", /already/],
    ["ana@example.com\r\nBcc: x@example.com", /no mail address/],
  ])("“%s” is refused at its field, and no letter leaves", async (email, says) => {
    const here = practice()
    await here.begin()
    const before = here.kept()
    const page = await here.post(here.link("settings", "a"), { action: "mailbox", email })
    expect(page.status).toBe(422)
    expect(page.html).toContain('id="email-error"')
    expect(page.text).toMatch(says)
    expect(here.kept()).toBe(before)
  })
})
