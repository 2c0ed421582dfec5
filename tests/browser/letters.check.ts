import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { galleryIndex } from "../../scripts/gallery-index.tsx"
import { gallery } from "../../scripts/gallery.ts"
import { openChromium } from "../../scripts/shots.ts"
import { tableOf } from "../faults/tables.ts"
import type { Look } from "./looks.ts"
import { shotsFolder } from "./looks.ts"
import { pageFaults } from "./page-faults.ts"

/** A phone, a window as wide as a letter, and twice the size, which leaves half as many CSS pixels in the same window. */
const looks: readonly Look[] = [
  { name: "320-light", width: 320, scheme: "light" },
  { name: "320-dark", width: 320, scheme: "dark" },
  { name: "600-light", width: 600, scheme: "light" },
  { name: "600-dark", width: 600, scheme: "dark" },
  { name: "320-at-200-percent", width: 160, scheme: "light" },
]

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await openChromium()
  // As in a mail client: no script of the letter runs, and nothing is fetched.
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true })
  page = await context.newPage()
})
afterAll(() => browser.close())

test("axe finds nothing in any letter, and none scrolls sideways, on a phone, by night and at twice the size", async ({
  task,
}) => {
  const folder = shotsFolder("letters")
  const samples = await gallery()
  const faults: string[] = []
  for (const { name, width, scheme } of looks) {
    await page.setViewportSize({ width, height: 720 })
    await page.emulateMedia({ colorScheme: scheme })
    for (const { file, html } of samples) {
      await page.setContent(html)
      const found = await pageFaults(page)
      faults.push(...found.map((fault) => `${file} ${name}: ${fault}`))
      if (found.length > 0) await page.screenshot({ path: join(folder, `${file}.${name}.png`), fullPage: true })
    }
  }
  expect(samples.length).toBeGreaterThan(200)
  task.meta.table = tableOf(`Letters in Chromium (pictures of those with faults: ${folder})`, [
    ["letters", "looks", "faults"],
    [samples.length, looks.length, faults.length],
  ])
  expect(faults).toEqual([])
})

test("axe finds nothing in the gallery's index, and it does not scroll sideways", async () => {
  await page.setContent(galleryIndex(await gallery(), { withShots: false }))
  const faults: string[] = []
  for (const { name, width, scheme } of looks) {
    await page.setViewportSize({ width, height: 720 })
    await page.emulateMedia({ colorScheme: scheme })
    faults.push(...(await pageFaults(page)).map((fault) => `${name}: ${fault}`))
  }
  expect(faults).toEqual([])
})

test("the same look finds a picture without words, a pale line and a table that is too wide", async () => {
  await page.setViewportSize({ width: 320, height: 720 })
  await page.emulateMedia({ colorScheme: "light" })
  await page.setContent(
    `<!DOCTYPE html><html lang="en"><title>A letter</title><main><h1>A letter</h1><img src="data:,">
    <p style="color:#aaa;background:#fff">pale</p><table style="width:600px"><tr><td>wide</td></tr></table></main></html>`,
  )
  const found = (await pageFaults(page)).map((fault) => fault.replace(/:.*/, ""))
  expect(found).toEqual(["scrolls sideways", "color-contrast", "image-alt"])
})
