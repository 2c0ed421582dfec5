import { describe, expect, test } from "vitest"
import { readMail } from "@turnabout/core/mail-in/read-mail.ts"
import { absentSubjects, humanMails, machineMails } from "../../fixtures/mail-in/machines.ts"
import { answers } from "../../fixtures/mail-in/answers.ts"
import { clients } from "../../fixtures/mail-in/clients.ts"
import { rawMail } from "@turnabout/local/client-mime.ts"
import { sentLetter } from "../../fixtures/mail-in/sent.ts"
import { input } from "./mail-input.ts"

describe("a machine's mail is known for one", () => {
  test.each(machineMails.map((mail) => [mail.name, mail] as const))("%s", async (_name, { kind, raw, source }) => {
    const mail = input(raw)
    const reading = await readMail(source === undefined ? mail : { ...mail, receipt: { ...mail.receipt, source } })
    expect(reading.kind).toBe(kind)
  })
})

test("absence notes are known in at least 20 languages", () => {
  expect(new Set(absentSubjects.map(([code]) => code)).size).toBeGreaterThanOrEqual(20)
})

describe("no person's mail is taken for a machine's", () => {
  test.each(humanMails)("%s", async (_name, raw) => {
    expect((await readMail(input(raw))).kind).toBe("answer")
  })

  test("from any client that we know", async () => {
    const prompt = sentLetter("prompt")
    const trees = clients.flatMap((client) =>
      client.places.flatMap((place) => answers.map(({ text }) => client.tree({ place, text }, prompt))),
    )
    const kinds = await Promise.all(
      trees.map(
        async (tree) =>
          (await readMail(input(rawMail(["From: ana@example.org", `Subject: Re: ${prompt.subject}`], tree)))).kind,
      ),
    )
    expect(kinds.filter((kind) => kind !== "answer" && kind !== "after")).toEqual([])
  })
})

test("what a machine wrote is read too, for the operator", async () => {
  const reading = await readMail(
    input("From: ana@example.org\nAuto-Submitted: auto-replied\n\nI am away until Monday.\n"),
  )
  expect(reading).toMatchObject({ kind: "auto-reply", reason: "auto-submitted", text: "I am away until Monday." })
})
