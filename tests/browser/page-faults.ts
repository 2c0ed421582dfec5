import axe from "axe-core"
import type { Page } from "playwright-core"

/** WCAG 2.2 at AA, and what axe calls good practice beyond it. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

/** What keeps people from reading the page as it stands in the window, one line each; none if it is well. */
export async function pageFaults(page: Page): Promise<string[]> {
  const { title, language, headings } = await page.evaluate(() => ({
    title: document.title,
    language: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1")].map(({ innerText }) => innerText),
  }))
  return [
    ...(title.trim() === "" ? ["has no title"] : []),
    ...(language === "" ? ["has no language"] : []),
    ...(headings.length === 1 ? [] : [`has ${headings.length} first headings: ${headings.join(", ")}`]),
    ...((await isWide(page)) ? ["scrolls sideways"] : []),
    ...(await axeFaults(page)),
  ]
}

/** Whether the page is wider than its window. */
function isWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
}

/** What axe-core finds: rule, place, and what to do about it. */
async function axeFaults(page: Page): Promise<string[]> {
  // Where scripts are off a page has no timers either, and axe waits for one between its steps.
  const timers = "globalThis.setTimeout = (step) => (Promise.resolve().then(step), 0)"
  await page.evaluate(`globalThis.axe === undefined && (() => { ${timers}; ${axe.source} })()`)
  return page.evaluate(async (values) => {
    const { axe: inPage } = globalThis as unknown as { readonly axe: typeof axe }
    const { violations } = await inPage.run(document, {
      runOnly: values,
      resultTypes: ["violations"],
      // Only the workbench has frames, with letters in them, which are looked at by themselves.
      iframes: false,
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = "" }) => `${id}: ${target.join(" ")}: ${failureSummary.replaceAll(/\s+/g, " ")}`,
      ),
    )
  }, rules)
}
