import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pairIdSchema } from "@turnabout/core/id.ts"
import { chance } from "@turnabout/functions/adapters/chance.ts"
import { startService } from "@turnabout/local/service.ts"
import type { Browser, Page } from "playwright-core"
import { Temporal } from "temporal-polyfill"
import { ana, begin, ben, fillIn, handsOn, live, pathIn } from "./autumn.ts"
import { openChromium } from "./shots.ts"

/** Told of each picture in turn, with the page in a window as large as the picture. */
export type OnPicture = (name: string, page: Page) => Promise<void>

/**
 * Lives an autumn of Ana and Ben on a service of its own, and shows each page and letter that the README has a picture
 * of. The clock is the story's, so the days are the same every time.
 */
export async function showPictures(onPicture: OnPicture): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "turnabout-screenshots-"))
  const browser = await openChromium()
  const service = await start(folder)
  try {
    await tell(camera(browser, onPicture), `http://127.0.0.1:${service.port}`)
  } finally {
    await browser.close()
    await service.stop()
    await rm(folder, { recursive: true })
  }
}

/** What can be read on the whole page: where a picture of it ends depends on the fonts of a machine. */
export async function wordsOn(page: Page): Promise<string> {
  const words = await page.evaluate(() => document.body.innerText)
  return words
    .split("\n")
    .map((line) => line.replaceAll(/\s+/g, " ").trim())
    .filter((line) => line !== "")
    .join("\n")
}

async function tell(take: Camera, base: string): Promise<void> {
  const hands = handsOn(base)
  await take("sign-up", { url: `${base}/`, width: 720, height: 860 })
  await begin(hands)
  await take("invitation", {
    html: (await hands.newest(ben, "invitation")).html,
    width: 600,
    downTo: "Move it to another time",
  })
  await live(hands)

  await hands.moveTo("2026-11-18T20:00:00Z")
  await take("prompt-dark", { html: (await hands.newest(ana, "prompt")).html, width: 390, height: 760, isDark: true })
  await hands.reply(ana, await hands.newest(ana, "prompt"), "The talk with my brother went well. What now?")
  await take("workbench", { url: `${base}/workbench`, width: 1280, height: 900 })

  await hands.moveTo("2026-11-19T19:30:00Z")
  const after = pathIn(await hands.newest(ana, "after-form"), "/after/")
  await take("after-form", { url: `${base}${after}`, width: 390, height: 844 })
  await fillIn(hands, { by: ana, will: ["tell Ben how it went"], became: ["kept", "partly"] })

  await hands.moveTo("2026-12-02T12:00:00Z")
  await take("recap", { html: (await hands.newest(ana, "recap")).html, width: 600, height: 900 })
  await hands.post(pathIn(await hands.newest(ana), "/me/"))
  const settings = pathIn(await hands.newest(ana), "/me/")
  await take("settings", { url: `${base}${settings}`, width: 720, height: 900 })
}

type View = ({ readonly url: string } | { readonly html: string }) & {
  readonly width: number
  readonly isDark?: boolean
  /** How tall, or the words that the picture ends below. */
} & ({ readonly height: number } | { readonly downTo: string })
type Camera = (name: string, view: View) => Promise<void>

const spaceBelow = 28

/** Shows the top of a page or a letter. */
function camera(browser: Browser, onPicture: OnPicture): Camera {
  return async (name, view) => {
    const { width, isDark = false } = view
    const height = "height" in view ? view.height : 900
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: isDark ? "dark" : "light",
      timezoneId: "Europe/Lisbon",
    })
    const page = await context.newPage()
    await ("url" in view ? page.goto(view.url) : page.setContent(view.html))
    if ("downTo" in view) {
      const last = await page.getByText(view.downTo).last().boundingBox()
      if (last === null) throw new Error(`“${view.downTo}” is not on ${name}`)
      await page.setViewportSize({ width, height: Math.ceil(last.y + last.height + spaceBelow) })
    }
    await onPicture(name, page)
    await context.close()
  }
}

async function start(dataDir: string) {
  const settings = {
    port: 0,
    smtpPort: 0,
    dataDir,
    mailDomain: "turnabout.example",
    baseUrl: "https://turnabout.example",
    clock: Temporal.Instant.from("2026-08-31T08:00:00Z"),
  }
  const started = await startService(settings, {
    log: () => undefined,
    // The pair's id decides the questions that they get, and the minutes of their recaps.
    chance: { ...chance, pairId: () => pairIdSchema.parse("pair_autumnautumnautu") },
    onFail: (error) => {
      throw error
    },
  })
  if (!started.ok) throw new Error(`The service did not start: ${started.error.kind}`)
  return started.value
}
