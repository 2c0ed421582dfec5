import { handle } from "@turnabout/functions/handle.ts"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { readPart, textOf } from "../mail-part.ts"
import { practice } from "./practice.ts"
import type { Fields, Practice } from "./practice.ts"

const purposes = ["me", "settings"] as const

const saveFields: Fields = {
  action: "save",
  name: "Ana",
  timeZone: "Europe/Lisbon",
  weekday: "thursday",
  time: "17:00",
  minutes: "60",
  rhythm: "weekly",
  meetingLink: "https://meet.example/ana-ben",
  shareAnswers: "on",
  shareCommitments: "on",
}

const actions = {
  save: saveFields,
  pause: { action: "pause", until: "2026-12-24" },
  resume: { action: "resume" },
  last: { action: "end", last: "on" },
  end: { action: "end" },
  export: { action: "export" },
  erase: { action: "erase", sure: "on" },
  mailbox: { action: "mailbox", email: "ana@example.com" },
} satisfies Record<string, Fields>
type Action = keyof typeof actions
const everyAction: readonly Action[] = ["save", "pause", "resume", "last", "end", "export", "erase", "mailbox"]

function kinds({ sent }: Practice, from = 0): string[] {
  return sent.slice(from).map(({ kind, to }) => `${kind} ${to.split("@")[0]}`)
}

/** The buttons that the page offers, in their order. */
function buttons(html: string): string[] {
  const [, main = ""] = html.split("<main")
  return [...main.matchAll(/<button[^>]*>([^<]*)</g)].map(([, label = ""]) => label.trim())
}

describe.each(purposes)("a link to the settings, with the purpose %s,", (purpose) => {
  test("shows a page with forms that post home, and changes nothing by GET or HEAD", async () => {
    const here = practice()
    await here.begin()
    const url = here.linkUntil(null, { purpose, member: "b", session: null })
    const before = here.kept()
    const page = await here.get(`${url}?action=end&sure=on`)
    expect(page.status).toBe(200)
    expect(page.html).toContain(`method="post" action="${url}"`)
    expect(page.headers.get("Cache-Control")).toBe("no-store")
    expect((await here.app.request(url, { method: "HEAD" })).status).toBe(200)
    expect(here.kept()).toBe(before)
    await here.post(url, { action: "export" })
    expect(here.kept()).not.toBe(before)
  })

  test("altered, or of another purpose, opens nothing and changes nothing", async () => {
    const here = practice()
    await here.begin()
    const token = here.linkUntil(null, { purpose, member: "b", session: null }).split("/").at(-1)!
    const others = (["confirm", "mailbox", "join", "rsvp", "after", "recap", "review", "unsubscribe"] as const).map(
      (other) => here.linkUntil(null, { purpose: other, member: "b", session: null }).split("/").at(-1)!,
    )
    const before = here.kept()
    for (const other of [`${token}A`, `A${token}`, token.slice(0, -1), token.replace(".", ""), "x", ...others]) {
      const [shown, posted] = [await here.get(`/me/${other}`), await here.post(`/me/${other}`, actions.end)]
      expect([shown.status, posted.status]).toEqual([404, 404])
      expect(posted.text).toContain("This link is not whole")
    }
    for (const page of ["confirm", "join", "rsvp", "after", "recap", "review", "unsubscribe"]) {
      expect((await here.post(`/${page}/${token}`, actions.end)).status).toBe(404)
    }
    expect(here.kept()).toBe(before)
  })

  test("of a pair that is gone says so", async () => {
    const here = practice()
    await here.begin()
    const url = here.linkUntil(null, { purpose, member: "b", session: null })
    await here.ports.store.forget(here.pair())
    for (const page of [await here.get(url), await here.post(url, actions.export)]) {
      expect(page.status).toBe(410)
      expect(page.text).toContain("This is no longer here")
    }
  })
})

