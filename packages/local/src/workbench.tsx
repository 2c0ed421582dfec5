import { Hono, type Context, type MiddlewareHandler } from "hono"
import { bodyLimit } from "hono/body-limit"
import type { Temporal } from "temporal-polyfill"
import type * as z from "zod"
import { instantText } from "@turnabout/core/time.ts"
import type { Advance } from "./advance.ts"
import type { LocalClock } from "./clock.ts"
import { createMessages, type WorkbenchMessage } from "./messages.ts"
import type { Ses } from "./ses.ts"
import { sesKnobsSchema } from "./ses/knobs.ts"
import { type Answered, type Doings, noteDone } from "./workbench/answered.ts"
import { answerByCalendar, calendarAnswerSchema } from "./workbench/calendar-answer.ts"
import { framesScript } from "./workbench/frames.ts"
import { anchorOf } from "./workbench/news.tsx"
import { readMove } from "./workbench/move.ts"
import { RefusalPage, WorkbenchPage } from "./workbench/page.tsx"
import { pairsBehind, type PairStore, zoneOf } from "./workbench/pairs.ts"
import { replySchema, sendReply } from "./workbench/reply.ts"
import { workbenchStyle } from "./workbench/style-sheet.ts"

export type WorkbenchDeps = {
  readonly ses: Pick<Ses, "messages" | "delivered" | "raw" | "set">
  readonly clock: Pick<LocalClock, "now">
  readonly advance: Advance
  /** When the next thing is due; null if nothing is. */
  readonly nextThing: () => Promise<Temporal.Instant | null>
  /** Where the pairs are that the letters are from. */
  readonly store: PairStore
  readonly smtpPort: number
  readonly mailDomain: string
}

const bodyBytesAtMost = 1024 * 1024

// The letters' own inline styles reach into the frames they are shown in; their scripts are run nowhere: the frames are
// sandboxed. The one script is the page's own, which fits the frames to the letters.
const contentPolicy = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "script-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
].join("; ")

/** What exists on this machine only: the mailboxes, the clock, and the levers of the stand-ins. Paths are whole. */
export function createWorkbench(deps: WorkbenchDeps): Hono {
  const { ses, clock, advance, smtpPort } = deps
  const messages = createMessages(ses)
  const app = new Hono()
  let doings: Doings = { answers: [], last: null }
  const count = async () => (await messages.list(null)).length
  const answered = async (by: Omit<Answered, "at">, from: number) => {
    const came = { from, to: await count() }
    doings = noteDone(doings, { kind: "answered", answered: { ...by, at: clock.now() }, came })
  }

  app.use("/workbench/*", guard)
  app.use("/workbench/*", bodyLimit({ maxSize: bodyBytesAtMost, onError: (c) => c.json({ error: "Too large." }, 413) }))

  app.get("/workbench", async (c) => {
    const next = await deps.nextThing()
    const letters = await messages.list(null)
    const pairs = await pairsBehind(letters, deps)
    return c.html(<WorkbenchPage messages={letters} pairs={pairs} now={clock.now()} next={next} doings={doings} />)
  })
  app.get("/workbench/style.css", (c) => c.body(workbenchStyle, 200, { "Content-Type": "text/css; charset=utf-8" }))
  app.get("/workbench/frames.js", (c) =>
    c.body(framesScript, 200, { "Content-Type": "text/javascript; charset=utf-8" }),
  )

  app.get("/workbench/messages", async (c) => c.json(await messages.list(c.req.query("to") ?? null)))
  app.get("/workbench/messages/:file{.+\\.(?:eml|txt)}", async (c) => {
    const file = c.req.param("file")
    const raw = await ses.raw(file.replace(/\.(?:eml|txt)$/, ""))
    if (raw === null) return c.json({ error: "There is no such mail." }, 404)
    // The same bytes: a browser shows text, and hands a mail on to a mail client.
    const type = file.endsWith(".txt") ? "text/plain; charset=utf-8" : "message/rfc822"
    return c.body(new Uint8Array(raw), 200, { "Content-Type": type })
  })

  app.get("/workbench/clock", (c) => c.json({ now: instantText(clock.now()) }))
  app.post("/workbench/clock", async (c) => {
    const body = await bodyOf(c)
    const move = readMove(body.fields, clock.now())
    if (!move.ok) return refuse(c, body, move.error)
    const from = await count()
    const advanced = await advance(move.value)
    if (!advanced.ok)
      return refuse(c, body, `It is ${instantText(advanced.error.now)} already, and the clock cannot be set back.`)
    const { now, letters } = advanced.value
    doings = noteDone(doings, { kind: "moved", came: { from, to: await count() } })
    return body.isForm ? c.redirect("/workbench", 303) : c.json({ now: instantText(now), letters })
  })

  app.post("/workbench/mail", async (c) => {
    const body = await bodyOf(c)
    const reply = replySchema.safeParse(body.fields)
    if (!reply.success) return refuse(c, body, faultsIn(reply.error))
    const before = await messages.list(null)
    const sent = await sendReply(reply.data, { smtpPort, now: clock.now() })
    if (!sent.ok) return refuse(c, body, `The mail was not taken: ${sent.error}`)
    const { inReplyTo, from: by, text } = reply.data
    const letter = before.find(({ headers }) => headers["message-id"] === inReplyTo)
    if (letter !== undefined) await answered({ letter: letter.id, by, what: { kind: "reply", text } }, before.length)
    return body.isForm ? backTo(c, letter) : c.json({ sent: true })
  })

  app.post("/workbench/calendar", async (c) => {
    const body = await bodyOf(c)
    const pressed = calendarAnswerSchema.safeParse(body.fields)
    if (!pressed.success) return refuse(c, body, faultsIn(pressed.error))
    const before = await messages.list(null)
    const letter = before.find(({ id }) => id === pressed.data.message)
    const zone = letter === undefined ? null : zoneOf(letter.from, await pairsBehind([letter], deps))
    const sent = await answerByCalendar(pressed.data, { letter, zone: zone ?? "UTC", now: clock.now(), smtpPort })
    if (!sent.ok) return refuse(c, body, sent.error)
    const { message, ...what } = pressed.data
    const by = letter?.to ?? ""
    await answered({ letter: message, by, what: { kind: "calendar", ...what } }, before.length)
    return body.isForm ? backTo(c, letter) : c.json({ sent: true })
  })

  app.post("/workbench/ses", async (c) => {
    const body = await bodyOf(c)
    const change = sesKnobsSchema.safeParse(body.fields)
    return change.success ? c.json(ses.set(change.data)) : refuse(c, body, faultsIn(change.error))
  })
  return app
}

