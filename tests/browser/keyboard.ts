import type { Page } from "playwright-core"

/** Where the focus is. */
export type Stop = {
  /** What stands on it: the words of a link or button, the label of a field; empty for the page itself. */
  readonly name: string
  /** The question to which it is one of the answers; empty if it is none. */
  readonly group: string
  readonly tag: string
  readonly type: string
  readonly id: string
  /** What a pair of eyes would miss; null if they see where they are. */
  readonly hidden: string | null
}

const stopsAtMost = 300
const fields = ["input", "select", "textarea"]
/** A stop of our own behind all others, so that Tab never leaves the page: when it came back would be up to the browser. */
const endTag = "page-end"

type IsThere = (stop: Stop) => boolean | Promise<boolean>

export type Keyboard = ReturnType<typeof keyboardOf>

/**
 * Somebody who has a keyboard and nothing else: Tab, arrows, Space, Enter and letters. Each stop on the way has to show
 * that it has the focus; those that do not are told to `onHidden`.
 */
export function keyboardOf(page: Page, onHidden: (fault: string) => void) {
  const here = () => page.evaluate(readStop, endTag)
  const tab = async (): Promise<Stop> => {
    await page.keyboard.press("Tab")
    const stop = await here()
    if (stop.hidden !== null) onHidden(`the focus on “${stop.name}” (${stop.tag} ${stop.id}) ${stop.hidden}`)
    return stop
  }
  const tabUntil = async (name: string, isThere: IsThere): Promise<Stop> => {
    const passed: string[] = []
    await page.evaluate(addEnd, endTag)
    try {
      for (let count = 0; count < stopsAtMost; count += 1) {
        const stop = await tab()
        if (await isThere(stop)) return stop
        if (stop.tag === endTag) await page.evaluate(goToTop)
        passed.push(stop.name)
      }
    } finally {
      await page.evaluate(removeEnd, endTag)
    }
    throw new Error(`Tab does not lead to “${name}” on ${page.url()}, but to ${[...new Set(passed)].join(", ")}`)
  }
  const tabTo = (start: string) => tabUntil(start, ({ name }) => name.startsWith(start))
  const enter = async (): Promise<void> => {
    const loaded = page.waitForEvent("load")
    await page.keyboard.press("Enter")
    await loaded
  }
  return {
    here,
    tabTo,
    /** Goes to a field and types; in a list that chooses the option which begins so. What stood there is replaced. */
    fill: async (name: string, text: string) => {
      // A date or a time has a stop for each of its parts: it is typed from the first.
      let before = (await here()).id
      const { tag, type } = await tabUntil(name, (stop) => {
        const isFirst = stop.id !== before
        before = stop.id
        return isFirst && fields.includes(stop.tag) && stop.name.startsWith(name)
      })
      if (tag === "textarea" || ["text", "email", "url"].includes(type)) await page.keyboard.press("Control+A")
      await page.keyboard.type(text)
    },
    /** Goes to a question, and down to the answer. */
    choose: async (question: string, answer: string) => {
      const first = await tabUntil(question, ({ group, type }) => type === "radio" && group.startsWith(question))
      for (let at = first, count = 0; !at.name.startsWith(answer); count += 1) {
        if (count > 5) throw new Error(`no arrow leads to “${answer}”`)
        await page.keyboard.press("ArrowDown")
        at = await here()
      }
      await page.keyboard.press("Space")
    },
    tick: async (name: string) => {
      await tabUntil(name, (stop) => stop.type === "checkbox" && stop.name.startsWith(name))
      await page.keyboard.press("Space")
    },
    /** Goes to a button or link and presses it; returns when the page that it leads to is there. */
    press: async (name: string) => {
      await tabTo(name)
      await enter()
    },
    enter,
    /** Through the whole page, from its top to its end: which of its controls Tab does not lead to. */
    round: async (): Promise<string[]> => {
      await page.evaluate(goToTop)
      const reached = await page.evaluateHandle(() => new Set<Element | null>())
      await tabUntil("its end", async ({ tag }) => {
        await reached.evaluate((elements) => elements.add(document.activeElement))
        return tag === endTag
      })
      const missed = await reached.evaluate(readMissed)
      return missed.map((name) => `Tab does not lead to “${name}”`)
    },
  }
}

/** Runs in the page. */
function addEnd(tag: string): void {
  const end = document.createElement(tag)
  end.tabIndex = 0
  document.body.append(end)
}

/** Runs in the page. */
function removeEnd(tag: string): void {
  document.querySelector(tag)?.remove()
}

/** Runs in the page: the next Tab leads to its first stop, wherever the focus was. */
function goToTop(): void {
  document.body.tabIndex = -1
  document.body.focus()
  document.body.removeAttribute("tabindex")
}

/** Runs in the page, so all that it needs is within it. */
function readStop(tagOfEnd: string): Stop {
  const at = document.activeElement instanceof HTMLElement ? document.activeElement : document.body
  // Within a letter of the workbench: its link, whose outline is the mail client's.
  if (at instanceof HTMLIFrameElement) {
    const link = at.contentDocument?.activeElement?.textContent ?? ""
    return { name: `${at.title}: ${link}`, group: "", tag: at.localName, type: "", id: "", hidden: null }
  }
  const labels = at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement
  const words = labels ? (at.labels?.[0]?.innerText ?? "") : at === document.body ? "" : at.innerText
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at)
  const { top, bottom, left, right, width, height } = at.getBoundingClientRect()
  const isOutlined =
    outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && !/^rgba\(.*, 0\)$/.test(outlineColor)
  const isInView = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth && width > 0 && height > 0
  const isOurs = at === document.body || at.localName === tagOfEnd
  return {
    name: words.replaceAll(/\s+/g, " ").trim(),
    group: at.closest("fieldset")?.querySelector("legend")?.innerText ?? "",
    tag: at.localName,
    type: at instanceof HTMLInputElement ? at.type : "",
    id: at.id,
    hidden: isOurs ? null : !isOutlined ? "has no outline" : !isInView ? "is out of view" : null,
  }
}

/** Runs in the page: the names of all that can be used on it, but for what was reached; of a group of answers one is enough. */
function readMissed(reached: ReadonlySet<Element | null>): string[] {
  const controls = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary")]
  const isStop = (each: HTMLElement) =>
    each.checkVisibility() && !(each instanceof HTMLInputElement && each.type === "hidden")
  const groupOf = (each: HTMLElement): readonly HTMLElement[] =>
    each instanceof HTMLInputElement && each.type === "radio"
      ? [...(each.form?.querySelectorAll<HTMLElement>(`input[type=radio][name="${CSS.escape(each.name)}"]`) ?? [each])]
      : [each]
  const missed = controls.filter((each) => isStop(each) && !groupOf(each).some((one) => reached.has(one)))
  return missed.map((each) => {
    const labels =
      each instanceof HTMLInputElement || each instanceof HTMLSelectElement || each instanceof HTMLTextAreaElement
    return (labels ? (each.labels?.[0]?.innerText ?? "") : each.innerText).replaceAll(/\s+/g, " ").trim()
  })
}