describe("the link in every letter", () => {
  test("mails another one to the mailbox on file, which opens the settings for 15 minutes", async () => {
    const here = practice()
    await here.begin()
    const letter = textOf(readPart(here.sent.at(-1)!.raw))
    const inFooter = /https:\/\/turnabout\.example(\/me\/\S+)/.exec(letter)![1]!
    const page = await here.get(inFooter)
    expect(buttons(page.html)).toEqual(["Send me the link"])
    expect(page.text).not.toMatch(/ana@|ben@/)

    const before = here.sent.length
    const posted = await here.post(inFooter)
    expect(posted.text).toContain("Look into your mailbox")
    expect(kinds(here, before)).toEqual([`confirm ${here.sent.at(-1)!.to.split("@")[0]}`])
    const mailed = /https:\/\/turnabout\.example(\/me\/\S+)/.exec(textOf(readPart(here.sent.at(-1)!.raw)))![1]!
    expect(mailed).not.toBe(inFooter)
    here.setClock("2026-11-23T09:14:59Z")
    expect((await here.get(mailed)).text).toContain("What is ahead")

    here.setClock("2026-11-23T09:15:00Z")
    const kept = here.kept()
    const [shown, late] = [await here.get(mailed), await here.post(mailed, actions.end)]
    expect([shown.status, late.status]).toEqual([410, 410])
    expect(late.text).toMatch(/has expired.*works for 15 minutes.*Your settings at the end of the newest letter/)
    expect(here.kept()).toBe(kept)
    here.setClock("2028-01-01T09:00:00Z")
    expect((await here.get(inFooter)).status).toBe(200)
  })

  test("pressed twice at once, or again within a minute, sends one letter; later it sends another", async () => {
    const here = practice()
    await here.begin()
    const url = here.link("me", "a")
    const before = here.sent.length
    await Promise.all([here.post(url), here.post(url)])
    here.setClock("2026-11-23T09:00:59Z")
    expect((await here.post(url)).text).toContain("Look into your mailbox")
    expect(kinds(here, before)).toEqual(["confirm ana"])
    here.setClock("2026-11-23T09:03:00Z")
    await here.post(url)
    expect(kinds(here, before)).toEqual(["confirm ana", "confirm ana"])
  })

  test.each([
    ["the link", "me", {}],
    ["a copy", "settings", { action: "export" }],
  ] as const)("for %s is pressed once, whatever is posted along with it", async (_, purpose, fields) => {
    const here = practice()
    await here.begin()
    const url = here.link(purpose, "a")
    const before = here.sent.length
    for (const padding of ["", "x", "xx"]) await here.post(url, { ...fields, padding })
    expect(here.sent.length - before).toBe(1)
  })

  test("sends nothing to who has stopped all letters, and says what to do", async () => {
    const here = practice()
    await here.begin()
    await here.post(here.link("unsubscribe", "a"))
    const before = here.kept()
    for (const page of [await here.get(here.link("me", "a")), await here.post(here.link("me", "a"))]) {
      expect(page.status).toBe(409)
      expect(page.text).toContain("Reply to any letter you had from us")
    }
    for (const action of ["export", "mailbox"] as const) {
      expect((await here.post(here.link("settings", "a"), actions[action])).status).toBe(409)
    }
    expect(here.kept()).toBe(before)
  })

  test("has nothing to open before both have said yes, nor after a no", async () => {
    const here = practice()
    await here.ask()
    for (const purpose of purposes) {
      expect((await here.get(here.link(purpose, "a"))).text).toContain("There is nothing to set yet")
      expect((await here.post(here.link(purpose, "a"), actions.end)).status).toBe(409)
    }
    await here.post(here.link("join", "b"), { answer: "no" })
    expect((await here.get(here.link("me", "a"))).text).toContain("This is closed")
  })
})

/** A pair in a state in which its members have settings. */
const states = {
  active: async (here: Practice) => here.begin(),
  paused: async (here: Practice) => {
    await here.begin()
    await here.post(here.link("settings", "a"), { action: "pause", until: "2027-01-14" })
  },
  "on hold": async (here: Practice) => {
    await here.begin()
    await here.post(here.link("unsubscribe", "b"))
  },
  ending: async (here: Practice) => {
    await here.begin()
    await here.post(here.link("settings", "a"), actions.last)
  },
  ended: async (here: Practice) => {
    await here.begin()
    await here.post(here.link("settings", "a"), actions.end)
  },
}
type State = keyof typeof states

