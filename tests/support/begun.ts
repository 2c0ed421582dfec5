import type { Message, Person, RunningService } from "./running-service.ts"

export const ana: Person = { name: "Ana", mailbox: "ana@example.org" }
export const ben: Person = { name: "Ben", mailbox: "ben@example.net" }

/** Ana in Lisbon and Ben in Berlin, or two others, have begun: Thursdays at five in Lisbon, the first one the focus first. */
export async function begin(service: RunningService, inviter = ana, partner = ben): Promise<void> {
  await service.post("/sign-up", {
    name: inviter.name,
    email: inviter.mailbox,
    partnerName: partner.name,
    partnerEmail: partner.mailbox,
    note: "",
    weekday: "thursday",
    time: "17:00",
    timeZone: "Europe/Lisbon",
    minutes: "60",
    firstFocus: "me",
    meetingLink: "",
    agree: "on",
  })
  await service.post(linkIn(await service.newest(inviter.mailbox, "confirm"), "/confirm/"))
  const joinUrl = linkIn(await service.newest(partner.mailbox, "partner-request"), "/join/")
  await service.post(joinUrl, { answer: "yes", timeZone: "Europe/Berlin", agree: "on" })
}

export function linkIn(message: Message, path: string): string {
  const link = message.links.find((url) => url.includes(path))
  if (link === undefined) throw new Error(`no link to ${path} in ${message.kind}`)
  return link
}

/** Says which letters came since it was last asked: "skipped ana". */
export function letterWatch(service: RunningService) {
  let seen = 0
  return async (): Promise<string[]> => {
    const all = await service.messages()
    const fresh = all.slice(seen)
    seen = all.length
    return fresh.map(({ kind, to }) => `${kind} ${to.includes(ana.mailbox) ? "ana" : "ben"}`).toSorted()
  }
}

export function eventLine({ calendar }: Message, name: string): string {
  const unfolded = (calendar ?? "").replaceAll(/\r?\n[ \t]/g, "")
  return new RegExp(`^${name}[^:]*:(.*)$`, "m").exec(unfolded)?.[1]?.trim() ?? ""
}

/** A mail of their own, in plain text, that answers nothing. */
export function freshMail(letter: Message, by: Person, options: { subject?: string; text: string; headers?: string }) {
  const address = /<([^>]+)>/.exec(letter.from)?.[1] ?? letter.from
  const raw = `From: ${by.name} <${by.mailbox}>
To: ${address}
Subject: ${options.subject ?? "Hello"}
Message-ID: <fresh-${options.text.length}-${letter.id}-${by.mailbox}>
${options.headers === undefined ? "" : `${options.headers}\n`}MIME-Version: 1.0
Content-Type: text/plain; charset="UTF-8"

${options.text}
`
  return { from: by.mailbox, to: address, raw }
}
