import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createTransport } from "nodemailer"
import { startService } from "@turnabout/local/service.ts"
import { calendarMail } from "@turnabout/local/workbench/calendar-answer.ts"
import { readCard } from "@turnabout/local/workbench/calendar-card.ts"
import type { Log } from "@turnabout/functions/ports.ts"
import { Temporal } from "temporal-polyfill"

/** A letter as `GET /workbench/messages` gives it. */
export type Message = {
  readonly id: string
  readonly kind: string
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly date: string
  readonly text: string
  readonly html: string
  readonly calendar: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly links: readonly string[]
}

export type Person = { readonly name: string; readonly mailbox: string }

/** The whole service on ephemeral ports and a folder of its own, and what a person does with it from outside. */
export async function runningService(options: { readonly clock: string; readonly folder?: string }) {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "turnabout-")))
  const logged: Parameters<Log>[0][] = []
  const started = await startService(
    {
      port: 0,
      smtpPort: 0,
      dataDir: folder,
      mailDomain: "turnabout.example",
      baseUrl: "http://turnabout.test",
      clock: Temporal.Instant.from(options.clock),
    },
    {
      log: (event) => void logged.push(event),
      onFail: (error) => logged.push({ event: "failed", reason: error.message }),
    },
  )
  if (!started.ok) throw new Error(`not started: ${started.error.kind}`)
  const { port, smtpPort, stop } = started.value
  const base = `http://127.0.0.1:${port}`
  const transport = createTransport({ host: "127.0.0.1", port: smtpPort, secure: false, ignoreTLS: true })
  const here = (url: string) => url.replace("http://turnabout.test", base)

  const messages = async (to?: string): Promise<readonly Message[]> => {
    const response = await fetch(`${base}/workbench/messages${to === undefined ? "" : `?to=${encodeURIComponent(to)}`}`)
    return (await response.json()) as readonly Message[]
  }
  const moveClock = async (body: { readonly by: string } | { readonly to: string }) => {
    const response = await fetch(`${base}/workbench/clock`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as { now: string; letters: number } }
  }
  return {
    base,
    folder,
    smtpPort,
    logged,
    messages,
    newest: async (to: string, kind: string): Promise<Message> => {
      const found = (await messages(to)).findLast((message) => message.kind === kind)
      if (found === undefined) throw new Error(`${to} has no ${kind}`)
      return found
    },
    moveTo: async (instant: string) => (await moveClock({ to: instant })).body,
    moveClock,
    get: (url: string) => fetch(here(url.startsWith("/") ? `${base}${url}` : url)),
    post: (url: string, fields: Readonly<Record<string, string | readonly string[]>> = {}) => {
      const body = new URLSearchParams()
      for (const [name, value] of Object.entries(fields)) {
        for (const each of typeof value === "string" ? [value] : value) body.append(name, each)
      }
      return fetch(here(url.startsWith("/") ? `${base}${url}` : url), { method: "POST", body, redirect: "manual" })
    },
    /** Sends raw mail to the service's SMTP door. */
    send: (mail: { readonly from: string; readonly to: string; readonly raw: string }) =>
      transport.sendMail({ envelope: { from: mail.from, to: mail.to }, raw: mail.raw.replaceAll(/\r?\n/g, "\r\n") }),
    stop: async () => {
      transport.close()
      await stop()
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  }
}
export type RunningService = Awaited<ReturnType<typeof runningService>>

let replies = 0

/** A reply as Gmail writes it: both parts, the letter quoted below. */
export function gmailReply(letter: Message, by: Person, text: string): { from: string; to: string; raw: string } {
  replies += 1
  const address = addressOf(letter)
  const quotedText = letter.text
    .split("\n")
    .map((line) => `> ${line.trimEnd()}`)
    .join("\n")
  const attribution = `On Mon, Feb 22, 2027 at 9:00 AM Turnabout <${address}> wrote:`
  const html = text
    .split("\n")
    .map((line) => `<div>${line.replaceAll("&", "&amp;").replaceAll("<", "&lt;") || "<br>"}</div>`)
    .join("")
  const raw = `From: ${by.name} <${by.mailbox}>
To: Turnabout <${address}>
Subject: Re: ${letter.subject}
Message-ID: <reply-${replies}-${letter.id}@mail.example.org>
In-Reply-To: ${letter.headers["message-id"] ?? ""}
References: ${letter.headers["references"] ?? ""} ${letter.headers["message-id"] ?? ""}
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset="UTF-8"

${text}

${attribution}

${quotedText}

--b1
Content-Type: text/html; charset="UTF-8"

<div dir="ltr">${html}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${attribution.replace("<", "&lt;").replace(">", "&gt;")}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${letter.html.replace(/^[\s\S]*<body[^>]*>|<\/body>[\s\S]*$/g, "")}</blockquote></div>
--b1--
`
  return { from: by.mailbox, to: address, raw }
}

/** What Outlook sends when its owner answers an invitation. */
export function calendarReply(letter: Message, by: Person, partstat: "ACCEPTED" | "DECLINED") {
  replies += 1
  const card = readCard(letter.calendar ?? "")
  if (card === null) throw new Error(`no event in ${letter.kind}`)
  const mail = calendarMail("outlook", {
    card,
    by,
    answer: { kind: partstat === "ACCEPTED" ? "accept" : "decline" },
    zone: "Europe/Berlin",
    now: card.stamp,
    messageId: `rsvp-${replies}@outlook.example.org`,
  })
  return { from: by.mailbox, to: mail.to, raw: new TextDecoder().decode(mail.raw) }
}

export function addressOf(letter: Message): string {
  return /<([^>]+)>/.exec(letter.from)?.[1] ?? letter.from
}