describe("the settings page", () => {
  test("shows what is skipped ahead, by whom, and to whom it was how it comes back", async () => {
    const here = practice()
    await here.begin()
    await here.post(here.link("rsvp", "b", 2), { answer: "skip" })
    const ben = await here.get(here.link("settings", "b"))
    expect(ben.text).toMatch(/Thursday, 26 November.*Thursday, 3 December.*skipped by you.*Thursday, 10 December/)
    expect(ben.text).toContain("To bring it back, reply UNSKIP to the letter about it, before it would have begun.")
    const ana = await here.get(here.link("settings", "a"))
    expect(ana.text).toContain("Thursday, 3 December, 17:00–18:00, Lisbon time: skipped by Ben.")
    expect(ana.text).toContain("Until it would have begun, Ben can bring it back.")
    expect(ana.text).not.toContain("UNSKIP")
    here.setClock("2026-12-03T17:00:00Z")
    expect((await here.get(here.link("settings", "b"))).text).not.toContain("skipped")
  })

  test("does not offer to bring a skipped one back while the other can't hear of it", async () => {
    const here = practice()
    await here.begin()
    await here.post(here.link("rsvp", "b", 2), { answer: "skip" })
    await here.post(here.link("unsubscribe", "a"))
    const { text } = await here.get(here.link("settings", "b"))
    expect(text).not.toContain("UNSKIP")
  })

  test("shows what is ahead on both clocks, with each role, and what holds now", async () => {
    const { begin, get, link } = practice()
    await begin()
    const page = await get(link("settings", "b"))
    expect(page.text).toContain(
      "You and Ana : Thursdays at 18:00, Berlin time, every week, an hour each time.".replace(" :", ":"),
    )
    expect(page.text).toContain(
      "Thursday, 26 November, 18:00–19:00, Berlin time. For Ana: Thursday, 26 November, 17:00–18:00, Lisbon time. You coach; Ana is the focus.",
    )
    expect(page.text).toContain("Thursday, 3 December, 18:00–19:00, Berlin time")
    expect(page.html).toMatch(/<option value="thursday" selected/)
    expect(page.html).toMatch(/name="time" type="time" value="18:00"/)
    expect(page.html).toMatch(/<option value="Europe\/Berlin" selected/)
    expect(page.html).toMatch(/name="rhythm" value="weekly" checked/)
    expect(page.html).toMatch(/name="shareAnswers" value="on" checked/)
    expect(page.html).toMatch(/name="until" type="date" value="2026-12-21"[^>]* min="2026-11-24" max="2027-11-23"/)
    expect(page.html).not.toMatch(/name="sure"[^>]* checked/)
    const ids = [...page.html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(page.html.match(/<h1[ >]/g)).toHaveLength(1)
  })

  test("leads to each session's page", async () => {
    const { begin, get, link } = practice()
    await begin()
    const page = await get(link("settings", "b"))
    const [first] = /\/rsvp\/[^"]+/.exec(page.html)!
    expect((await get(first)).text).toContain("Thursday, 26 November, 18:00–19:00, Berlin time")
  })

  test.each([
    [
      "active",
      [
        "Save",
        "Pause",
        "Write to the new mailbox",
        "Replace all my links",
        "Send me the copy",
        "One last session first",
        "End it now",
        "Erase it now",
      ],
    ],
    [
      "paused",
      [
        "Start again",
        "Change the day",
        "Save",
        "Write to the new mailbox",
        "Replace all my links",
        "Send me the copy",
        "One last session first",
        "End it now",
        "Erase it now",
      ],
    ],
    [
      "on hold",
      [
        "Pause",
        "Save",
        "Write to the new mailbox",
        "Replace all my links",
        "Send me the copy",
        "One last session first",
        "End it now",
        "Erase it now",
      ],
    ],
    [
      "ending",
      ["Save", "Write to the new mailbox", "Replace all my links", "Send me the copy", "End it now", "Erase it now"],
    ],
    ["ended", ["Replace all my links", "Send me the copy", "Erase it now"]],
  ] as const)("of a pair that is %s offers only what makes sense", async (state, expected) => {
    const here = practice()
    await states[state](here)
    const page = await here.get(here.link("settings", "a"))
    expect(page.status).toBe(200)
    expect(buttons(page.html)).toEqual(expected)
  })

  test("says whose turn it is while nothing is planned, when a pause ends, and when an ended pair is erased", async () => {
    const paused = practice()
    await states.paused(paused)
    const page = await paused.get(paused.link("settings", "a"))
    expect(page.text).toContain("Paused until Thursday, 14 January")
    expect(page.text).toContain("it is your turn to be the focus")
    expect((await paused.get(paused.link("settings", "b"))).text).toContain("it is Ana ’s turn")
    const ended = practice()
    await states.ended(ended)
    expect((await ended.get(ended.link("settings", "b"))).text).toContain("erased on Wednesday, 23 December")
  })
})

describe("the working agreement", () => {
  const agrees = async (here: Practice, by: "a" | "b", changes: string | null) => {
    const id = here.ports.chance.commandId()
    await handle(here.pair().id, { kind: "agree", id, via: "mail", by, changes }, here.ports)
  }

  test("stands there with the pair's own time, and with what either has changed", async () => {
    const here = practice()
    await here.begin()
    expect((await here.get(here.link("settings", "a"))).text).toContain("no change to it so far")
    await agrees(here, "a", "- Work is left outside.\n- Ten minutes late is late.")
    await agrees(here, "b", "<b>We</b> sit by the window.")
    for (const member of ["a", "b"] as const) {
      const page = await here.get(here.link("settings", member))
      expect(page.text).toContain("What you have changed: Work is left outside. Ten minutes late is late.")
      expect(page.html).toContain("&lt;b&gt;We&lt;/b&gt; sit by the window.")
      expect(page.text).toContain("We meet for an hour on Thursday at 17:00, Lisbon time.")
    }
    expect((await here.get(here.link("me", "a"))).text).not.toContain("late is late")
  })

  test("brings the partner one letter for each change, and none for a word alone or for what they wrote themselves", async () => {
    const here = practice()
    await here.begin()
    const before = here.sent.length
    await agrees(here, "a", null)
    await agrees(here, "a", "Work is left outside.\nTen minutes late is late.")
    await agrees(here, "b", "* Ten minutes late is late.")
    expect(kinds(here, before)).toEqual(["changed ben"])
    const letter = textOf(readPart(here.sent.at(-1)!.raw))
    expect(letter).toContain("Ana has written down:\n\n")
    expect(letter).toContain("- Work is left outside.")
    await agrees(here, "b", "Ten minutes late is late.\nWe sit by the window.")
    expect(kinds(here, before)).toEqual(["changed ben", "changed ana"])
    const second = textOf(readPart(here.sent.at(-1)!.raw))
    expect(second).toContain("- We sit by the window.")
    expect(second).not.toContain("late is late")
  })

  test("brings no letter in a pause, but stands there", async () => {
    const here = practice()
    await states.paused(here)
    const before = here.sent.length
    await agrees(here, "a", "Work is left outside.")
    expect(here.sent).toHaveLength(before)
    expect((await here.get(here.link("settings", "b"))).text).toContain("Work is left outside.")
  })
})

/** What becomes of each action in each state: the next state, and the letters. */
const outcomes: Record<State, Record<Action, readonly [status: number, next: string, letters: string]>> = {
  active: {
    save: [200, "active", ""],
    pause: [200, "paused", "invitation ana, invitation ben, paused ana, paused ben"],
    resume: [200, "active", ""],
    last: [200, "ending", "invitation ana, invitation ana, invitation ben, invitation ben"],
    end: [200, "ended", "ended ana, ended ben, invitation ana, invitation ben"],
    export: [200, "active", "exported ana"],
    erase: [200, "ended", "ended ben, erased ana, invitation ana, invitation ana, invitation ben"],
    mailbox: [200, "active", "confirm ana"],
  },
  paused: {
    save: [200, "paused", ""],
    pause: [200, "paused", "paused ana, paused ben"],
    resume: [
      200,
      "active",
      "back-soon ana, back-soon ben, invitation ana, invitation ana, invitation ben, invitation ben",
    ],
    last: [200, "ending", "invitation ana, invitation ben"],
    end: [200, "ended", "ended ana, ended ben"],
    export: [200, "paused", "exported ana"],
    erase: [200, "ended", "ended ben, erased ana"],
    mailbox: [200, "paused", "confirm ana"],
  },
  "on hold": {
    save: [200, "paused", ""],
    pause: [200, "paused", "paused ana"],
    resume: [409, "paused", ""],
    last: [200, "ended", "ended ana"],
    end: [200, "ended", "ended ana"],
    export: [200, "paused", "exported ana"],
    erase: [200, "ended", "erased ana"],
    mailbox: [200, "paused", "confirm ana"],
  },
  ending: {
    save: [200, "ending", ""],
    pause: [409, "ending", ""],
    resume: [409, "ending", ""],
    last: [200, "ending", ""],
    end: [200, "ended", "ended ana, ended ben"],
    export: [200, "ending", "exported ana"],
    erase: [200, "ended", "ended ben, erased ana, invitation ana"],
    mailbox: [200, "ending", "confirm ana"],
  },
  ended: {
    save: [409, "ended", ""],
    pause: [409, "ended", ""],
    resume: [409, "ended", ""],
    last: [200, "ended", ""],
    end: [200, "ended", ""],
    export: [200, "ended", "exported ana"],
    erase: [200, "ended", "erased ana"],
    mailbox: [409, "ended", ""],
  },
}

describe.each(Object.keys(states) as State[])("in a pair that is %s", (state) => {
  test.each(everyAction)("%s does what its button says, once, however often it is pressed", async (action) => {
    const here = practice()
    await states[state](here)
    here.moveBy("PT1H")
    const before = here.sent.length
    const url = here.link("settings", "a")
    const [one, other] = await Promise.all([here.post(url, actions[action]), here.post(url, actions[action])])
    const [status, next, letters] = outcomes[state][action]
    expect([one.status, other.status]).toEqual([status, status])
    expect(here.pair().status.kind).toBe(next)
    expect(kinds(here, before).toSorted().join(", ")).toBe(letters)
    const again = await here.post(url, actions[action])
    expect(again.status).toBe(action === "erase" ? 410 : status)
    expect(again.text).not.toContain("went wrong")
    expect(kinds(here, before).toSorted().join(", ")).toBe(letters)
  })
})

describe("saving", () => {
  const save = async (here: Practice, fields: Fields, member: "a" | "b" = "a") =>
    here.post(here.link("settings", member), { ...saveFields, ...fields })

  test("another time is meant by the member's own clock, and moves the sessions for both", async () => {
    const here = practice()
    await here.begin()
    const before = here.sent.length
    const page = await save(here, { name: "Ben", timeZone: "Europe/Berlin", weekday: "friday", time: "09:30" }, "b")
    expect(page.text).toContain("Saved Fridays at 09:30, Berlin time, every week, an hour each time.")
    expect(page.text).toContain("Both of you are told by letter")
    expect(here.pair().slot).toEqual({ weekday: "friday", time: "09:30", zone: "Europe/Berlin", minutes: 60 })
    expect(here.pair().sessions.map(({ starts }) => starts.toString())).toEqual([
      "2026-11-27T08:30:00Z",
      "2026-12-04T08:30:00Z",
    ])
    expect(kinds(here, before).toSorted()).toEqual(["changed ana", "changed ben", "invitation ana", "invitation ben"])
    expect((await here.get(here.link("settings", "a"))).html).toMatch(/name="time" type="time" value="08:30"/)
  })

  test("another zone alone changes what is shown, and neither the slot nor a calendar", async () => {
    const here = practice()
    await here.begin()
    const [slot, before] = [here.pair().slot, here.sent.length]
    const page = await save(here, { timeZone: "America/New_York" })
    expect(page.text).toContain("Thursdays at 12:00, New York time")
    expect(page.text).not.toContain("told by letter")
    expect(here.pair().slot).toEqual(slot)
    expect(here.pair().members.a.zone).toBe("America/New_York")
    expect(here.sent).toHaveLength(before)
  })

  test("a box that is not ticked is off, as forms have it; a field left out stays as it is", async () => {
    const here = practice()
    await here.begin()
    const before = here.pair()
    await here.post(here.link("settings", "a"), { action: "save", shareCommitments: "on" })
    const { members, slot, rhythm, meetingLink } = here.pair()
    expect(members.a).toMatchObject({ name: "Ana", sharesAnswers: false, sharesCommitments: true })
    expect({ slot, rhythm, meetingLink }).toEqual({
      slot: before.slot,
      rhythm: before.rhythm,
      meetingLink: before.meetingLink,
    })
  })

  test("every other week, another name and no meeting link are kept, and told", async () => {
    const here = practice()
    await here.begin()
    await save(here, { name: "Anna", rhythm: "fortnightly", meetingLink: "" })
    const { members, rhythm, meetingLink, sessions } = here.pair()
    expect([members.a.name, rhythm, meetingLink]).toEqual(["Anna", "fortnightly", null])
    expect(sessions.map(({ slotDate }) => slotDate.toString())).toEqual(["2026-11-26", "2026-12-10"])
  })

  test("what the partner changed since the page was opened stays, unless this member changed it too", async () => {
    const here = practice()
    await here.begin()
    const shown = { "was.weekday": "thursday", "was.time": "17:00", "was.minutes": "60", "was.rhythm": "weekly" }
    const link = { "was.meetingLink": "https://meet.example/ana-ben" }
    await save(
      here,
      { name: "Ben", timeZone: "Europe/Berlin", time: "20:00", meetingLink: "https://meet.example/b" },
      "b",
    )
    await save(here, { ...shown, ...link, name: "Anna", minutes: "45" })
    const { slot, meetingLink, members } = here.pair()
    expect(slot).toEqual({ weekday: "thursday", time: "20:00", zone: "Europe/Berlin", minutes: 45 })
    expect(meetingLink).toBe("https://meet.example/b")
    expect(members.a.name).toBe("Anna")
  })

  test("a page opened before the clocks change and posted after it moves nothing", async () => {
    const here = practice()
    await here.begin({ timeZone: "Europe/Lisbon" })
    // Berlin changes on 28 March 2027, Lagos never: for half a year from then on the hour shown is another one.
    await save(here, { timeZone: "Europe/Berlin", time: "16:00" })
    await save(here, { timeZone: "Africa/Lagos", time: "16:00" })
    here.setClock("2027-03-25T14:59:00Z")
    const url = here.link("settings", "a")
    const { html } = await here.get(url)
    const shown = /name="was\.time" value="([^"]+)"/.exec(html)![1]!
    const day = /name="was\.weekday" value="([^"]+)"/.exec(html)![1]!
    here.setClock("2027-03-25T15:01:00Z")
    const slot = here.pair().slot
    const later = /name="was\.time" value="([^"]+)"/.exec((await here.get(url)).html)![1]!
    expect(later).not.toBe(shown)
    const was = { "was.weekday": day, "was.time": shown, weekday: day, time: shown }
    await save(here, { ...was, timeZone: "Africa/Lagos", name: "Anna" })
    expect(here.pair().slot).toEqual(slot)
    expect(here.pair().members.a.name).toBe("Anna")
  })

  test.each([
    ["name", "", /Write a name/],
    ["name", "a@b.example", /without an address/],
    ["name", "x".repeat(61), /at most 60/],
    ["timeZone", "Mars/Olympus", /does not exist/],
    ["weekday", "someday", /day of the week/],
    ["time", "25:00", /between 00:00 and 23:59/],
    ["minutes", "", /between 15 and 240/],
    ["minutes", "14", /between 15 and 240/],
    ["minutes", "241", /between 15 and 240/],
    ["rhythm", "daily", /every other week/],
    ["meetingLink", "http://meet.example", /https/],
    ["meetingLink", "javascript:alert(1)", /https/],
  ] as const)(
    "%s as “%s” is said at its field, with what was typed, and nothing is kept",
    async (field, value, says) => {
      const here = practice()
      await here.begin()
      const before = here.kept()
      const page = await save(here, { time: "18:15", [field]: value, shareAnswers: [] })
      expect(page.status).toBe(422)
      expect(page.html).toContain(`<a href="#${field}">`)
      expect(page.html).toContain(`id="${field}-error"`)
      expect(page.text).toMatch(says)
      expect(page.html).toContain(`name="time" type="time" value="${field === "time" ? value : "18:15"}"`)
      expect(page.html).not.toMatch(/name="shareAnswers"[^>]* checked/)
      expect(here.kept()).toBe(before)
    },
  )
})

