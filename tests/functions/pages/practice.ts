import { createHash } from "node:crypto"
import { signLink } from "@turnabout/functions/adapters/link-token.ts"
import type { LinkClaims, LinkPurpose } from "@turnabout/functions/adapters/link-token.ts"
import { createApp } from "@turnabout/functions/app.tsx"
import type { Config } from "@turnabout/functions/ports.ts"
import { sendOwed } from "@turnabout/functions/handle.ts"
import { commitmentIdSchema, pairIdSchema } from "@turnabout/core/id.ts"
import { readPair } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import { Temporal } from "temporal-polyfill"
import { fakePorts } from "../../support/fake-ports.ts"

export type Fields = Readonly<Record<string, string | readonly string[]>>

/** Everything a sign-up needs: Ana in Lisbon asks Ben, Thursdays at five. */
export const signUpFields: Fields = {
  name: "Ana",
  email: "ana@example.org",
  partnerName: "Ben",
  partnerEmail: "ben@example.net",
  note: "Shall we try?",
  weekday: "thursday",
  time: "17:00",
  timeZone: "Europe/Lisbon",
  minutes: "60",
  firstFocus: "me",
  meetingLink: "https://meet.example/ana-ben",
  agree: "on",
}

/** Links of two purposes lead to one page. */
const paths: Partial<Record<LinkPurpose, string>> = { settings: "me", mailbox: "confirm" }

/** The pages over ports in memory, on Monday 23 November 2026, and shortcuts to the usual states of a pair. */
export function practice(config: Partial<Config> = {}) {
  const fakes = fakePorts({ config })
  const { ports } = fakes
  const app = createApp(ports)
  const get = async (path: string, headers: Record<string, string> = {}) => read(await app.request(path, { headers }))
  const post = async (path: string, fields: Fields = {}, headers: Record<string, string> = {}) =>
    read(
      await app.request(path, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
        body: formText(fields),
      }),
    )
  const pair = (): Pair => readPair([...ports.store.kept.pairs.values()][0]!)
  const linkUntil = (expires: string | null, claims: Pick<LinkClaims, "purpose" | "member" | "session">) => {
    const id = [...ports.store.kept.pairs.keys()][0] ?? pairIdSchema.parse("pair_aaaaaaaaaaaaaaaa")
    const until = expires === null ? null : Temporal.Instant.from(expires)
    const kept = ports.store.kept.pairs.get(id)
    const links = kept === undefined ? 0 : readPair(kept).members[claims.member].links
    return `/${paths[claims.purpose] ?? claims.purpose}/${signLink({ ...claims, pair: id, expires: until, links }, ports.config.linkKeys)}`
  }
  const link = (purpose: LinkPurpose, member: "a" | "b", session: number | null = null) =>
    linkUntil(null, { purpose, member, session })
  const signUp = (fields: Fields = {}) => post("/sign-up", { ...signUpFields, ...fields })
  const ask = async (fields: Fields = {}) => {
    await signUp(fields)
    await post(link("confirm", "a"))
  }
  const begin = async (fields: Fields = {}) => {
    await ask(fields)
    await post(link("join", "b"), { answer: "yes", timeZone: "Europe/Berlin", agree: "on" })
  }
  const moveTo = async (instant: string) => {
    fakes.moveTo(instant)
    await sendOwed(pair().id, ports)
  }
  return {
    ...fakes,
    setClock: fakes.moveTo,
    app,
    get,
    linkUntil,
    post,
    pair,
    link,
    signUp,
    ask,
    begin,
    moveTo,
    kept: () => keptText(fakes),
  }
}

export type Practice = ReturnType<typeof practice>

/** Everything that is kept and sent, to compare before and after. */
function keptText({ ports, sent }: ReturnType<typeof fakePorts>): string {
  const maps = Object.entries(ports.store.kept).map(([name, map]) => [
    name,
    [...map].map((entry) => JSON.stringify(entry)),
  ])
  // A hash, because two of these that differ would fill a screen.
  return createHash("sha256")
    .update(JSON.stringify([maps, sent.length]))
    .digest("hex")
}

export function formText(fields: Fields): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) form.append(name, each)
  return form.toString()
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  readonly text: string
}

async function read(response: Response): Promise<Answer> {
  const html = await response.text()
  return { status: response.status, headers: response.headers, html, text: words(html) }
}

/** The words of a page, as they are read: without tags, white space collapsed. */
function words(html: string): string {
  const [, body = html] = html.split("<main")
  return body
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,;:?!])/g, "$1")
}

export function idsOf(pair: Pair, by: "a" | "b"): string[] {
  return pair.commitments.filter((commitment) => commitment.by === by).map(({ id }) => commitmentIdSchema.parse(id))
}
