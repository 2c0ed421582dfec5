import { mkdir, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { command } from "@turnabout/functions/commands/command.ts"
import { showPictures, wordsOn } from "./pictures.ts"

const usage = `usage: npm run screenshots

Takes the README's pictures anew, into docs/images: the whole service runs on ports of its own, Ana and Ben sign up, meet
for an autumn and answer their letters, and Chromium looks at what they saw. Beside them words.json keeps what can be
read on each page, by which npm run check:browser notices pictures that show what is there no more. Needs Chromium.`

await command({ usage, options: {}, run: takePictures })

async function takePictures(): Promise<string> {
  const images = resolve(import.meta.dirname, "../docs/images")
  await mkdir(images, { recursive: true })
  const words: Record<string, string> = {}
  await showPictures(async (name, page) => {
    await page.screenshot({ path: join(images, `${name}.png`) })
    words[name] = await wordsOn(page)
  })
  await writeFile(join(images, "words.json"), `${JSON.stringify(words, null, 2)}\n`)
  return `Pictures in ${images}`
}
