import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, test } from "vitest"
import { showPictures, wordsOn } from "../../scripts/pictures.ts"

const root = resolve(import.meta.dirname, "../..")
const images = join(root, "docs/images")

// Pixels differ with the fonts of a machine, words do not.
test("the pictures show what is there today; npm run screenshots takes them anew", async () => {
  const taken = JSON.parse(readFileSync(join(images, "words.json"), "utf8")) as Readonly<Record<string, string>>
  const seen: Record<string, string> = {}
  await showPictures(async (name, page) => {
    seen[name] = await wordsOn(page)
  })
  expect(seen).toEqual(taken)
  expect(Object.keys(taken).filter((name) => !existsSync(join(images, `${name}.png`)))).toEqual([])
})

test("every picture of the README is one of them", () => {
  const embedded = [...readFileSync(join(root, "README.md"), "utf8").matchAll(/docs\/images\/([\w-]+)\.png/g)]
  const names = embedded.map(([, name]) => name!)
  expect(names).toContain("workbench")
  expect(names.filter((name) => !existsSync(join(images, `${name}.png`)))).toEqual([])
})
