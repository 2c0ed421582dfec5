import { readFileSync } from "node:fs"
import { discreet } from "@turnabout/functions/lambda/discreet.ts"
import { expect, test } from "vitest"

test("what a handler throws says what went wrong and where, and quotes nobody", async () => {
  const handler = discreet(async (event: string) => JSON.parse(event) as unknown)
  expect(await handler('"well"')).toBe("well")
  const thrown = await handler("what ana@example.org wrote").catch((cause: unknown) => cause as Error)
  expect(thrown).toBeInstanceOf(Error)
  const { message, stack, cause } = thrown as Error
  expect(message).toMatch(/^SyntaxError at JSON\.parse/)
  expect([message, stack, String(cause)].join()).not.toMatch(/ana@|what/)
})

test.each(["tick", "worker", "inbound", "feedback"])("%s throws nothing else", (name) => {
  const source = readFileSync(`packages/functions/src/lambda/${name}.ts`, "utf8")
  expect(source.match(/^export .*/gm)).toEqual([expect.stringMatching(/^export const handler = discreet\(/)])
})