describe("pausing", () => {
  const pauseUntil = async (here: Practice, until: string) =>
    here.post(here.link("settings", "b"), { action: "pause", until })

  test("is until the day chosen, and without a day for four weeks", async () => {
    for (const [until, expected] of [
      ["2026-12-24", "Thursday, 24 December"],
      ["", "Monday, 21 December"],
    ] as const) {
      const here = practice()
      await here.begin()
      expect((await pauseUntil(here, until)).text).toContain(`Paused until ${expected}`)
    }
  })

  test("reaches from tomorrow to a year ahead, by the slot's calendar", async () => {
    for (const [until, status] of [
      ["2026-11-23", 422],
      ["2026-11-24", 200],
      ["2027-11-23", 200],
      ["2027-11-24", 422],
    ] as const) {
      const here = practice()
      await here.begin()
      expect((await pauseUntil(here, until)).status).toBe(status)
    }
  })

  test.each([
    ["2026-11-22", /from tomorrow on/],
    ["2028-01-01", /a year at most/],
    ["2026-11-31", /Write a day/],
    ["next week", /Write a day/],
    ["2026-12-24T10:00", /Write a day/],
    ["-271821-04-20", /Write a day/],
  ])("“%s” is refused at its field, and nothing is paused", async (until, says) => {
    const here = practice()
    await here.begin()
    const [sessions, letters] = [JSON.stringify(here.pair().sessions), here.sent.length]
    const page = await pauseUntil(here, until)
    expect(page.status).toBe(422)
    expect(page.html).toContain('id="until-error"')
    expect(page.html).toContain(`value="${until}"`)
    expect(page.text).toMatch(says)
    expect(JSON.stringify(here.pair().sessions)).toBe(sessions)
    expect(here.sent).toHaveLength(letters)
  })

  test("for a day or two is a gap: told once, and the pair goes on", async () => {
    const here = practice()
    await here.begin()
    const before = here.sent.length
    const page = await pauseUntil(here, "2026-11-24")
    expect(page.text).toContain("Paused until Tuesday, 24 November")
    expect(page.text).toContain("Next: Thursday, 26 November")
    expect(here.pair().status.kind).toBe("active")
    await pauseUntil(here, "2026-11-24")
    expect(kinds(here, before).toSorted()).toEqual(["paused ana", "paused ben"])
  })

  test("and starting again: the next usual time that is a day away, for both", async () => {
    const here = practice()
    await states.paused(here)
    const page = await here.post(here.link("settings", "b"), { action: "resume" })
    expect(page.text).toContain("You are meeting Next: Thursday, 26 November, 18:00–19:00, Berlin time")
  })
})

