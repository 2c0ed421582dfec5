import { ana, ben, linkIn } from "../support/begun.ts"
import type { RunningService } from "../support/running-service.ts"
import type { Visit } from "./visit.ts"

/** From the first page to the settings of a pair that has met once: what every member does, in the order they do it. */
export async function walk(here: Visit, service: RunningService): Promise<void> {
  await signUp(here, service)
  await join(here, service)
  await afterSession(here, service)
  await settings(here, service)
}

/** The script fills in the zone; where none runs, the list of errors has it too. */
function zone({ hasScript }: Visit): readonly string[] {
  return hasScript ? [] : ["timeZone"]
}

async function signUp(visit: Visit, service: RunningService): Promise<void> {
  const { keys, look, lookAtErrors, open } = visit
  await open("/")
  await look("home")
  await keys.press("Send me the letter to confirm")
  const people = ["name", "email", "partnerName", "partnerEmail"]
  await lookAtErrors("sign-up-errors", [...people, "weekday", "time", ...zone(visit), "agree"])
  await keys.fill("Your name", ana.name)
  await keys.fill("Your mail address", ana.mailbox)
  await keys.fill("Their name", ben.name)
  await keys.fill("Their mail address", ben.mailbox)
  await keys.fill("A note to them", "You listen well. Shall we try?")
  await keys.fill("Day of the week", "Thursday")
  await keys.fill("Time", "0500PM")
  await keys.fill("Your time zone", "Lisbon")
  await keys.fill("Minutes", "60")
  await keys.choose("Who talks first?", "I do")
  await keys.fill("Where you meet online", "https://meet.example/ana-ben")
  await keys.tick("I am 18 or older")
  await keys.press("Send me the letter to confirm")
  await look("signed-up")
  await open(linkIn(await service.newest(ana.mailbox, "confirm"), "/confirm/"))
  await look("confirm")
  await keys.press("Yes, ask Ben")
  await look("confirmed")
}

async function join(visit: Visit, service: RunningService): Promise<void> {
  const { keys, look, lookAtErrors, open } = visit
  await open(linkIn(await service.newest(ben.mailbox, "partner-request"), "/join/"))
  await look("join")
  await keys.press("Send my answer")
  await lookAtErrors("join-errors", ["answer"])
  await keys.choose("Your answer", "Yes, at this time")
  await keys.press("Send my answer")
  await lookAtErrors("join-yes-errors", [...zone(visit), "agree"])
  await keys.fill("Your time zone", "Berlin")
  await keys.tick("I am 18 or older")
  await keys.press("Send my answer")
  await look("joined")
}

async function afterSession({ keys, look, lookAtErrors, open }: Visit, service: RunningService): Promise<void> {
  await service.moveTo("2027-02-25T18:30:00Z")
  await open(linkIn(await service.newest(ana.mailbox, "after-form"), "/after/"))
  await look("after")
  await keys.choose("Did it happen?", "Yes")
  await keys.fill("First", "call my brother before Sunday ".repeat(11))
  await keys.press("Keep this")
  await lookAtErrors("after-errors", ["commitment-1"])
  await keys.fill("First", "call my brother before Sunday")
  await keys.fill("Second", "when I make coffee, I will write one line")
  await keys.choose("I felt heard", "Mostly")
  await keys.choose("We spent it on what mattered", "Yes")
  await keys.fill("One line you want to keep", "I was not angry, I was sad.")
  await keys.press("Keep this")
  await look("after-kept")
}

async function settings({ keys, look, lookAtErrors, open }: Visit, service: RunningService): Promise<void> {
  await open(linkIn(await service.newest(ana.mailbox, "after-form"), "/me/"))
  await look("me")
  await keys.press("Send me the link")
  await look("me-sent")
  await open(linkIn((await service.messages(ana.mailbox)).at(-1)!, "/me/"))
  await look("settings")
  await keys.fill("Minutes", "5")
  await keys.press("Save")
  await lookAtErrors("settings-errors", ["minutes"])
  await keys.fill("Minutes", "45")
  await keys.press("Save")
  await look("settings-saved")
}
