import { mkdir, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { command } from "@turnabout/functions/commands/command.ts"
import { galleryIndex } from "./gallery-index.tsx"
import { gallery } from "./gallery.ts"
import type { Sample } from "./gallery.ts"
import { takeShots } from "./shots.ts"

const usage = `usage: npm run letters -- --out DIR [--shots]

Writes every kind of letter with sample people to DIR: KIND.eml, KIND.html, KIND.txt and, where it carries an event,
KIND.ics; a kind's other variants as KIND.VARIANT.*; and index.html, which leads to them all. With --shots also PNGs of
each, on a desktop, a phone and a dark phone, which takes some minutes and needs Chromium. An operator reads them before
going live, a developer after a change.`

await command({
  usage,
  options: { out: { type: "string" }, shots: { type: "boolean" } },
  required: ["out"],
  run: async ({ out, shots }) => writeGallery(resolve(String(out)), shots === true),
})

async function writeGallery(folder: string, withShots: boolean): Promise<string> {
  await mkdir(folder, { recursive: true })
  const samples = await gallery()
  for (const sample of samples) await writeSample(sample, folder)
  const index = join(folder, "index.html")
  await writeFile(index, galleryIndex(samples, { withShots }))
  if (withShots) {
    const done = progress(samples.length)
    await takeShots(
      folder,
      samples.map(({ file }) => file),
      done,
    )
  }
  const kinds = new Set(samples.map(({ kind }) => kind)).size
  return `${samples.length} letters of ${kinds} kinds: ${index}`
}

async function writeSample({ file, html, text, ics, eml }: Sample, folder: string): Promise<void> {
  const path = join(folder, file)
  await writeFile(`${path}.html`, html)
  await writeFile(`${path}.txt`, text)
  if (ics !== null) await writeFile(`${path}.ics`, ics)
  await writeFile(`${path}.eml`, eml)
}

/** A line that counts, where somebody watches. */
function progress(of: number): () => void {
  let count = 0
  return () => {
    count += 1
    if (!process.stderr.isTTY) return
    process.stderr.write(`\r${count} of ${of} letters${count === of ? "\n" : ""}`)
  }
}
