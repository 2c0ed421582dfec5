import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { command } from "@turnabout/functions/commands/command.ts"
import { startService } from "@turnabout/local/service.ts"
import type { Browser } from "playwright-core"
import { Temporal } from "temporal-polyfill"
import { ana, begin, ben, fillIn, handsOn, live, pathIn } from "./autumn.ts"
import { openChromium } from "./shots.ts"

const usage = `usage: npm run screenshots

Takes the README's pictures anew, into docs/images: the whole service runs on ports of its own, Ana and Ben sign up, meet
for an autumn and answer their letters, and Chromium looks at what they saw. The clock is the story's, so the days in the
pictures are the same every time. Needs Chromium.`

await command({ usage, options: {}, run: takePictures })

async function takePictures(): Promise<string> {
  const images = resolve(import.meta.dirname, "../docs/images")
  await mkdir(images, { recursive: true })
  const folder = await mkdtemp(join(tmpdir(), "turnabout-screenshots-"))
  const browser = await openChromium()
  const service = await start(folder)
  try {
    await tell(camera(browser, images), `http://127.0.0.1:${service.port}`)
    return `Pictures in ${images}`
  } finally {
    await browser.close()
    await service.stop()
    await rm(folder, { recursive: true })
  }
}

async function tell(take: Camera, base: string): Promise<void> {
  const hands = handsOn(base)
  await take("sign-up", { url: `${base}/`, width: 720, height: 860 })
  await begin(hands)
  await take("invitation", { html: (await hands.newest(ben, "invitation")).html, width: 600, height: 640 })
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
  readonly height: number
  readonly isDark?: boolean
}
type Camera = (name: string, view: View) => Promise<void>

/** Takes the top of a page or a letter, as large as its window. */
function camera(browser: Browser, folder: string): Camera {
  return async (name, view) => {
    const { width, height, isDark = false } = view
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: isDark ? "dark" : "light",
      timezoneId: "Europe/Lisbon",
    })
    const page = await context.newPage()
    await ("url" in view ? page.goto(view.url) : page.setContent(view.html))
    await page.screenshot({ path: join(folder, `${name}.png`) })
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
    onFail: (error) => {
      throw error
    },
  })
  if (!started.ok) throw new Error(`The service did not start: ${started.error.kind}`)
  return started.value
}
