import { sampleFrame } from "@turnabout/emails/frame.ts"
import type { LetterKind } from "@turnabout/core/letter-kind.ts"
import { letters } from "@turnabout/emails/registry.ts"
import { render } from "@turnabout/emails/render.ts"
import { describe, expect, test } from "vitest"
import { everyLetter } from "./every-letter.ts"
import type { RenderedSample } from "./every-letter.ts"

const all = everyLetter()

/** A sample by its name, with the text on one line too. */
function letterOf(kind: LetterKind, sample: string): RenderedSample & { readonly line: string } {
  const letter = all.find((each) => each.title === `${kind} (${sample})`)
  if (letter === undefined) throw new Error(`There is no sample ${sample} of ${kind}`)
  return { ...letter, line: letter.text.replace(/\s+/g, " ") }
}

describe("the partner request", () => {
  test("says what a YES by reply means", () => {
    const { line } = letterOf("partner-request", "with-note")
    expect(line).toContain("that you are 18 or older, and that you have read the working agreement and agree to it")
    expect(line).toContain("Read the working agreement: https://turnabout.example/guide#agreement")
  })

  test("quotes the note with its line breaks", () => {
    const { text, html } = letterOf("partner-request", "with-note")
    expect(text).toContain("> Shall we give each other an hour a week until spring?")
    expect(html).toMatch(/know the feeling\.<br>Shall we/)
  })

  test("promises one reminder, and the reminder promises none", () => {
    expect(letterOf("partner-request", "with-note").line).toContain(
      "We ask once more in five days and then never again.",
    )
    expect(letterOf("partner-request", "reminder").line).toContain("This is the last time we ask.")
  })
})

describe("the letter to confirm", () => {
  test("has a button that says what the page's button says, with the name in it", () => {
    const { text, html } = letterOf("confirm", "new")
    expect(text).toContain("Yes, ask Ben: https://turnabout.example/confirm/")
    expect(html).toContain("Yes, ask <bdi>Ben</bdi></a>")
  })
})

describe("the invitation", () => {
  test("leaves no doubt who coaches", () => {
    const focus = letterOf("invitation", "focus")
    expect(focus.subject).toBe("Thursday, 26 November: Ben coaches you")
    expect(focus.line).toContain("you are the focus, and Ben coaches you.")
    const coach = letterOf("invitation", "coach")
    expect(coach.subject).toBe("Thursday, 26 November: you coach Ana")
    expect(coach.line).toContain("you coach, and Ana is the focus.")
  })

  test("gives both times where the zones differ, and one where they agree", () => {
    expect(letterOf("invitation", "focus").line).toContain("17:00–18:00, Lisbon time For Ben: 18:00–19:00, Berlin time")
    expect(letterOf("invitation", "same-zone").line).not.toContain("For Ben")
  })

  test("says that the clocks change apart, and until when", () => {
    expect(letterOf("invitation", "clock-change").line).toContain("an hour earlier than usual for you, until 5 April")
  })

  test("offers yes, skip and another time", () => {
    const { text } = letterOf("invitation", "focus")
    for (const path of ["yes", "skip", "other"]) expect(text).toContain(`https://turnabout.example/rsvp/${path}/`)
  })

  test("a cancelled one offers nothing to answer", () => {
    const { text, subject } = letterOf("invitation", "cancel-paused")
    expect(subject).toBe("Cancelled: Thursday, 26 November with Ben")
    expect(text).not.toContain("/rsvp/")
  })
})

describe("the prompt", () => {
  test("lists the open commitments with their numbers, and says nothing of them where there are none", () => {
    const { text } = letterOf("prompt", "with-commitments")
    expect(text).toContain("Last time you chose:\n\n1. email Ana before Thursday lunch\n2. when I open the laptop")
    expect(letterOf("prompt", "without-commitments").text).not.toContain("Last time")
  })

  test("says where the reply goes", () => {
    expect(letterOf("prompt", "with-commitments").line).toContain("goes to Ben too; begin it with PRIVATE to keep it")
    expect(letterOf("prompt", "private").line).toContain("stays with you; begin it with SHARE to send it to Ben too")
  })
})

describe("the after-form", () => {
  test("asks only the focus whether they felt heard", () => {
    expect(letterOf("after-form", "focus-with-commitments").line).toContain("Did you feel heard? Write “heard:”")
    expect(letterOf("after-form", "coach-with-commitments").line).not.toContain("heard")
    expect(letterOf("after-form", "review").line).not.toContain("heard")
  })

  test("numbers nothing but the commitments, so that “1 done” can mean one thing only", () => {
    for (const sample of ["focus-with-commitments", "coach-with-commitments"]) {
      const { blocks } = letterOf("after-form", sample)
      expect(blocks.filter(({ kind }) => kind === "numbers")).toHaveLength(1)
      expect(blocks.some(({ kind }) => kind === "bullets")).toBe(false)
    }
    expect(letterOf("after-form", "coach-without-commitments").text).not.toMatch(/^\d\. /m)
  })

  test("asks about earlier commitments only where there are some", () => {
    expect(letterOf("after-form", "coach-with-commitments").text).toContain("1. call the landlord")
    expect(letterOf("after-form", "coach-without-commitments").line).not.toMatch(/earlier ones|1 done/)
  })
})

