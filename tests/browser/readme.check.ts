import { spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createTransport } from "nodemailer"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openChromium } from "../../scripts/shots.ts"
import { ana, ben, linkIn } from "../support/begun.ts"
import { freePort } from "../support/free-port.ts"
import type { Message, Person } from "../support/running-service.ts"
import { gmailReply } from "../support/running-service.ts"

// What the README tells a newcomer to type and to press is read from it, so that neither can change without the other.
const clone = mkdtempSync(join(tmpdir(), "turnabout-clone-"))
let readme: string
let browser: Browser

beforeAll(async () => {
  const root = resolve(import.meta.dirname, "../..")
  const cloned = spawnSync("git", ["clone", "--quiet", "--no-hardlinks", root, clone], { encoding: "utf8" })
  expect(cloned.stderr).toBe("")
  readme = readFileSync(join(clone, "README.md"), "utf8")
  browser = await openChromium()
})
afterAll(async () => {
  await browser.close()
  rmSync(clone, { recursive: true, force: true })
})

test("the first command starts the service in a clean clone, and the five minutes go as told", async () => {
  const [start = ""] = commands()
  const running = await run(start)
  try {
    await begin(running)
    await firstSession(running)
    await weeks(running)
    await toTheSettings(running)
    expect(existsSync(join(clone, ".turnabout"))).toBe(true)
  } finally {
    await running.stop()
  }
})

test("the second command goes through in the same clone", () => {
  const [, check = ""] = commands()
  // One file of tests: all of them run as the first step of the same `npm run check`.
  const ran = spawnSync(`${check} -- tests/core/slot.test.ts`, {
    shell: true,
    cwd: clone,
    encoding: "utf8",
    env: env(),
  })
  expect(`${ran.stdout}${ran.stderr}`).toMatch(/Test Files.*1 passed/)
  expect(ran.status).toBe(0)
})

/** The lines of the first block of code, without what is said of them. */
function commands(): readonly string[] {
  const block = /## Two commands\n\n```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ""
  const lines = block.split("\n").map((line) => line.replace(/#.*/, "").trim())
  return lines.filter((line) => line !== "")
}

/** The walk, without line breaks, to be asked whether it says so. */
function told(words: string): string {
  const walk = /## Five minutes\n([\s\S]*?)\n## /.exec(readme)?.[1]?.replaceAll(/\s+/g, " ")
  expect(walk).toContain(words)
  return words.replaceAll(/[*`]/g, "")
}

/** The answers that the README gives as an example of a reply. */
function exampleReply(): string {
  const block = /by\s+reply, for instance\n\n\s*```\n([\s\S]*?)```/.exec(readme)?.[1] ?? ""
  return block
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim()
}

/** The surroundings of whoever runs this, without what npm and vitest tell those whom they start. */
function env(): NodeJS.ProcessEnv {
  const told = /^(npm_(?!config_(registry|cache|userconfig)$)|VITEST|NODE_|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$)/
  const own = Object.entries(process.env).filter(([name]) => !told.test(name))
  return { ...Object.fromEntries(own), npm_config_prefer_offline: "true", CI: "true" }
}

type Running = Awaited<ReturnType<typeof run>>

/** Runs the command as a shell would, on free ports, until it says that it is ready. */
async function run(command: string) {
  const [port, smtpPort] = [await freePort(), await freePort()]
  const base = `http://localhost:${port}`
  // A group of its own, so that npm and what it starts can be stopped together.
  const child = spawn(command, {
    shell: true,
    cwd: clone,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env(), PORT: String(port), SMTP_PORT: String(smtpPort), CLOCK: "2026-11-23T09:00:00Z" },
  })
  await says(child, told("`ready http://localhost:3000`").replace("3000", String(port)))
  const page = await (await browser.newContext({ timezoneId: "Europe/Lisbon" })).newPage()
  const transport = createTransport({ host: "127.0.0.1", port: smtpPort, secure: false, ignoreTLS: true })
  const letters = async (to: Person) => {
    const answered = await fetch(`${base}/workbench/messages?to=${encodeURIComponent(to.mailbox)}`)
    return (await answered.json()) as readonly Message[]
  }
  return {
    base,
    page,
    letters,
    newest: async (to: Person, kind: string): Promise<Message> => {
      const found = (await letters(to)).findLast((letter) => letter.kind === kind)
      if (found === undefined) throw new Error(`${to.name} has no ${kind}`)
      return found
    },
    reply: async (by: Person, letter: Message, text: string) => {
      const { from, to, raw } = gmailReply(letter, by, text)
      await transport.sendMail({ envelope: { from, to }, raw: raw.replaceAll(/\r?\n/g, "\r\n") })
    },
    stop: async () => {
      transport.close()
      const ended = once(child, "exit")
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM")
      await ended
    },
  }
}

function says(child: ChildProcess, words: string): Promise<void> {
  let said = ""
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(words)) resolve()
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    child.once("exit", (code) => reject(new Error(`it ended with ${code} before it was ready:\n${said}`)))
  })
}

