import { execFile } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { calendarClients, uid } from "../fixtures/mail-in/calendars.ts"
import { clients } from "../fixtures/mail-in/clients.ts"
import { alternative, htmlPart, plainPart, rawMail } from "@turnabout/local/client-mime.ts"
import { sentLetter, wireId } from "../fixtures/mail-in/sent.ts"

const run = promisify(execFile)
let folder = ""
let lines: readonly Record<string, unknown>[] = []

/** The JSON line about that file. */
function line(name: string): Record<string, unknown> {
  const found = lines.find(({ file }) => file === join(folder, name))
  if (found === undefined) throw new Error(`no line for ${name}`)
  return found
}

const sent = sentLetter("after-form")
const gmail = clients[0]?.tree({ place: "top", text: "yes\n- walk\n1 done, 2 let go" }, sent) ?? plainPart("")
const head = ["From: Ana <ana@example.org>", "Date: Wed, 25 Nov 2026 19:00:00 +0100"]

const files: Readonly<Record<string, string | Uint8Array>> = {
  "after.eml": rawMail([...head, `In-Reply-To: <${wireId}>`], gmail),
  "skip.eml": "From: ana@example.org\r\n\r\nSkip, sorry\r\n",
  "move.eml": "From: ana@example.org\r\n\r\nThursday 17:00\r\n",
  "pause.eml": "From: ana@example.org\r\n\r\npause until 6 January\r\n",
  "propose.eml": calendarClients[0]?.mail("propose") ?? "",
  "decline.ics": `\ufeffBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:${uid}\r\nSEQUENCE:2\r\nATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
  "away.eml": "From: ana@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n",
  "away-with-ours.eml": `From: ana@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n\r\n${sent.text.replaceAll(/\r?\n/g, "\r\n")}\r\n`,
  "bounce.eml":
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@example.org\r\nSubject: failure notice\r\n\r\nNo such user.\r\n",
  "loop.eml": "From: r-x@turnabout.example\r\n\r\nHello\r\n",
  "rubbish.eml": new Uint8Array([0, 255, 13, 10, 13, 10, 200]),
  "empty.eml": "",
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-mail-"))
  const letter = rawMail(
    [
      "From: Turnabout <r-x@turnabout.example>",
      `Message-ID: <${wireId}>`,
      "X-Turnabout-Letter: after-form",
      ...head.slice(1),
    ],
    alternative(plainPart(sent.text), htmlPart(sent.html)),
  )
  await writeFile(join(folder, "sent.eml"), letter)
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const names = [...Object.keys(files), "missing.eml"].map((name) => join(folder, name))
  const script = join(import.meta.dirname, "../../packages/functions/src/read-mail.ts")
  const options = ["--letter", join(folder, "sent.eml"), "--zone", "Europe/Berlin", "--now", "2026-11-25T18:00:00Z"]
  // Anything but exit code 0 makes this throw.
  const { stdout } = await run(process.execPath, ["--import", "tsx", script, ...options, ...names])
  lines = stdout
    .trim()
    .split("\n")
    .map((text) => Object(JSON.parse(text)))
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe("npm run read-mail", () => {
  test("prints one line a file, in order, whatever is in it", () => {
    expect(lines.map(({ file }) => file)).toEqual(
      [...Object.keys(files), "missing.eml"].map((name) => join(folder, name)),
    )
    expect(lines.map(({ kind }) => kind)).toEqual([
      "after",
      "command",
      "command",
      "command",
      "proposal",
      "rsvp",
      "auto-reply",
      "auto-reply",
      "delivery-report",
      "loop",
      "refused",
      "refused",
      "refused",
    ])
    expect(lines.every(({ ms, text }) => typeof ms === "number" && typeof text === "string")).toBe(true)
  })

  test("an after-form is read against the letter", () => {
    expect(line("after.eml")).toMatchObject({
      text: "yes\n- walk\n1 done, 2 let go",
      after: { happened: true, commitments: ["walk"], statuses: { 1: "kept", 2: "let-go" }, line: null },
    })
  })

  test("words are read by the zone and the clock given", () => {
    expect(line("skip.eml")).toMatchObject({ command: "SKIP", text: "Skip, sorry" })
    expect(line("move.eml")).toMatchObject({
      command: "MOVE",
      argument: { when: { kind: "at", instant: "2026-11-26T16:00:00Z" } },
    })
    expect(line("pause.eml")).toMatchObject({ command: "PAUSE", argument: { until: "2027-01-06" } })
  })

  test("calendars are read with their instants in UTC", () => {
    expect(line("propose.eml")).toMatchObject({
      rsvp: {
        method: "COUNTER",
        uid,
        attendee: "ana@example.org",
        sequence: 0,
        recurrenceId: null,
        comment: "I can't; sorry",
      },
      proposal: { start: "2026-11-27T17:00:00Z", end: "2026-11-27T18:00:00Z" },
    })
    expect(line("decline.ics")).toMatchObject({ rsvp: { method: "REPLY", uid, partstat: "DECLINED", sequence: 2 } })
  })

  test("the reason is told where something was refused or is a machine's", () => {
    expect(line("away.eml")).toMatchObject({ reason: "auto-submitted", text: "I am away." })
    expect(line("away-with-ours.eml")).toMatchObject({ reason: "auto-submitted", text: "I am away." })
    expect(line("loop.eml")).toMatchObject({ reason: "own-address" })
    expect(line("missing.eml")).toMatchObject({ reason: "no-such-file" })
    expect(line("empty.eml")).toMatchObject({ reason: "no-sender" })
  })
})
