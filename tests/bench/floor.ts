/** What an invitation says of one session to one member: all that a mail of its kind is made from. */
export type Facts = {
  readonly from: string
  readonly to: { readonly name: string; readonly mailbox: string }
  readonly partner: { readonly name: string; readonly mailbox: string }
  readonly when: string
  readonly partnerWhen: string
  readonly link: string
  readonly starts: Date
  readonly ends: Date
  readonly uid: string
  readonly id: string
  readonly date: Date
}

/*
 * The floor that composing is measured against: the same invitation as one would write it by hand for a single purpose, as
 * strings with holes. It knows one letter, one language, no variants and no names beyond ASCII.
 */

export function floorMail(facts: Facts): Buffer {
  return floorMime(facts, { text: floorText(facts), html: floorHtml(facts), calendar: floorCalendar(facts) })
}

const shape = [
  ["0–10", "Arrive. What kind of help today: an ear, questions, ideas? Choose the subject."],
  ["10–40", "The focus talks most. The coach listens, says back, asks."],
  ["40–50", "Ideas and experience, if wanted."],
  ["50–58", "One to three commitments, or none."],
  ["58–60", "What do you want to remember?"],
] as const

const about = [
  "You can leave any letter unanswered. Reply SKIP to skip the next session, PAUSE to rest for four weeks, END to finish.",
  "Peer coaching is two friends listening to each other. It is not therapy or medical care, and nobody monitors this mailbox. In an emergency call your local emergency number.",
] as const

const places = [
  ["Yes, I will be there", "rsvp/yes"],
  ["Skip this one", "rsvp/skip"],
  ["Move it to another time", "rsvp/other"],
  ["Limits and other help", "safety"],
  ["Your settings", "me"],
  ["Stop all letters to you", "unsubscribe"],
] as const

export function floorText({ partner, when, partnerWhen, link }: Facts): string {
  const steps = shape.map(([minutes, words]) => `${minutes}: ${words}`).join("\n")
  const links = places.map(([words, path]) => `${words}: ${link}/${path}`).join("\n")
  return `You are the focus, and ${partner.name} coaches you.\n\nWhen: ${when}\nFor ${partner.name}: ${partnerWhen}\n\n${steps}\n\nNext time you swap.\n\n${links}\n\n${about.join("\n\n")}\n`
}

const cell = "padding:3px 16px 3px 0;vertical-align:top;text-align:left;font-weight:400;color:#565d61;min-width:64px"

export function floorHtml({ partner, when, partnerWhen, link }: Facts): string {
  const row = (head: string, words: string) =>
    `<tr><th scope="row" style="${cell}">${escaped(head)}</th><td style="padding:3px 0">${escaped(words)}</td></tr>`
  const table = (rows: string) =>
    `<table style="margin:0 0 18px;border-collapse:collapse"><tbody>${rows}</tbody></table>`
  const links = places
    .map(
      ([words, path]) =>
        `<li style="margin:0"><a href="${link}/${path}" style="padding:9px 0;color:#1d5c57">${words}</a></li>`,
    )
    .join("")
  const times = row("When", when) + row(`For ${partner.name}`, partnerWhen)
  const steps = shape.map(([minutes, words]) => row(minutes, words)).join("")
  const words = about
    .map((each) => `<p style="margin:0 0 16px;font-size:15px;color:#565d61">${escaped(each)}</p>`)
    .join("")
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${escaped(when)}</title></head><body style="margin:0;padding:0;background:#fcfbf8"><h1 style="font-size:21px">You are the focus, and ${escaped(partner.name)} coaches you.</h1>${table(times)}<h2 style="font-size:17px">The shape of the hour</h2>${table(steps)}<ul style="list-style:none">${links}</ul>${words}</body></html>`
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")
}

export function floorCalendar({ from, to, partner, starts, ends, uid, date }: Facts): string {
  const instant = (at: Date) => at.toISOString().replaceAll(/[-:]|\.\d+/g, "")
  const description = shape.map(([minutes, words]) => `${minutes} ${words.replaceAll(",", "\\,")}`).join("\\n")
  const attendee = (one: Facts["to"]) =>
    `ATTENDEE;ROLE=REQ-PARTICIPANT;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="${one.name}":mailto:${one.mailbox}`
  const lines = [
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Floor//Floor//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT",
    `UID:${uid}\r\nSEQUENCE:0\r\nDTSTAMP:${instant(date)}\r\nDTSTART:${instant(starts)}\r\nDTEND:${instant(ends)}`,
    `SUMMARY:${partner.name} coaches ${to.name}`,
    folded(`DESCRIPTION:${description}`),
    folded(`ORGANIZER;CN="Turnabout":mailto:${from}`),
    folded(attendee(to)),
    folded(attendee(partner)),
    "STATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
  ]
  return lines.join("\r\n")
}

function folded(line: string): string {
  return line.replaceAll(/(.{70})(?=.)/g, "$1\r\n ")
}

type Parts = { readonly text: string; readonly html: string; readonly calendar: string }

export function floorMime({ from, to, when, id, date, link }: Facts, { text, html, calendar }: Parts): Buffer {
  const base64 = (words: string) => Buffer.from(words).toString("base64").replaceAll(/.{76}/g, "$&\r\n")
  const invite = base64(calendar)
  const part = (type: string, body: string) =>
    `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}\r\n`
  return Buffer.from(
    `From: Turnabout <${from}>\r\nReply-To: ${from}\r\nTo: ${to.name} <${to.mailbox}>\r\nSubject: ${when}\r\nDate: ${date.toUTCString()}\r\nMessage-ID: <${id}>\r\nReferences: <${id}>\r\nList-Unsubscribe: <${link}/unsubscribe>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="m1"\r\n\r\n--m1\r\nContent-Type: multipart/alternative; boundary="a1"\r\n\r\n--a1\r\n${part("text/plain; charset=utf-8", base64(text))}--a1\r\n${part("text/html; charset=utf-8", base64(html))}--a1\r\n${part("text/calendar; charset=UTF-8; method=REQUEST", invite)}--a1--\r\n--m1\r\n${part('application/ics; name="invite.ics"', invite)}--m1--\r\n`,
  )
}