const guard: MiddlewareHandler = async (c, next) => {
  if (!isThisMachine(c)) c.res = c.json({ error: "The workbench answers to localhost only." }, 403)
  else if (isForeignPost(c)) c.res = c.json({ error: "This came from another site; post from this machine." }, 403)
  else await next()
  c.header("Content-Security-Policy", contentPolicy)
  c.header("Referrer-Policy", "same-origin")
  c.header("X-Content-Type-Options", "nosniff")
  c.header("Cache-Control", "no-store")
}

/** A name that somebody else's DNS leads here must not open the mailboxes. */
function isThisMachine(c: Context): boolean {
  const { hostname } = new URL(c.req.url)
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]"
}

/** What a browser says comes from another site; a terminal says nothing. */
function isForeignPost(c: Context): boolean {
  if (c.req.method === "GET" || c.req.method === "HEAD") return false
  const origin = c.req.header("Origin")
  if (origin !== undefined) return origin !== new URL(c.req.url).origin
  return c.req.header("Sec-Fetch-Site") === "cross-site"
}

type Body = { readonly isForm: boolean; readonly fields: unknown }

/** The page's forms, or JSON whatever it is labelled as: curl calls everything a form. */
async function bodyOf(c: Context): Promise<Body> {
  const text = await c.req.text()
  const isForm = /^application\/x-www-form-urlencoded/i.test(c.req.header("Content-Type") ?? "")
  if (isForm && !text.trimStart().startsWith("{"))
    return { isForm, fields: Object.fromEntries(new URLSearchParams(text)) }
  try {
    return { isForm: false, fields: JSON.parse(text) }
  } catch {
    return { isForm: false, fields: undefined }
  }
}

/** To the letter that was answered, where the page says so. */
function backTo(c: Context, letter: WorkbenchMessage | undefined) {
  return c.redirect(letter === undefined ? "/workbench" : `/workbench#${anchorOf(letter.id)}`, 303)
}

function refuse(c: Context, { isForm }: Body, error: string) {
  return isForm ? c.html(<RefusalPage error={error} />, 422) : c.json({ error }, 422)
}

/** `text: is empty; from: must be one mail address` */
function faultsIn(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path.map(String), message].join(": ")).join("; ")
}
