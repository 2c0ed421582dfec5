import { createApp } from "@turnabout/functions/app.tsx"
import { formText, practice, signUpFields } from "../functions/pages/practice.ts"
import type { Fields, Practice } from "../functions/pages/practice.ts"
import { readPart, textOf } from "../functions/mail-part.ts"
import { does } from "../functions/scene.ts"
import { Temporal } from "temporal-polyfill"
import type { Visit } from "./visit.ts"

type Asking = { readonly path: string; readonly fields?: Fields }
type Rare = (here: Practice) => Promise<Asking>

/** Begun, and then some; the page is the answer to the last thing asked. */
const began =
  (goesOn: Rare): Rare =>
  async (here) => {
    await here.begin()
    return goesOn(here)
  }

/** Pages that a running service answers with only after much waiting, or when it is broken. */
const rarePages: Readonly<Record<string, Rare>> = {
  "join-waiting": async (here) => {
    await here.ask()
    return { path: here.link("join", "a") }
  },
  "join-both-said-yes": began(async (here) => ({ path: here.link("join", "b") })),
  "me-not-begun": async (here) => {
    await here.ask()
    return { path: here.link("me", "a") }
  },
  "me-unsubscribed": began(async (here) => {
    await here.post(here.link("unsubscribe", "a"))
    return { path: here.link("me", "a") }
  }),
  "me-not-reached": began(async (here) => {
    await does(here, here.pair().id, { kind: "suppress", by: "a", reason: "bounce" })
    return { path: here.link("me", "a") }
  }),
  "me-enough": began(async (here) => {
    const path = here.link("me", "a")
    for (let asked = 0; asked < asksAtMost; asked += 1) {
      here.moveBy("PT3M")
      await here.post(path)
    }
    here.moveBy("PT3M")
    return { path, fields: {} }
  }),
  "confirm-nothing-left": began(async (here) => {
    const path = await anotherMailbox(here)
    await here.post(path)
    return { path, fields: {} }
  }),
  "confirm-has-a-pair": began(async (here) => {
    await here.signUp({ email: otherMailbox })
    return { path: await anotherMailbox(here), fields: {} }
  }),
  "confirm-after-the-end": began(async (here) => {
    const path = await anotherMailbox(here)
    await here.post(here.link("settings", "b"), { action: "end" })
    return { path }
  }),
  "settings-not-done": began(async (here) => {
    await here.post(here.link("unsubscribe", "b"))
    return { path: here.link("settings", "a"), fields: { action: "resume" } }
  }),
  "review-over": began(async (here) => ({ path: here.link("review", "a", 1) })),
  "review-nothing": began(async (here) => {
    for (let day = 3; day < 58; day += 1) {
      await here.moveTo(
        Temporal.Instant.from("2026-11-23T20:00:00Z")
          .add({ hours: 24 * day })
          .toString(),
      )
    }
    return { path: here.link("review", "a", 9) }
  }),
  "recap-nothing-open": began(async (here) => ({ path: here.link("recap", "a") })),
  "after-too-early": began(async (here) => ({ path: here.link("after", "a", 1) })),
  "rsvp-long-over": began(async (here) => {
    await here.moveTo("2026-12-11T12:00:00Z")
    return { path: here.link("rsvp", "a", 1) }
  }),
  "rsvp-ended": began(async (here) => {
    const path = here.link("rsvp", "a", 1)
    await here.post(here.link("settings", "b"), { action: "end" })
    return { path }
  }),
  "link-forgotten": async (here) => ({ path: here.link("rsvp", "a", 1) }),
  "link-expired": began(async (here) => ({
    path: here.linkUntil("2026-11-23T08:00:00Z", { purpose: "rsvp", member: "a", session: 1 }),
  })),
}

/** Letters with a link to the settings that a member gets in an hour. */
const asksAtMost = 5
const otherMailbox = "ana@example.com"

async function anotherMailbox(here: Practice): Promise<string> {
  await here.post(here.link("settings", "a"), { action: "mailbox", email: otherMailbox })
  const letter = here.sent.findLast(({ kind, to }) => kind === "confirm" && to === otherMailbox)
  const path = /https:\/\/turnabout\.example(\/confirm\/\S+)/.exec(textOf(readPart(letter?.raw ?? "")))?.[1]
  if (path === undefined) throw new Error("nothing was asked at the new mailbox")
  return path
}

/** Looks at each of them, as it would be answered. */
export async function readRarePages({ show, look }: Visit): Promise<void> {
  for (const [name, rare] of Object.entries(rarePages)) {
    const here = practice()
    const { path, fields } = await rare(here)
    await show(path, await here.app.request(path, fields === undefined ? {} : posting(fields)))
    await look(name)
  }
  const crowded = practice({ strangers: { signUpsFromOneNetwork: 0, signUpsInTotal: 0 } })
  await show("/sign-up", await crowded.app.request("/sign-up", posting(signUpFields)))
  await look("sign-up-too-many")
  const elsewhere = { Origin: "https://elsewhere.example" }
  await show("/sign-up", await crowded.app.request("/sign-up", posting(signUpFields, elsewhere)))
  await look("foreign")
  const here = practice()
  await here.begin()
  const rsvp = here.link("rsvp", "b", 1)
  const busy = createApp({ ...here.ports, store: { ...here.ports.store, save: async () => false } })
  await show(rsvp, await busy.request(rsvp, posting({ answer: "yes" })))
  await look("busy")
  const load = () => Promise.reject(new Error("broken"))
  const broken = createApp({ ...here.ports, store: { ...here.ports.store, load } })
  await show(rsvp, await broken.request(rsvp))
  await look("failed")
}

function posting(fields: Fields, more: Readonly<Record<string, string>> = {}): RequestInit {
  const headers = { "Content-Type": "application/x-www-form-urlencoded", ...more }
  return { method: "POST", headers, body: formText(fields) }
}
