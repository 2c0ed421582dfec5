import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium } from "playwright-core"
import type { Browser } from "playwright-core"

/** How a letter is looked at: a window's width, and light or dark. */
const looks = [
  { name: "desktop", width: 800, scheme: "light" },
  { name: "phone", width: 360, scheme: "light" },
  { name: "dark", width: 360, scheme: "dark" },
] as const

/** The pictures of one letter, by the name of its files. */
export function shotsOf(file: string): readonly { readonly name: string; readonly path: string }[] {
  return looks.map(({ name }) => ({ name, path: `${file}.${name}.png` }))
}

/**
 * Takes pictures of the letters in a folder, whole, as desktop, phone and dark phone; `onShot` hears of each letter that
 * is done. Needs Chromium: Debian's, or the one that CHROMIUM names.
 */
export async function takeShots(folder: string, files: readonly string[], onShot: () => void): Promise<void> {
  const browser = await openChromium()
  try {
    for (const { name, width, scheme } of looks) {
      const context = await browser.newContext({ viewport: { width, height: 640 }, colorScheme: scheme, offline: true })
      const page = await context.newPage()
      for (const file of files) {
        await page.goto(pathToFileURL(join(folder, `${file}.html`)).href)
        await page.screenshot({ path: join(folder, `${file}.${name}.png`), fullPage: true })
        if (name === looks.at(-1)?.name) onShot()
      }
      await context.close()
    }
  } finally {
    await browser.close()
  }
}

/** Throws, in words for whoever asked, if there is none. */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
  try {
    return await chromium.launch({ executablePath, args: ["--no-sandbox", ...quiet] })
  } catch (cause) {
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it (apt-get install chromium), or name yours: CHROMIUM=/path/to/chromium`,
      { cause },
    )
  }
}
