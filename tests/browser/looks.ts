import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"

/** How a page is looked at: the window's width in CSS pixels, and light or dark. */
export type Look = { readonly name: string; readonly width: number; readonly scheme: "light" | "dark" }

/** The narrowest window of WCAG 2.2 (1.4.10), and a desktop's; each by day and by night. */
export const looks = [
  { name: "320-light", width: 320, scheme: "light" },
  { name: "320-dark", width: 320, scheme: "dark" },
  { name: "1280-light", width: 1280, scheme: "light" },
  { name: "1280-dark", width: 1280, scheme: "dark" },
] as const satisfies readonly Look[]

/** An empty folder for one run's pictures: below SHOTS=DIR, or a new one among the temporary ones. */
export function shotsFolder(name: string): string {
  const chosen = process.env["SHOTS"]
  if (chosen === undefined) return mkdtempSync(join(tmpdir(), `turnabout-${name}-`))
  const folder = join(resolve(chosen), name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}
