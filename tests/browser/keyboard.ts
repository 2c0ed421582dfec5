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

export type Keyboard = ReturnType<typeof keyboardOf>

/**
 * Somebody who has a keyboard and nothing else: Tab, arrows, Space, Enter and letters. Each stop on the way has to show
 * that it has the focus; those that do not are told to `onHidden`.
 */
export function keyboardOf(page: Page, onHidden: (fault: string) => void) {
  const here = () => page.evaluate(readStop)
  const tab = async (): Promise<Stop> => {
    await page.keyboard.press("Tab")
    const stop = await here()
    if (stop.hidden !== null) onHidden(`the focus on “${stop.name}” (${stop.tag} ${stop.id}) ${stop.hidden}`)
    return stop
  }
  const tabUntil = async (name: string, isThere: (stop: Stop) => boolean): Promise<Stop> => {
    const passed: string[] = []
    for (let count = 0; count < stopsAtMost; count += 1) {
      const stop = await tab()
      if (isThere(stop)) return stop
      passed.push(stop.name)
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
    /** Once round the whole page: which of its controls Tab does not lead to. */
    round: async (): Promise<string[]> => {
      const reached: Stop[] = []
      // Behind the last stop the focus is on the page itself, and then it begins again.
      const isRound = (stop: Stop) =>
        isSameStop(stop, reached[0]) && reached.some(({ tag }) => tag === "body") && reached.length > 1
      await tabUntil("the first stop", (stop) => {
        if (isRound(stop)) return true
        reached.push(stop)
        return false
      })
      const names = new Set(reached.map(({ name }) => name))
      const missed = (await page.evaluate(readControls)).filter((name) => !names.has(name))
      return missed.map((name) => `Tab does not lead to “${name}”`)
    },
  }
}

function isSameStop(one: Stop, other: Stop | undefined): boolean {
  return one.name === other?.name && one.id === other.id && one.tag === other.tag
}

/** Runs in the page, so all that it needs is within it. */
function readStop(): Stop {
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
  return {
    name: words.replaceAll(/\s+/g, " ").trim(),
    group: at.closest("fieldset")?.querySelector("legend")?.innerText ?? "",
    tag: at.localName,
    type: at instanceof HTMLInputElement ? at.type : "",
    id: at.id,
    hidden: at === document.body ? null : !isOutlined ? "has no outline" : !isInView ? "is out of view" : null,
  }
}

/** The names of all that can be used on the page, of a group of answers the one that Tab leads to. */
function readControls(): string[] {
  const controls = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary")]
  const isStop = (each: HTMLElement) =>
    each.checkVisibility() &&
    !(each instanceof HTMLInputElement && each.type === "radio" && !each.checked) &&
    !(each instanceof HTMLInputElement && each.type === "hidden")
  return controls.filter(isStop).map((each) => {
    const labels =
      each instanceof HTMLInputElement || each instanceof HTMLSelectElement || each instanceof HTMLTextAreaElement
    return (labels ? (each.labels?.[0]?.innerText ?? "") : each.innerText).replaceAll(/\s+/g, " ").trim()
  })
}
