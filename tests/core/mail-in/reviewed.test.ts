import { describe, expect, it } from "vitest"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { input } from "./mail-input.ts"

const mail = (subject: string, text: string) =>
  input(
    `From: Ana <ana@example.org>\nTo: r-a@turnabout.example\nSubject: ${subject}\nMessage-ID: <1@mail.example.org>\n\n${text}\n`,
  )

describe("what readers of this code found by hand", () => {
  it("keeps an answer below a quote that Proton's rule announces", async () => {
    const text = [
      "------- Original Message -------",
      "On Wednesday, 25 November 2026 at 17:00, Turnabout <r-a@turnabout.example> wrote:",
      "",
      "> Tomorrow the hour is yours, and Ben listens.",
      "> ",
      "> Just reply; a line is plenty.",
      "",
      "I would like to talk about my brother.",
    ].join("\n")
    expect((await readMail(mail("Re: Tomorrow", text))).text).toBe("I would like to talk about my brother.")
  })

  it("still drops all that Outlook puts below its rule", async () => {
    const text = [
      "My answer.",
      "-----Original Message-----",
      "From: Turnabout",
      "Sent: Wednesday, 25 November 2026 17:00",
      "To: Ana",
      "Subject: Tomorrow",
      "",
      "Tomorrow the hour is yours.",
      "> an older quote",
      "and more of the letter",
    ].join("\n")
    expect((await readMail(mail("Re: Tomorrow", text))).text).toBe("My answer.")
  })

  it("takes a command for a person's, whatever the subject says", async () => {
    expect(await readMail(mail("On leave", "skip"))).toMatchObject({ kind: "command", command: { word: "skip" } })
    expect((await readMail(mail("Out of office", "I am away until Monday."))).kind).toBe("auto-reply")
  })

  it("hears PRIVATE below a greeting and within a text, and takes it for the word alone above a name", async () => {
    const read = async (text: string) => readMail(mail("Re: Tomorrow", text))
    expect(await read("Hi,\n\nPRIVATE\n\nI am afraid.")).toMatchObject({ answer: "I am afraid.", shared: false })
    const within = "One more thing: PRIVATE please, my sister is ill."
    expect(await read(within)).toMatchObject({ answer: within, shared: false })
    expect(await read("Hi,\nPRIVATE\nAna")).toMatchObject({ kind: "command", command: { word: "private" } })
    expect(await read("I am afraid.")).toMatchObject({ kind: "answer", shared: null })
  })
})