describe("the recap", () => {
  test("says how often they met and what became of each commitment, in the reader's own words", () => {
    const { line } = letterOf("recap", "full")
    expect(line).toContain("In November you and Ben met four times; you were the focus twice.")
    expect(line).toContain("email Ana before Thursday lunch (said on 5 November; kept on 12 November)")
    expect(line).toContain("write the first page, badly (said on 12 November; partly done on 19 November)")
    expect(line).toContain("2. ask my sister about the summer (said on 26 November)")
    expect(line).toContain("learn to bake bread (said on 5 November; let go on 19 November)")
  })

  test("a month in which the reader only coached is told as it was", () => {
    const { line } = letterOf("recap", "first-month")
    expect(line).toContain("In November you and Ben met once; you were not the focus.")
    expect(line).toContain("Keep it if you would miss it, or let it go.")
  })

  test("an empty month is told as one that may be exactly right", () => {
    const { line } = letterOf("recap", "empty-month")
    expect(line).toContain("You wrote nothing down. That can be exactly right.")
    expect(line).not.toMatch(/Still open|Month by month|Which of the open ones/)
  })

  test("a month with a line to keep is not told that nothing was written", () => {
    expect(letterOf("recap", "lines-alone").line).toContain("You took nothing on. That can be exactly right.")
  })

  test("nothing kept, and everything kept, have a sentence each", () => {
    expect(letterOf("recap", "nothing-kept").line).toContain("Pick the one you would miss, and let the others go.")
    expect(letterOf("recap", "all-kept").line).toContain("Were they big enough to matter, or is life just good?")
    expect(letterOf("recap", "full").line).not.toMatch(/Pick the one|big enough/)
  })

  test("the chart's words name what is there, month by month", () => {
    const { text, html } = letterOf("recap", "full")
    expect(text).toContain("October: 3 kept, 1 partly, 1 let go\nNovember: 2 kept, 1 partly, 2 open, 1 let go")
    expect(html.match(/class="bar-kept"/g)).toHaveLength(3)
  })
})

describe("every sample of the recap", () => {
  const samples = letters.recap.samples.map(({ name, props }) => [name, props] as const)

  test.each(samples)("%s: the chart counts what the lists hold", (_, props) => {
    const told = props.months.filter(({ month }) => props.month.includes(month))
    const sum = (of: "kept" | "partly" | "open" | "letGo") => told.reduce((total, month) => total + month[of], 0)
    const lists = [props.kept, props.partly, props.open, props.letGo].map((list) => list.length)
    expect([sum("kept"), sum("partly"), sum("open"), sum("letGo")]).toEqual(lists)
    expect(props.months.slice(0, -1).every(({ open }) => open === 0)).toBe(true)
  })

  test.each(samples)("%s: nothing was said on more days than they met", (_, props) => {
    const items = [...props.kept, ...props.partly, ...props.open, ...props.letGo]
    expect(new Set(items.map(({ made }) => made)).size).toBeLessThanOrEqual(props.met)
    expect(props.focused).toBeLessThanOrEqual(props.met)
  })
})

describe("the bars of the chart", () => {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  test("stand out from the paper by 3:1, by day and by night (WCAG 2.2, 1.4.11)", () => {
    const { html } = letterOf("recap", "full")
    const found = (pattern: RegExp) => pattern.exec(html)?.[1] ?? ""
    const pairs = [
      [
        found(/class="bar-partly" style="[^"]*background:(#\w{6})/),
        found(/class="paper" style="[^"]*background:(#\w{6})/),
      ],
      [found(/\.bar-partly\{background:(#\w{6})/), found(/\.paper\{background:(#\w{6})/)],
    ] as const
    for (const [bar, paper] of pairs) {
      const [dark = 0, light = 0] = [luminance(bar), luminance(paper)].toSorted((one, other) => one - other)
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(3)
    }
  })
})

describe("letters about a change", () => {
  test("a skip tells both who skipped and whose turn comes next, and only its author how to take it back", () => {
    const own = letterOf("skipped", "you").line
    expect(own).toContain("Thursday, 3 December, 17:00–18:00, Lisbon time. You are the focus; Ben coaches.")
    expect(own).toContain("UNSKIP")
    const other = letterOf("skipped", "partner").line
    expect(other).toContain("Ana has skipped your session on Thursday, 26 November.")
    expect(other).not.toContain("UNSKIP")
  })

  test("a refused move names the time asked for, the reason and the time that stands", () => {
    const { line } = letterOf("not-moved", "too-far")
    expect(line).toContain("You proposed Friday, 4 December, 12:00, Lisbon time.")
    expect(line).toContain("at most six days")
    expect(line).toContain("When: Thursday, 26 November, 17:00–18:00, Lisbon time")
  })

  test("a letter that asks its own question does not offer the usual words besides", () => {
    expect(letterOf("question", "end").line).not.toContain("SKIP")
    expect(letterOf("prompt", "with-commitments").line).toContain("Reply SKIP to skip the next session")
  })

  test("a letter after a session says what SKIP means to it", () => {
    const { line } = letterOf("after-form", "coach-with-commitments")
    expect(line).toContain("reply SKIP to its invitation: to this letter it says that this session did not happen")
    expect(line).not.toContain("Reply SKIP to skip the next session")
  })
})

describe("the frame", () => {
  const bare = {
    ...sampleFrame,
    settingsUrl: null,
    unsubscribeUrl: null,
    operator: { name: null, postalAddress: null },
  }

  test("leaves out what there is not", () => {
    const { text } = render("erased", { partner: "Ben", backupsUntil: null }, bare)
    expect(text).not.toMatch(/settings|Stop all letters|is run here/)
  })

  test("does not offer a link that the letter offers already", () => {
    const props = {
      sender: "ana@work.example",
      received: "Tuesday, 24 November, 09:12",
      addUrl: sampleFrame.settingsUrl,
    }
    expect(render("foreign-sender", props, sampleFrame).text).not.toContain("Your settings")
  })

  test("names the operator with the address, or with the one of them there is", () => {
    const named = { ...bare, operator: { name: "Lindenhof", postalAddress: null } }
    expect(render("erased", { partner: "Ben", backupsUntil: null }, named).text).toContain("run here by Lindenhof.")
  })
})