/** Steps 1 to 3. */
async function begin({ base, page, letters, newest }: Running): Promise<void> {
  told(`sign up as Ana (\`${ana.mailbox}\`) with Ben (\`${ben.mailbox}\`)`)
  await page.goto(base)
  await page.getByLabel("Your name").fill(ana.name)
  await page.getByLabel("Your mail address").fill(ana.mailbox)
  await page.getByLabel("Their name").fill(ben.name)
  await page.getByLabel("Their mail address").fill(ben.mailbox)
  await page.getByLabel("Day of the week").selectOption("Thursday")
  await page.getByLabel("Time", { exact: true }).fill("17:00")
  await page.getByLabel("I am 18 or older").check()
  await page.getByRole("button", { name: "Send me the letter" }).click()
  told("The page says to look into the mailbox.")
  await page.getByRole("heading", { name: "Look into your mailbox" }).waitFor()

  told("Ana has one letter.")
  expect(await letters(ana)).toHaveLength(1)
  await page.goto(linkIn(await newest(ana, "confirm"), "/confirm/"))
  await page.getByRole("button").click()

  told("choose Ben's time zone, tick the box, say yes")
  await page.goto(linkIn(await newest(ben, "partner-request"), "/join/"))
  await page.getByLabel("Yes, at this time").check()
  await page.getByLabel("Your time zone").selectOption("Berlin")
  await page.getByLabel("I am 18 or older").check()
  await page.getByRole("button", { name: "Send my answer" }).click()
  await page.getByRole("heading", { name: "begin" }).waitFor()
  for (const reader of [ana, ben]) {
    const received = await letters(reader)
    expect(received.filter(({ kind }) => kind === "welcome")).toHaveLength(1)
    const events = received.flatMap(({ calendar }) =>
      calendar === null ? [] : [/SUMMARY:(.*?)\r?$/m.exec(calendar)?.[1]],
    )
    expect(events).toHaveLength(2)
    expect(new Set(events)).toEqual(new Set([told("Ana coaches Ben"), told("Ben coaches Ana")]))
  }
}

/** Presses the button of the workbench until a letter of this kind comes to somebody new. */
async function nextThingUntil(kind: string, { base, page, letters }: Running): Promise<Person> {
  told("Press **Next thing**")
  const count = async (person: Person) => (await letters(person)).filter((letter) => letter.kind === kind).length
  const before = [await count(ana), await count(ben)]
  for (let pressed = 0; pressed < 40; pressed += 1) {
    await page.goto(`${base}/workbench`)
    await page.getByRole("button", { name: "Next thing" }).click()
    if ((await count(ana)) > before[0]!) return ana
    if ((await count(ben)) > before[1]!) return ben
  }
  throw new Error(`no ${kind} came`)
}

/** Steps 4 and 5. */
async function firstSession(running: Running): Promise<void> {
  const { page, letters, newest, reply } = running
  told("whoever is the focus gets a prompt")
  const focus = await nextThingUntil("prompt", running)
  const coach = focus === ana ? ben : ana
  await reply(focus, await newest(focus, "prompt"), "I keep putting off the talk with my brother.")
  told("the coach has it")
  expect((await newest(coach, "coach-note")).text).toContain("I keep putting off the talk with my brother.")

  told("Both get the after-form: fill it in as Ana on the page, as Ben by reply")
  await nextThingUntil("after-form", running)
  await page.goto(linkIn(await newest(ana, "after-form"), "/after/"))
  await page.getByLabel("First").fill("call my brother before Sunday")
  await page.getByRole("button", { name: "Keep this" }).click()
  await page.getByRole("heading", { name: "Kept" }).waitFor()
  expect(exampleReply().split("\n")).toHaveLength(3)
  await reply(ben, await newest(ben, "after-form"), exampleReply())
  expect((await letters(ben)).filter(({ kind }) => kind === "not-understood")).toEqual([])
}

/** Step 6. */
async function weeks(running: Running): Promise<void> {
  const { letters, newest, reply } = running
  told("Each prompt brings the open commitments back")
  const focus = await nextThingUntil("prompt", running)
  const said = focus === ana ? "call my brother before Sunday" : "email Ana before Thursday lunch"
  const prompt = await newest(focus, "prompt")
  expect(prompt.text).toContain(said)
  await reply(focus, prompt, told("reply SKIP to one").split(" ")[1]!)
  for (const reader of [ana, ben]) expect((await newest(reader, "skipped")).calendar).toContain("METHOD:CANCEL")

  told("On the 1st of the month both get their recap.")
  expect((await newest(ana, "recap")).text).toContain("call my brother before Sunday")
  told("the turn stays where it was")
  expect(await nextThingUntil("prompt", running)).toBe(focus)
  await reply(focus, await newest(focus, "prompt"), told("`Fri 17:00`"))
  for (const reader of [ana, ben]) expect((await newest(reader, "moved")).calendar).toContain("METHOD:REQUEST")
  await reply(ana, await newest(ana, "moved"), told("`PAUSE until 6 January`"))
  expect((await newest(ben, "paused")).text).toContain("6 January")
  await reply(ana, await newest(ana, "paused"), told("`END` to finish").split(" ")[0]!)
  expect((await letters(ana)).at(-1)?.kind).toBe("question")
}

/** Step 7. */
async function toTheSettings({ page, letters, newest }: Running): Promise<void> {
  told("a page with one button, which mails a link")
  await page.goto(linkIn(await newest(ana, "recap"), "/me/"))
  await page.getByRole("button").click()
  await page.getByRole("heading", { name: "Look into your mailbox" }).waitFor()
  await page.goto(linkIn((await letters(ana)).at(-1)!, "/me/"))
  await page.getByRole("heading", { name: "Your settings" }).waitFor()
}
