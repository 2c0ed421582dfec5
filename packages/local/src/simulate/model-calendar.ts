/** One event as a calendar file of ours carries it; instants in milliseconds. */
export type CalendarEvent = {
  readonly method: string
  readonly uid: string
  readonly session: number
  readonly sequence: number
  readonly stamp: number
  readonly starts: number
  readonly ends: number
  readonly summary: string
}

/** What a member's calendar shows, and since when it shows this time and this title. */
export type Shown = CalendarEvent & { readonly timeSince: number; readonly titleSince: number }

/**
 * A member's calendar after every file they were sent, ordered as RFC 5546 section 2.1.5 says. It reads the lines itself:
 * the product's own reader and writer would share a fault with what they are held against.
 */
export type ModelCalendar = {
  readonly receive: (text: string, at: number) => CalendarEvent
  /** Events that are on, by session. */
  readonly shown: () => readonly Shown[]
  /** The event of a session that is on; of two, the later revival. */
  readonly of: (session: number) => Shown | null
  /** Takes out, and answers, what ended before `ends`. */
  readonly turnPage: (ends: number) => readonly Shown[]
}

export function modelCalendar(): ModelCalendar {
  const latest = new Map<string, Shown>()
  const isOn = ({ method }: CalendarEvent) => method === "REQUEST"
  return {
    receive: (text, at) => {
      const event = readEvent(text)
      const known = latest.get(event.uid)
      if (known === undefined || isNewer(event, known)) {
        const timeSince = known?.starts === event.starts ? known.timeSince : at
        const titleSince = known?.summary === event.summary ? known.titleSince : at
        latest.set(event.uid, { ...event, timeSince, titleSince })
      }
      return event
    },
    shown: () => [...latest.values()].filter(isOn),
    of: (session) => [...latest.values()].findLast((event) => event.session === session && isOn(event)) ?? null,
    turnPage: (ends) => {
      const past = [...latest.values()].filter((event) => event.ends < ends)
      for (const { uid } of past) latest.delete(uid)
      return past.filter(isOn)
    },
  }
}

function isNewer(one: CalendarEvent, other: CalendarEvent): boolean {
  return one.sequence === other.sequence ? one.stamp > other.stamp : one.sequence > other.sequence
}

/** Throws unless it is one event with all its times in UTC. */
function readEvent(text: string): CalendarEvent {
  const lines = text.replaceAll("\r\n ", "").split("\r\n")
  if (lines.filter((line) => line === "BEGIN:VEVENT").length !== 1) throw new Error("a file that is not one event")
  const value = (name: string): string => {
    const line = lines.find((each) => each.startsWith(`${name}:`) || each.startsWith(`${name};`))
    if (line === undefined) throw new Error(`an event without ${name}`)
    return line.slice(line.indexOf(":") + 1)
  }
  const uid = value("UID")
  return {
    method: value("METHOD"),
    uid,
    session: Number(uid.split(".")[1]),
    sequence: Number(value("SEQUENCE")),
    stamp: instantOf(value("DTSTAMP")),
    starts: instantOf(value("DTSTART")),
    ends: instantOf(value("DTEND")),
    summary: value("SUMMARY").replaceAll(/\\(.)/g, "$1"),
  }
}

/** RFC 5545 section 3.3.5, form 2. */
function instantOf(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (parts === null) throw new Error(`not a time in UTC: ${text}`)
  const [, year, month, day, hour, minute, second] = parts.map(Number)
  return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second)
}
