import { spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createTransport } from "nodemailer"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openChromium } from "../../scripts/shots.ts"
import { ana, ben } from "../support/begun.ts"
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
  // All that `npm install` has brought takes a slow disk more than a minute to delete.
}, 300_000)

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
  const context = await browser.newContext({ timezoneId: "Europe/Lisbon" })
  return {
    base,
    smtpPort,
    context,
    /** The page with the workbench; what letters lead to opens beside it. */
    bench: await context.newPage(),
    stop: async () => {
      await context.close()
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

/** The workbench as it is now. */
async function load({ base, bench }: Running): Promise<void> {
  await bench.goto(`${base}${told("http://localhost:3000/workbench").replace(/^.*3000/, "")}`)
}

function mailboxOf({ bench }: Running, { mailbox }: Person): Locator {
  return bench.getByRole("region", { name: mailbox })
}

/** The first letter of a kind in a mailbox of the workbench, unfolded. */
async function letter(running: Running, to: Person, kind: string): Promise<Locator> {
  const { bench } = running
  const isOfKind = { has: bench.locator("summary .hint", { hasText: new RegExp(`^${kind}, `) }) }
  const found = mailboxOf(running, to).locator("details.letter").filter(isOfKind).first()
  if ((await found.count()) === 0) throw new Error(`${to.name} has no ${kind}`)
  if ((await found.getAttribute("open")) === null) await found.locator("summary").first().click()
  return found
}

async function has(running: Running, to: Person, kind: string): Promise<boolean> {
  const hints = await mailboxOf(running, to).locator("details.letter > summary .hint").allInnerTexts()
  return hints.some((hint) => hint.startsWith(`${kind}, `))
}

/** The words of a letter, as they stand in its frame. */
async function wordsOf(found: Locator): Promise<string> {
  return found.locator("iframe").contentFrame().locator("body").innerText()
}

/** Clicks a link of a letter, the first one if none is named, and goes on in the page that opens. */
async function follow({ context }: Running, found: Locator, name?: string): Promise<Page> {
  const links = found
    .locator("iframe")
    .contentFrame()
    .getByRole("link", name === undefined ? {} : { name })
  const [page] = await Promise.all([context.waitForEvent("page"), links.first().click()])
  await page.waitForLoadState()
  return page
}

/** Types below a letter, and sends it; the page has to say that it was sent. */
async function reply({ bench }: Running, found: Locator, text: string): Promise<void> {
  const sent = await found.getAttribute("id")
  await found.getByLabel("Reply as").fill(text)
  await found.getByRole("button", { name: "Send the reply" }).click()
  await bench.waitForURL(`**/workbench#${sent}`)
  const answered = bench.locator(`[id="${sent}"]`)
  expect(await answered.getByRole("status").innerText()).toMatch(/^Sent. (Ana|Ben) replied; /)
  expect(await answered.locator(".said pre").allInnerTexts()).toContain(text)
}

/** Presses the button once: a letter has to come of it each time. */
async function nextThing({ bench }: Running): Promise<void> {
  const button = bench.getByRole("button", { name: told("**Next thing**") })
  await Promise.all([bench.waitForEvent("load"), button.click()])
  expect(await bench.locator(".top").getByRole("status").innerText()).toMatch(
    /^The clock was moved; [1-9]\d* letters? came/,
  )
}

/** Presses it until one of them has a prompt that waits, and answers whose it is. */
async function nextPrompt(running: Running): Promise<Person> {
  const pressesAtMost = 5
  for (let pressed = 0; pressed < pressesAtMost; pressed += 1) {
    await nextThing(running)
    const came = await running.bench.locator(".top").getByRole("status").innerText()
    if (came.includes("prompt to")) return came.includes(`prompt to ${ana.mailbox}`) ? ana : ben
  }
  throw new Error("no prompt came")
}

/** Steps 1 to 3. */
async function begin(running: Running): Promise<void> {
  const { base, context, bench } = running
  told(`sign up as Ana (\`${ana.mailbox}\`) with Ben (\`${ben.mailbox}\`)`)
  const page = await context.newPage()
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

  await load(running)
  told("Ana has one letter.")
  expect(await bench.locator("details.letter").count()).toBe(1)
  told("Press its button, and confirm on the page that opens beside.")
  const confirming = await follow(running, await letter(running, ana, "confirm"))
  await confirming.getByRole("button").click()
  await confirming.getByRole("heading", { name: "Confirmed" }).waitFor()

  told("Load the workbench anew: now Ben has a letter from Ana. Press its button")
  await load(running)
  const joining = await follow(running, await letter(running, ben, "partner-request"))
  told("choose Ben's time zone, tick the box, say yes")
  await joining.getByLabel("Yes, at this time").check()
  await joining.getByLabel("Your time zone").selectOption("Berlin")
  await joining.getByLabel("I am 18 or older").check()
  await joining.getByRole("button", { name: "Send my answer" }).click()
  await joining.getByRole("heading", { name: "begin" }).waitFor()
  await load(running)
  for (const reader of [ana, ben]) {
    told("Each of them gets a welcome and two invitations")
    await letter(running, reader, "welcome")
    const titles = await mailboxOf(running, reader).locator(".card .title").allTextContents()
    expect(titles.toSorted()).toEqual([told("Ana coaches Ben"), told("Ben coaches Ana")])
  }
}

/** Steps 4 and 5. */
async function firstSession(running: Running): Promise<void> {
  const { bench } = running
  await nextThing(running)
  told("The clock moves to the day before the first session, and whoever is the focus gets a prompt.")
  expect(await bench.getByRole("region", { name: "Clock" }).innerText()).toContain("It is Wednesday 25 November 2026")
  const focus = (await has(running, ana, "prompt")) ? ana : ben
  const coach = focus === ana ? ben : ana
  told("Type an answer below it and send it")
  await reply(running, await letter(running, focus, "prompt"), "I keep putting off the talk with my brother.")
  told("the coach has it")
  expect(await wordsOf(await letter(running, coach, "coach-note"))).toContain(
    "I keep putting off the talk with my brother.",
  )

  told("Press **Next thing** again: the session is over. Both get the after-form")
  await nextThing(running)
  told("fill it in as Ana on the page, as Ben by reply")
  const form = await follow(running, await letter(running, ana, "after-form"))
  await form.getByLabel("First").fill("call my brother before Sunday")
  await form.getByRole("button", { name: "Keep this" }).click()
  await form.getByRole("heading", { name: "Kept" }).waitFor()
  expect(exampleReply().split("\n")).toHaveLength(3)
  await reply(running, await letter(running, ben, "after-form"), exampleReply())
  expect(await has(running, ben, "not-understood")).toBe(false)
}

/** Step 6. */
async function weeks(running: Running): Promise<void> {
  told("Go on for a few weeks with **Next thing**; on the 1st of the month both get their recap.")
  const focus = await nextPrompt(running)
  const other = focus === ana ? ben : ana
  expect(await wordsOf(await letter(running, ana, "recap"))).toContain("call my brother before Sunday")
  expect(await wordsOf(await letter(running, ben, "recap"))).toContain("email Ana before Thursday lunch")
  told("Each prompt brings the open commitments back.")
  const said = focus === ana ? "call my brother before Sunday" : "email Ana before Thursday lunch"
  const prompt = await letter(running, focus, "prompt")
  expect(await wordsOf(prompt)).toContain(said)
  await reply(running, prompt, told("Reply SKIP to one").split(" ")[1]!)
  await isOff(running, other)

  await declineByCalendar(running, other)
  told("see the other calendar change at once")
  await isOff(running, focus)
  told("the turn stays where it was")
  expect(await nextPrompt(running)).toBe(focus)

  await reply(running, await letter(running, focus, "prompt"), told("`Fri 17:00`"))
  for (const reader of [ana, ben]) {
    const moved = await letter(running, reader, "moved")
    expect(await moved.locator(".card").innerText()).toMatch(/^In the calendar[\s\S]*Friday 18 December 2026/)
  }
  await pauseFromElsewhere(running)
  await load(running)
  expect(await wordsOf(await letter(running, ben, "paused"))).toContain("6 January")
  await reply(running, await letter(running, ana, "paused"), told("`END` to finish").split(" ")[0]!)
  expect(await has(running, ana, "question")).toBe(true)
}

/** Presses the button on the card of the next session, as Outlook. */
async function declineByCalendar(running: Running, by: Person): Promise<void> {
  told("press **No** on the card of the next session, which answers as Google, Outlook or Apple would")
  const card = mailboxOf(running, by)
    .locator(".card")
    .filter({ has: running.bench.getByRole("button") })
    .first()
  await card.getByLabel("Outlook").check()
  await Promise.all([running.bench.waitForEvent("load"), card.getByRole("button", { name: "No", exact: true }).click()])
  const status = mailboxOf(running, by).getByRole("status")
  expect(await status.innerText()).toMatch(new RegExp(`^Sent. ${by.name} said no, from Outlook; `))
}

/** The newest that came about a session says so, and its event is taken out. */
async function isOff(running: Running, reader: Person): Promise<void> {
  const skipped = await letter(running, reader, "skipped")
  expect(await skipped.locator(".card").innerText()).toMatch(/^Taken out of the calendar/)
}

/** One reply beside the workbench: from a mail program of Ana's, through the SMTP door. */
async function pauseFromElsewhere({ base, smtpPort }: Running): Promise<void> {
  const transport = createTransport({ host: "127.0.0.1", port: smtpPort, secure: false, ignoreTLS: true })
  const answered = await fetch(`${base}/workbench/messages?to=${encodeURIComponent(ana.mailbox)}`)
  const moved = ((await answered.json()) as readonly Message[]).findLast(({ kind }) => kind === "moved")
  const { from, to, raw } = gmailReply(moved!, ana, told("`PAUSE until 6 January`"))
  await transport.sendMail({ envelope: { from, to }, raw: raw.replaceAll(/\r?\n/g, "\r\n") })
  transport.close()
}

/** Step 7. */
async function toTheSettings(running: Running): Promise<void> {
  told("Every letter's footer leads to the settings: a page with one button, which mails a link that lives 15 minutes.")
  const asking = await follow(running, await letter(running, ana, "recap"), "Your settings")
  expect(await asking.getByRole("button").count()).toBe(1)
  await asking.getByRole("button").click()
  await asking.getByRole("heading", { name: "Look into your mailbox" }).waitFor()
  await load(running)
  const settings = await follow(running, await letter(running, ana, "confirm"))
  await settings.getByRole("heading", { name: "Your settings" }).waitFor()
}