describe("replacing all links", () => {
  /** One link of each purpose that Ana has been sent, as they stood before. */
  function linksOf(here: Practice, member: "a" | "b") {
    return (["me", "settings", "rsvp", "after", "recap", "review", "confirm", "join", "mailbox"] as const).map(
      (purpose) => here.link(purpose, member, purpose === "rsvp" || purpose === "after" ? 1 : null),
    )
  }

  test("makes every link of that member before it worthless, of whatever purpose, and none of the partner's", async () => {
    const here = practice()
    await here.begin()
    await here.moveTo("2026-11-26T18:05:00Z")
    const [own, partners] = [linksOf(here, "a"), linksOf(here, "b")]
    const unsubscribe = here.link("unsubscribe", "a")
    const before = here.sent.length
    const page = await here.post(here.link("settings", "a"), { action: "links" })
    expect(page.status).toBe(200)
    expect(page.text).toContain("A letter is on its way to ana@example.org")
    expect(kinds(here, before)).toEqual(["confirm ana"])
    const kept = here.kept()
    for (const url of own) {
      const [shown, posted] = [await here.get(url), await here.post(url, actions.end)]
      expect([shown.status, posted.status]).toEqual([410, 410])
      expect(posted.text).toContain("This link has been replaced The newest letter has one that works")
    }
    expect(here.kept()).toBe(kept)
    for (const url of partners) expect((await here.get(url)).text).not.toContain("has been replaced")
    expect((await here.get(unsubscribe)).text).toContain("Stop all letters?")
    expect((await here.post(unsubscribe)).text).toContain("No more letters")
    expect(here.pair().members.a.unsubscribedAt).not.toBeNull()
  })

  test("sends one letter whose links work, and so do those of the letters after it", async () => {
    const here = practice()
    await here.begin()
    await here.post(here.link("settings", "a"), { action: "links" })
    const letter = textOf(readPart(here.sent.at(-1)!.raw))
    expect(letter).toContain("The links in all your earlier letters open nothing any more")
    const mailed = [...letter.matchAll(/https:\/\/turnabout\.example(\/me\/\S+)/g)].map(([, url]) => url!)
    expect(mailed).toHaveLength(2)
    for (const url of mailed) expect((await here.get(url)).status).toBe(200)
    const [session] = /\/rsvp\/[^"]+/.exec((await here.get(mailed[0]!)).html)!
    expect((await here.get(session)).status).toBe(200)
    await here.moveTo("2026-11-26T18:05:00Z")
    const form = here.sent.findLast(({ kind, to }) => kind === "after-form" && to.startsWith("ana"))!
    const url = /https:\/\/turnabout\.example(\/after\/\S+)/.exec(textOf(readPart(form.raw)))![1]!
    expect((await here.get(url)).status).toBe(200)
  })

  test("pressed twice at once, counts once; and the link it was pressed on is one of them", async () => {
    const here = practice()
    await here.begin()
    const url = here.link("settings", "a")
    const before = here.sent.length
    await Promise.all([here.post(url, { action: "links" }), here.post(url, { action: "links" })])
    expect(here.pair().members.a.links).toBe(1)
    expect(kinds(here, before)).toEqual(["confirm ana"])
    expect((await here.post(url, { action: "links" })).status).toBe(410)
  })

  test("takes back the link that would have confirmed another mailbox", async () => {
    const here = practice()
    await here.begin()
    await here.post(here.link("settings", "a"), actions.mailbox)
    const letter = textOf(readPart(here.sent.at(-1)!.raw))
    const confirm = /https:\/\/turnabout\.example(\/confirm\/\S+)/.exec(letter)![1]!
    expect((await here.get(here.link("settings", "a"))).text).toContain("has to be asked for again")
    await here.post(here.link("settings", "a"), { action: "links" })
    expect((await here.post(confirm)).status).toBe(410)
    expect(here.pair().members.a).toMatchObject({ mailbox: "ana@example.org", pending: null })
  })

  test("works for who has stopped all letters, and says how new ones come", async () => {
    const here = practice()
    await states["on hold"](here)
    const url = here.link("settings", "b")
    const before = here.sent.length
    const page = await here.post(url, { action: "links" })
    expect(page.text).toContain("A reply to any letter you had from us, in a word, starts them again")
    expect(here.sent).toHaveLength(before)
    expect((await here.get(url)).status).toBe(410)
  })

  test("is there after the end too, for as long as something can be taken or erased", async () => {
    const here = practice()
    await states.ended(here)
    const url = here.link("settings", "b")
    expect((await here.post(url, { action: "links" })).status).toBe(200)
    expect((await here.post(url, actions.erase)).status).toBe(410)
    expect(here.pair().status).toMatchObject({ kind: "ended", erased: [] })
  })
})

describe("erasing", () => {
  test.each([{ asksSure: "on" }, { asksSure: "on", sure: "" }, { sure: "yes" }])(
    "needs its box ticked: %o",
    async (fields) => {
      const here = practice()
      await here.begin()
      const before = here.kept()
      const page = await here.post(here.link("settings", "a"), { action: "erase", ...fields })
      expect(page.status).toBe(422)
      expect(page.html).toContain('id="sure-error"')
      expect(page.text).toContain("Tick this box first")
      expect(here.kept()).toBe(before)
    },
  )

  test("is done at once by the action alone, and the page's own form asks to be sure", async () => {
    const here = practice()
    await here.begin()
    const form = await here.get(here.link("settings", "a"))
    expect(form.html).toContain('name="asksSure" value="on"')
    expect((await here.post(here.link("settings", "a"), { action: "erase" })).text).toContain("Erased")
    expect(here.pair().status).toMatchObject({ kind: "ended", erased: ["a"] })
  })

  test("deletes the member's words and later their name and mailbox; their links say that all is erased", async () => {
    const here = practice()
    await here.begin()
    await here.moveTo("2026-11-26T18:05:00Z")
    await here.post(here.link("after", "a", 1), {
      happened: "yes",
      commitment: "call the landlord",
      line: "a quiet hour",
    })
    await here.post(here.link("settings", "a"), actions.mailbox)
    const page = await here.post(here.link("settings", "a"), actions.erase)
    expect(page.text).toContain("Your answers and commitments are gone")
    const texts = () => JSON.stringify([[...here.ports.store.kept.texts], [...here.ports.store.kept.letters]])
    expect(texts()).not.toMatch(/landlord|quiet hour/)
    await here.moveTo("2026-11-26T18:15:00Z")
    expect([...here.ports.store.kept.pairs.values()].join("")).not.toMatch(/Ana|ana@/)
    for (const purpose of purposes) {
      const gone = await here.get(here.link(purpose, "a"))
      expect(gone.status).toBe(410)
      expect(gone.text).toContain("Everything of yours is erased")
    }
    const partners = await here.get(here.link("settings", "b"))
    expect(partners.status).toBe(200)
    expect(partners.text).toContain("You and your partner")
  })
})

test.each([{}, { action: "" }, { action: "destroy" }])("%o is no button of this page", async (fields: Fields) => {
  const here = practice()
  await here.begin()
  const before = here.kept()
  const page = await here.post(here.link("settings", "a"), fields)
  expect(page.status).toBe(422)
  expect(page.html).toContain('<a href="#action">')
  expect(page.html).toContain('id="action"')
  expect(here.kept()).toBe(before)
})

test("the member of the link is the one who asks, whatever else is posted", async () => {
  const here = practice()
  await here.begin()
  await here.post(here.link("settings", "b"), {
    ...saveFields,
    name: "Benno",
    timeZone: "Europe/Berlin",
    time: "18:00",
    by: "a",
    member: "a",
  })
  expect([here.pair().members.a.name, here.pair().members.b.name]).toEqual(["Ana", "Benno"])
})

test("whatever is posted, the page answers plainly, and no turn is broken", async () => {
  const here = practice()
  await here.begin()
  const names = [...Object.keys(saveFields), "until", "email", "last", "was.time", "was.weekday"]
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("on", "9999-12-31", "2026-12-24", "2026-11-24", "23:59", "friday", "fortnightly", "__proto__"),
  )
  const action = fc.constantFrom("save", "pause", "resume", "export", "mailbox", "erase", "constructor")
  const field = fc.tuple(fc.constantFrom(...names), value)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("a", "b"),
      action,
      fc.array(field, { maxLength: 12 }),
      async (by, does, fields) => {
        const page = await here.post(here.link("settings", by), {
          ...Object.fromEntries(fields),
          asksSure: "on",
          action: does,
        })
        expect([200, 409, 422]).toContain(page.status)
        const { sessions } = here.pair()
        const ahead = sessions.filter(({ state }) => state.kind === "planned")
        expect(new Set(ahead.map(({ focus }) => focus)).size).toBe(ahead.length)
      },
    ),
    { numRuns: 100 },
  )
})
