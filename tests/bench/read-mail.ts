import PostalMime from "postal-mime"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { calendarClients } from "../fixtures/mail-in/calendars.ts"
import { clients } from "../fixtures/mail-in/clients.ts"
import { rawMail } from "@turnabout/local/client-mime.ts"
import { address, sentLetter, wireId } from "../fixtures/mail-in/sent.ts"
import { input, letter } from "../core/mail-in/mail-input.ts"
import type { Options } from "./options.ts"
import { interleave, times } from "./rounds.ts"

/** Reading a reply and a calendar's answer, against parsing the same bytes and no more. */
export async function benchReadMail({ isQuick }: Options) {
  return {
    reply: await figuresOf(gmailReply(), "answer", isQuick),
    rsvp: await figuresOf(googleAnswer(), "rsvp", isQuick),
  }
}

async function figuresOf(raw: Uint8Array, kind: string, isQuick: boolean) {
  const prompt = sentLetter("prompt")
  const [sesId = ""] = wireId.split("@")
  const mail = input(raw, { letters: [letter("prompt", { sesId, text: prompt.text })] })
  const read = await readMail(mail)
  if (read.kind !== kind) throw new Error(`a mail that is a ${kind} was read as ${read.kind}`)
  const count = isQuick ? 3 : 50
  const figures = await interleave({
    ways: { turnabout: times(count, () => readMail(mail)), parser: times(count, () => PostalMime.parse(raw)) },
    baseline: "parser",
    rounds: isQuick ? 3 : 21,
    warmUps: isQuick ? 1 : 4,
  })
  return { bytes: raw.length, ...figures }
}

function gmailReply(): Uint8Array {
  const [gmail] = clients
  const sent = sentLetter("prompt")
  const text = "I want to talk about how to say no to the new project.\nAnd whether I want to say no at all."
  const headers = [
    "From: Ana Example <ana@example.org>",
    `To: Turnabout <${address}>`,
    `Subject: Re: ${sent.subject}`,
    "Message-ID: <reply-1@mail.example.org>",
    `In-Reply-To: <${wireId}>`,
    "Date: Wed, 25 Nov 2026 19:00:00 +0100",
  ]
  if (gmail === undefined) throw new Error("no mail client is known")
  return rawMail(headers, gmail.tree({ place: "top", text }, sent))
}

function googleAnswer(): Uint8Array {
  const [google] = calendarClients
  if (google === undefined) throw new Error("no calendar is known")
  return google.mail("accept")
}
