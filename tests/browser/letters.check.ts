import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { gallery } from "../../scripts/gallery.ts"
import { openChromium } from "../../scripts/shots.ts"
import { tableOf } from "../faults/tables.ts"
import type { Look } from "./looks.ts"
import { shotsFolder } from "./looks.ts"
import { isWide, pageFaults } from "./page-faults.ts"

/** A phone by day, and a window as wide as a letter by night. */
const looks: readonly Look[] = [
  { name: "320-light", width: 320, scheme: "light" },
  { name: "600-dark", width: 600, scheme: "dark" },
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
  // Twice the size in the same window leaves half as many CSS pixels.
  await page.setViewportSize({ width: 160, height: 360 })
  for (const { file, html } of samples) {
    await page.setContent(html)
    if (await isWide(page)) faults.push(`${file} at 200 %: scrolls sideways`)
  }
  expect(samples.length).toBeGreaterThan(200)
  task.meta.table = tableOf(`Letters in Chromium (pictures of those with faults: ${folder})`, [
    ["letters", "looks", "faults"],
    [samples.length, looks.length + 1, faults.length],
  ])
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
