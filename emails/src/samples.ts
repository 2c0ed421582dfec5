import type { MeetingChange, When } from "./parts.ts"

/** Sample people and times for the gallery and the tests; the addresses are reserved for examples (RFC 2606). */
const base = "https://turnabout.example"

export function sampleUrl(path: string): string {
  return `${base}/${path}/eyJhIjoiMSJ9.k3Zq9dX2mB7tLrWc`
}

export const guideUrl = `${base}/guide`
export const agreementUrl = `${base}/guide#agreement`
export const meetingLink = "https://meet.example/ana-ben"

export const lisbon: When = {
  day: "Thursday, 26 November",
  time: "17:00–18:00",
  zone: "Lisbon time",
  partner: "18:00–19:00, Berlin time",
}

export const lisbonNextWeek: When = { ...lisbon, day: "Thursday, 3 December" }

export const berlin: When = {
  day: "Thursday, 26 November",
  time: "18:00–19:00",
  zone: "Berlin time",
  partner: "17:00–18:00, Lisbon time",
}

export const berlinNextWeek: When = { ...berlin, day: "Thursday, 3 December" }

/** Both in the same zone. */
export const sameZone: When = { ...berlin, partner: null }

/** So far apart that the partner's day is another one. */
export const acrossTheDateLine: When = {
  day: "Friday, 27 November",
  time: "07:00–08:00",
  zone: "Auckland time",
  partner: "Thursday, 26 November, 18:00–19:00, London time",
}

export const longName = "Maximiliana Theodora Wilhelmina von und zu Hohenstein-Amberg"
export const rightToLeftName = "דנה לוי"
export const sessionLinks = {
  yesUrl: sampleUrl("rsvp/yes"),
  skipUrl: sampleUrl("rsvp/skip"),
  otherUrl: sampleUrl("rsvp/other"),
}

export const newSlot: MeetingChange = {
  by: "partner",
  what: "slot",
  now: "Tuesdays at 18:00, Lisbon time, 60 minutes",
  partnerNow: "Tuesdays at 19:00, Berlin time",
  rhythm: "weekly",
  before: "Thursdays at 17:00, 60 minutes",
  rhythmBefore: "weekly",
}

export const newRhythm: MeetingChange = {
  ...newSlot,
  what: "rhythm",
  now: "Thursdays at 17:00, Lisbon time, 60 minutes",
  partnerNow: "Thursdays at 18:00, Berlin time",
  rhythm: "fortnightly",
}
