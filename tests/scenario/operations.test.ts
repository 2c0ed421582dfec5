import { execFile } from "node:child_process"
import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { runningService } from "../support/running-service.ts"
import type { RunningService } from "../support/running-service.ts"

const run = promisify(execFile)

let service: RunningService
beforeAll(async () => {
  service = await runningService({ clock: "2026-11-23T09:00:00Z" })
  for (let pair = 0; pair < 6; pair += 1)
    await service.post("/sign-up", { ...signUpFields, email: `ana${pair}@example.org` })
  const [confirm] = await service.messages("ana0@example.org")
  await service.post(confirm!.links.find((link) => link.includes("/confirm/"))!)
})
afterAll(async () => {
  await service.stop()
  await service.discard()
})

describe("npm run health, beside the service on this machine", () => {
  test("counts pairs by status, folds what is under five, and counts letters", async () => {
    const found = JSON.parse(await told("health", "--json")) as unknown
    expect(found).toEqual({
      pairs: { asked: "under 5", unconfirmed: 5 },
      letters: {
        lastDay: { sent: 7, bounced: 0, complained: 0, rejected: 0 },
        lastFortnight: { sent: 7, bounced: 0, complained: 0, rejected: 0 },
      },
      quota: { usedPercent: 0, perDay: 50_000, perSecond: 14 },
      oldestDueMinutes: 0,
      queue: { waiting: 0, underWay: 0 },
      deadLetters: 0,
      failedEvents: 0,
    })
  })

  test("folds few bounces and complaints, and not none", async () => {
    const knobs = JSON.stringify({ bouncing: ["ana7@example.org"] })
    await fetch(`${service.base}/workbench/ses`, { method: "POST", body: knobs })
    await service.post("/sign-up", { ...signUpFields, email: "ana7@example.org" })
    const { letters } = JSON.parse(await told("health", "--json")) as { readonly letters: unknown }
    const lately = { sent: 8, bounced: "under 5", complained: 0, rejected: 0 }
    expect(letters).toEqual({ lastDay: lately, lastFortnight: lately })
    expect(await told("health")).toContain("8 sent, under 5 bounced, 0 complained of")
  })

  test("is readable, and names nobody", async () => {
    const lines = await told("health")
    expect(lines).toContain("unconfirmed        6")
    expect(lines).toContain("asked              under 5")
    expect(lines).toContain("of the whole SES account")
    expect(lines).toContain("oldest due         0 minutes late")
    expect(lines).not.toMatch(/@|Ana|Ben|pair_/)
  })
})

describe("npm run redrive", () => {
  test("says so when nothing has failed", async () => {
    expect(await told("redrive")).toContain("Nothing had failed")
  })
})

describe("npm run restore", () => {
  test("without a table to restore from says how it is used, and ends with 2", async () => {
    await expect(told("restore", "--yes")).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("--from") })
  })

  test("finds the service's table, and says so when there is nothing to restore from", async () => {
    const gone = told("restore", "--from", "turnabout-then")
    await expect(gone).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("no table turnabout-then") })
    const own = told("restore", "--from", "turnabout")
    await expect(own).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("the service's own table") })
  })
})

describe.each([["health"], ["redrive"], ["restore", "--from", "x"]])("npm run %s", (name, ...needed) => {
  test("explains itself", async () => {
    expect(await told(name, "--help")).toMatch(new RegExp(`^usage: npm run ${name}`))
  })

  test("with an option it does not know says how it is used, and ends with 2", async () => {
    await expect(told(name, "--nonsense")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Unknown option '--nonsense'\.\nusage:/) as string,
    })
  })

  test("where nothing runs says what to do, and ends with 1", async () => {
    const nowhere = await mkdtemp(join(tmpdir(), "turnabout-nowhere-"))
    const alone = run(process.execPath, ["--import", "tsx", command(name), ...needed], {
      env: { ...process.env, DATA_DIR: nowhere },
    })
    await expect(alone).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("npx sst shell --stage") })
  })
})

function command(name: string): string {
  return `packages/functions/src/commands/${name}.ts`
}

async function told(name: string, ...options: readonly string[]): Promise<string> {
  const env = { ...process.env, DATA_DIR: service.folder, NODE_NO_WARNINGS: "1" }
  const { stdout } = await run(process.execPath, ["--import", "tsx", command(name), ...options], { env })
  return stdout
}

const signUpFields = {
  name: "Ana",
  partnerName: "Ben",
  partnerEmail: "ben@example.net",
  weekday: "thursday",
  time: "17:00",
  timeZone: "Europe/Lisbon",
  agree: "on",
}
