import * as z from "zod"

export const ana = "ana@example.org"
export const ben = "ben@example.net"

const messagesSchema = z.array(
  z.object({
    kind: z.string().nullable(),
    from: z.string(),
    subject: z.string(),
    html: z.string(),
    headers: z.record(z.string(), z.string()),
    links: z.array(z.string()),
  }),
)
type Letter = z.infer<typeof messagesSchema>[number]

/** What Ana and Ben can do with a service that runs at `base`: open pages, press buttons, answer letters, wait. */
export type Hands = ReturnType<typeof handsOn>

export function handsOn(base: string) {
  const json = async (path: string, body?: unknown): Promise<unknown> => {
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
    return (await fetch(`${base}${path}`, body === undefined ? {} : init)).json()
  }
  const letters = async (to: string) =>
    messagesSchema.parse(await json(`/workbench/messages?to=${encodeURIComponent(to)}`))
  return {
    post: async (path: string, fields: readonly (readonly [string, string])[] = []) => {
      const body = new URLSearchParams(fields.map(([name, value]) => [name, value]))
      const response = await fetch(`${base}${path}`, { method: "POST", body })
      if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    },
    html: async (path: string) => (await fetch(`${base}${path}`)).text(),
    newest: async (to: string, kind?: string): Promise<Letter> => {
      const found = (await letters(to)).findLast((letter) => kind === undefined || letter.kind === kind)
      if (found === undefined) throw new Error(`${to} has no ${kind ?? "letter"}`)
      return found
    },
    reply: async (by: string, letter: Letter, text: string) => {
      const inReplyTo = letter.headers["message-id"] ?? ""
      const from = /<([^>]+)>/.exec(letter.from)?.[1] ?? letter.from
      await json("/workbench/mail", { from: by, to: from, subject: `Re: ${letter.subject}`, inReplyTo, text })
    },
    moveTo: (instant: string) => json("/workbench/clock", { to: instant }),
  }
}

/** The path of a letter's first link to a kind of page. */
export function pathIn({ links }: Letter, page: string): string {
  const link = links.find((url) => url.includes(page))
  if (link === undefined) throw new Error(`no link to ${page}`)
  const { pathname, search } = new URL(link)
  return `${pathname}${search}`
}

export async function begin({ post, newest }: Hands): Promise<void> {
  await post("/sign-up", [
    ["name", "Ana"],
    ["email", ana],
    ["partnerName", "Ben"],
    ["partnerEmail", ben],
    ["note", "You listen well, and I keep putting things off. Shall we try?"],
    ["weekday", "thursday"],
    ["time", "17:00"],
    ["timeZone", "Europe/Lisbon"],
    ["firstFocus", "me"],
    ["meetingLink", "https://meet.example/ana-ben"],
    ["agree", "on"],
  ])
  await post(pathIn(await newest(ana, "confirm"), "/confirm/"))
  const joining = pathIn(await newest(ben, "partner-request"), "/join/")
  await post(joining, [
    ["answer", "yes"],
    ["timeZone", "Europe/Berlin"],
    ["agree", "on"],
  ])
}

type Week = {
  readonly thursday: string
  readonly says: string
  /** What the focus person will do. */
  readonly will: readonly string[]
  /** What became of what they had said before, in its order. */
  readonly became: readonly string[]
}

const weeks: readonly Week[] = [
  {
    thursday: "2026-09-03",
    says: "Whether to take the new role.",
    will: ["ask Marta what the role is like", "write down what I would miss"],
    became: [],
  },
  {
    thursday: "2026-09-10",
    says: "The garden project is stuck.",
    will: ["email Ana before Thursday lunch"],
    became: [],
  },
  {
    thursday: "2026-09-17",
    says: "I keep saying yes to everything.",
    will: ["say no to one thing by Friday"],
    became: ["kept", "partly"],
  },
  {
    thursday: "2026-09-24",
    says: "My brother and I, again.",
    will: ["when I feel the urge to explain, I will ask"],
    became: ["kept"],
  },
  {
    thursday: "2026-10-01",
    says: "The first weeks in the role.",
    will: ["block Monday mornings", "ask for a list of what can wait"],
    became: ["kept", "kept"],
  },
  { thursday: "2026-10-08", says: "I would like to play again.", will: ["have the cello mended"], became: ["partly"] },
  {
    thursday: "2026-10-15",
    says: "Whom to trust with the budget.",
    will: ["show Rui the numbers"],
    became: ["kept", "let-go"],
  },
  {
    thursday: "2026-10-22",
    says: "What to do with a free winter.",
    will: ["read the course's reading list"],
    became: ["kept"],
  },
  { thursday: "2026-10-29", says: "", will: [], became: [] },
  {
    thursday: "2026-11-05",
    says: "A talk that I put off.",
    will: ["call my brother before Sunday", "when I make coffee, I will write one line"],
    became: ["kept"],
  },
  {
    thursday: "2026-11-12",
    says: "I said I would rest, and did not.",
    will: ["no mail after eight"],
    became: ["kept"],
  },
]

/** Eleven Thursdays, in order. */
export async function live(hands: Hands): Promise<void> {
  for (const [place, week] of weeks.entries()) {
    await liveWeek(hands, { ...week, focus: focusOf(place) })
  }
}

/** They take turns; the ninth session is for looking back, and has no focus. */
function focusOf(place: number): string | null {
  if (place === 8) return null
  return (place < 8 ? place : place - 1) % 2 === 0 ? ana : ben
}

type LivedWeek = Week & { readonly focus: string | null }

async function liveWeek(hands: Hands, { thursday, says, will, became, focus }: LivedWeek): Promise<void> {
  const [eve, evening] = [`${dayBefore(thursday)}T20:00:00Z`, `${thursday}T19:30:00Z`]
  await hands.moveTo(eve)
  if (focus !== null) await hands.reply(focus, await hands.newest(focus, "prompt"), says)
  await hands.moveTo(evening)
  if (focus !== null) await fillIn(hands, { by: focus, will, became })
}

type Filling = { readonly by: string; readonly will: readonly string[]; readonly became: readonly string[] }

export async function fillIn({ newest, html, post }: Hands, { by, will, became }: Filling): Promise<void> {
  const path = pathIn(await newest(by, "after-form"), "/after/")
  const asked = [...new Set([...(await html(path)).matchAll(/name="(status\.[^"]+)"/g)].map(([, name = ""]) => name))]
  await post(path, [
    ["happened", "yes"],
    ...asked.map((name, place) => [name, became[place] ?? "open"] as const),
    ...will.map((text) => ["commitment", text] as const),
    ["heard", "mostly"],
    ["mattered", "yes"],
  ])
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
}
