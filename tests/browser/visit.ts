import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { expect } from "vitest"
import type { RunningService } from "../support/running-service.ts"
import { keyboardOf } from "./keyboard.ts"
import type { Keyboard } from "./keyboard.ts"
import type { Look } from "./looks.ts"
import { pageFaults } from "./page-faults.ts"

type VisitOptions = {
  readonly browser: Browser
  readonly service: RunningService
  /** Each page is looked at in each of these. */
  readonly looks: readonly Look[]
  readonly hasScript?: boolean
  /** Where the pictures go. */
  readonly folder: string
}

type Sent = { readonly body: string; readonly headers?: Readonly<Record<string, string>> }

export type Visit = {
  readonly page: Page
  readonly hasScript: boolean
  readonly keys: Keyboard
  /** Opens a page by its path or by the link of a letter. */
  readonly open: (url: string) => Promise<void>
  /** Has the browser post what no form of ours would. */
  readonly post: (path: string, sent: Sent) => Promise<void>
  /** Shows what would be answered at a path, where the service can't be brought to answer so. */
  readonly show: (path: string, answer: Response) => Promise<void>
  /** Looks at the page in the window, under a name for its pictures. */
  readonly look: (name: string) => Promise<void>
  /** Looks at a form that was refused: what is wrong has to be announced, to lead to each field, and to stand there. */
  readonly lookAtErrors: (name: string, fields: readonly string[]) => Promise<void>
  /** Everything found wrong so far, with the page and the look. */
  readonly faults: () => readonly string[]
  /** The titles of all the pages that were looked at. */
  readonly titles: () => ReadonlySet<string>
  readonly close: () => Promise<void>
}

/** One person's visit to the pages, in a browser of their own. */
export async function visit({ browser, service, looks, hasScript = true, folder }: VisitOptions): Promise<Visit> {
  const [first] = looks
  if (first === undefined) throw new Error("no look to look with")
  const context = await browser.newContext({
    viewport: { width: first.width, height: 720 },
    colorScheme: first.scheme,
    javaScriptEnabled: hasScript,
    timezoneId: "Europe/Lisbon",
    reducedMotion: "reduce",
  })
  const page = await context.newPage()
  const faults: string[] = []
  const titles = new Set<string>()
  let place = "before the first page"
  let count = 0
  const keys = keyboardOf(page, (fault) => faults.push(`${place}: ${fault}`))

  const look = async (name: string) => {
    count += 1
    titles.add((await page.title()).replace(/^Please check: /, ""))
    for (const { name: lookName, width, scheme } of looks) {
      place = `${name} ${lookName}`
      await page.setViewportSize({ width, height: 720 })
      await page.emulateMedia({ colorScheme: scheme })
      faults.push(...(await pageFaults(page)).map((fault) => `${place}: ${fault}`))
      const number = String(count).padStart(2, "0")
      await page.screenshot({ path: join(folder, `${number}-${name}.${lookName}.png`), fullPage: true })
    }
    faults.push(...(await keys.round()).map((fault) => `${place}: ${fault}`))
  }
  const lookAtErrors = async (name: string, fields: readonly string[]) => {
    // The focus moves with the first picture of the page.
    await expect
      .poll(() => page.evaluate(() => document.activeElement !== document.body), { timeout: 5_000 })
      .toBe(true)
    const { isAnnounced, links, unmarked } = await page.evaluate(readErrors)
    const found = [
      ...(isAnnounced ? [] : ["the errors do not have the focus"]),
      ...(JSON.stringify(links) === JSON.stringify(fields) ? [] : [`leads to ${links.join(", ")}`]),
      ...unmarked.map((field) => `${field} does not say that it is wrong, and why`),
    ]
    faults.push(...found.map((fault) => `${name}: ${fault}`))
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    const { id } = await keys.here()
    if (id !== fields[0]) faults.push(`${name}: the first error leads to “${id}”`)
    await look(name)
  }
  return {
    page,
    hasScript,
    keys,
    open: async (url) => {
      const { pathname, search, hash } = new URL(url, service.base)
      await page.goto(`${service.base}${pathname}${search}${hash}`)
    },
    post: async (path, { body, headers = { "Content-Type": "application/x-www-form-urlencoded" } }) => {
      const url = `${service.base}${path}`
      await page.route(url, (route) => route.continue({ method: "POST", postData: body, headers }))
      await page.goto(url)
      await page.unroute(url)
    },
    show: async (path, answer) => {
      const url = `${service.base}${path}`
      const [status, headers, body] = [answer.status, Object.fromEntries(answer.headers), await answer.text()]
      await page.route(url, (route) => route.fulfill({ status, headers, body }))
      await page.goto(url)
      await page.unroute(url)
    },
    look,
    lookAtErrors,
    faults: () => faults,
    titles: () => titles,
    close: () => context.close(),
  }
}

/** Runs in the page: whether the errors have the focus, the fields that they lead to, and those not marked as wrong. */
function readErrors() {
  const summary = document.querySelector(".errors[role=alert]")
  const links = [...(summary?.querySelectorAll("a") ?? [])].map((link) => decodeURIComponent(link.hash.slice(1)))
  const unmarked = links.filter((id) => {
    const field = document.getElementById(id)
    const marked = field?.closest('[aria-invalid="true"]') ?? null
    const described = marked?.getAttribute("aria-describedby")?.split(" ") ?? []
    return !described.some((name) => document.getElementById(name)?.classList.contains("error"))
  })
  return { isAnnounced: summary !== null && document.activeElement === summary, links, unmarked }
}
