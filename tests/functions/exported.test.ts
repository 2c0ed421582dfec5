import { openCommitments } from "@turnabout/core/pair.ts"
import { beforeAll, describe, expect, test } from "vitest"
import { bytesOf, leavesOf, readPart, textOf } from "./mail-part.ts"
import { active, does, livesUntil, pairIn, scene } from "./scene.ts"

const nothing = { happened: null, commitments: null, changes: [], line: null, heard: null, mattered: null } as const

/** Two weeks with a word from Ana at every place where she can leave one; then her export. */
async function exportOfAna() {
  const on = scene()
  const id = await active(on)
  await does(on, id, { kind: "agree", by: "a", changes: "no talk of work" })
  await does(on, id, { kind: "agree", by: "b", changes: "ten minutes late is late" })
  await does(on, id, { kind: "answer", by: "a", session: 1, text: "the move to Lisbon", shared: false })
  await livesUntil(on, id, "2026-11-26T19:00:00Z")
  const said = {
    happened: true,
    commitments: ["to call once", "to bake"],
    heard: "not-quite",
    mattered: "partly",
  } as const
  await does(on, id, { kind: "after", by: "a", session: 1, form: { ...nothing, ...said, line: "it was lighter" } })
  const bens = { ...nothing, commitments: ["to say nothing"], line: "she is far away" }
  await does(on, id, { kind: "after", by: "b", session: 1, form: bens })
  const [first] = openCommitments(await pairIn(on, id), "a")
  await does(on, id, { kind: "change-commitments", by: "a", changes: [{ id: first!.id, state: "let-go" }] })
  await livesUntil(on, id, "2026-12-03T19:00:00Z")
  await does(on, id, { kind: "share", by: "a", shares: false })
  await does(on, id, { kind: "export", by: "a" })
  const part = readPart(on.sent.findLast(({ kind }) => kind === "exported")!.raw)
  const file = (name: string) => {
    const leaf = leavesOf(part).find(({ headers }) => headers.some(([, value]) => value.includes(name)))
    return bytesOf(leaf!).toString().replaceAll("\r\n", "\n")
  }
  return { letter: textOf(part.children[0]!), text: file("turnabout.txt"), json: JSON.parse(file("turnabout.json")) }
}

describe("an export", () => {
  let written: Awaited<ReturnType<typeof exportOfAna>>
  beforeAll(async () => {
    written = await exportOfAna()
  })

  test("has the same to read as it has for programs", () => {
    const { text, json } = written
    expect(json).toMatchObject({
      sharesAnswers: false,
      sharesCommitments: true,
      rhythm: "weekly",
      meetingLink: "https://meet.example/ana-ben",
      noteToPartner: "An hour a week until spring?",
      changesToAgreement: "no talk of work",
      answers: [{ session: 1, text: "the move to Lisbon", shared: false }],
      reflections: [{ happened: true, line: "it was lighter", heard: "not-quite", mattered: "partly" }],
      commitments: [{ state: "let-go" }, { state: "open" }],
    })
    for (const words of [
      "Name: Ana",
      "Mailbox: ana@example.org",
      "Time zone: Europe/Lisbon",
      "You agreed to begin: 23 November 2026",
      "When you meet: thursday at 17:00, Europe/Lisbon, 60 minutes, weekly",
      "Where you meet: https://meet.example/ana-ben",
      "Your answers before sessions go to your coach: no",
      "Your coach sees your open commitments: yes",
      "Your note when you signed up: An hour a week until spring?",
      "Your changes to the agreement: no talk of work",
      "1. 26 November 2026, 17:00, 60 minutes: held, you were the focus",
      "26 November 2026, for yourself\nthe move to Lisbon",
      "26 November 2026\nIt happened. Felt not quite heard, partly spent on what mattered.",
      "26 November 2026\nit was lighter",
      "26 November 2026\nto call once (let go on 26 November 2026)",
      "26 November 2026\nto bake (open)",
    ])
      expect(text).toContain(words)
  })

  test("has nothing that the partner wrote", () => {
    const { letter, text, json } = written
    for (const words of ["to say nothing", "she is far away", "late is late", "ben@example.net"]) {
      expect(letter).not.toContain(words)
      expect(text).not.toContain(words)
      expect(JSON.stringify(json)).not.toContain(words)
    }
  })
})
