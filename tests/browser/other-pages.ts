import { ana, begin, ben, linkIn } from "../support/begun.ts"
import type { Person, RunningService } from "../support/running-service.ts"
import type { Visit } from "./visit.ts"

/** What anybody can read, and what is said to a link or a post that is none. */
export async function readAlong({ look, open, post }: Visit): Promise<void> {
  for (const name of ["guide", "safety", "privacy", "no-such-page"]) {
    await open(`/${name}`)
    await look(name)
  }
  for (const name of ["confirm", "join", "rsvp", "after", "recap", "review", "me", "unsubscribe"]) {
    await open(`/${name}/broken`)
    await look(`${name}-broken`)
  }
  await post("/sign-up", { body: `note=${"long ".repeat(20_000)}` })
  await look("too-large")
  await post("/sign-up", { body: "{}", headers: { "Content-Type": "application/json" } })
  await look("not-a-form")
}

/** Another time is proposed, and refused. */
export async function disagree(visit: Visit, service: RunningService): Promise<void> {
  const { keys, look, lookAtErrors, open } = visit
  await service.post("/sign-up", signUpFields)
  const confirm = linkIn(await service.newest(ana.mailbox, "confirm"), "/confirm/")
  await service.post(confirm)
  await open(confirm)
  await look("confirmed-before")
  const join = linkIn(await service.newest(ben.mailbox, "partner-request"), "/join/")
  await open(join)
  await keys.choose("Your answer", "Yes, but at another time")
  await keys.press("Send my answer")
  await lookAtErrors("join-other-errors", ["weekday", "time", "agree"])
  await keys.fill("Day of the week", "Friday")
  await keys.fill("Time", "0630PM")
  await keys.tick("I am 18 or older")
  await keys.press("Send my answer")
  await look("proposed")
  await open(join)
  await look("join-own-proposal")
  const proposal = await service.newest(ana.mailbox, "proposal")
  await open(linkIn(proposal, "/join/"))
  await look("join-proposal")
  await open(linkIn(proposal, "/unsubscribe/"))
  await look("unsubscribe-before")
  await open(linkIn(proposal, "/join/"))
  await keys.choose("Your answer", "No, thank you")
  await keys.press("Send my answer")
  await look("declined")
  await open(join)
  await look("join-closed")
}

/** A session is moved, accepted, skipped; another one begins, and did not happen. */
export async function changeSessions(visit: Visit, service: RunningService): Promise<void> {
  const { keys, look, lookAtErrors, open } = visit
  await begin(service)
  const [first, second] = (await service.messages(ana.mailbox)).filter(({ kind }) => kind === "invitation")
  // A letter links to each answer, already chosen; this is the page without one.
  const [rsvp, next] = [first, second].map((letter) => linkIn(letter!, "/rsvp/").replace(/\?.*/, ""))
  await open(rsvp!)
  await look("rsvp")
  await keys.press("Send my answer")
  await lookAtErrors("rsvp-errors", ["answer"])
  await keys.choose("Your answer", "Move it")
  await keys.fill("New day and time", "0325")
  await keys.press("Send my answer")
  await lookAtErrors("rsvp-move-errors", ["starts"])
  await keys.fill("New day and time", "0226")
  await keys.press("Send my answer")
  await look("rsvp-moved")
  await open(rsvp!)
  await keys.choose("Your answer", "Yes, I will be there")
  await keys.press("Send my answer")
  await look("rsvp-yes")
  await open(rsvp!)
  await keys.choose("Your answer", "Skip it")
  await keys.press("Send my answer")
  await look("rsvp-skipped")
  await service.moveTo("2027-03-04T17:10:00Z")
  await open(next!)
  await look("rsvp-begun")
  await keys.press("It did not happen")
  await look("rsvp-missed")
  await open(next!)
  await look("rsvp-missed-before")
  await service.moveTo("2027-03-11T18:30:00Z")
  await service.post(linkIn(await service.newest(ana.mailbox, "after-form"), "/after/"), { happened: "no" })
  const after = linkIn(await service.newest(ben.mailbox, "after-form"), "/after/")
  await open(after)
  await look("after-as-coach")
  await keys.choose("Did it happen?", "Yes")
  await keys.press("Keep this")
  await look("after-contradicted")
  await service.moveTo("2027-03-18T18:00:00Z")
  for (const [name, link] of [
    ["rsvp", rsvp!],
    ["after", after],
  ] as const) {
    await open(link)
    await look(`${name}-over`)
  }
}

/** Every button of the settings, with what it answers. */
export async function useSettings(visit: Visit, service: RunningService): Promise<void> {
  const { keys, look, lookAtErrors, open } = visit
  await begin(service)
  const rsvp = linkIn(await service.newest(ana.mailbox, "invitation"), "/rsvp/")
  await openSettings(visit, service, ben)
  await keys.press("Send me the copy")
  await look("settings-export")
  await openSettings(visit, service, ben)
  await keys.press("Write to the new mailbox")
  await lookAtErrors("settings-mailbox-errors", ["email"])
  await keys.fill("The new mailbox", "ben.at.home@example.net")
  await keys.press("Write to the new mailbox")
  await look("settings-mailbox")
  await open(linkIn(await service.newest("ben.at.home@example.net", "confirm"), "/confirm/"))
  await look("confirm-mailbox")
  await keys.press("Yes, use this mailbox")
  await look("confirm-mailbox-done")
  await openSettings(visit, service, ana)
  await keys.fill("First day back", "02012027")
  await keys.press("Pause")
  await lookAtErrors("settings-pause-errors", ["until"])
  await keys.fill("First day back", "04012027")
  await keys.press("Pause")
  await look("settings-pause")
  await openSettings(visit, service, ana)
  await look("settings-paused")
  await open(rsvp)
  await look("rsvp-paused")
  await openSettings(visit, service, ana)
  await keys.press("Start again")
  await look("settings-resumed")
  await end(visit, service)
}

async function end(visit: Visit, service: RunningService): Promise<void> {
  const { page, keys, look, lookAtErrors, open } = visit
  await openSettings(visit, service, ana)
  const old = page.url()
  await keys.press("Replace all my links")
  await look("settings-links")
  await open(old)
  await look("settings-replaced")
  await openSettings(visit, service, ana)
  await keys.press("One last session first")
  await look("settings-last")
  await openSettings(visit, service, ana)
  await look("settings-ending")
  await keys.press("End it now")
  await look("settings-ended")
  await openSettings(visit, service, ana)
  await look("settings-after-end")
  await keys.press("Erase it now")
  await lookAtErrors("settings-erase-errors", ["sure"])
  await keys.tick("Yes, erase everything of mine")
  await keys.press("Erase it now")
  await look("settings-erased")
  await open(page.url())
  await look("me-erased")
}

/** Nine weeks of it: two recaps, and a session to look back. */
export async function lookBack(visit: Visit, service: RunningService): Promise<void> {
  const { keys, look, open } = visit
  await begin(service)
  await service.moveTo("2027-02-25T18:30:00Z")
  await service.post(linkIn(await service.newest(ana.mailbox, "after-form"), "/after/"), {
    commitment: ["call my brother before Sunday", "when I make coffee, I will write one line"],
    heard: "mostly",
    mattered: "yes",
  })
  await service.moveTo("2027-03-02T12:00:00Z")
  await open(linkIn(await service.newest(ana.mailbox, "recap"), "/recap/"))
  await look("recap")
  await keys.choose("call my brother", "Done")
  await keys.choose("when I make coffee", "Let go")
  await keys.press("Save")
  await look("recap-kept")
  await service.moveTo("2027-04-22T09:00:00Z")
  await open(linkIn(await service.newest(ana.mailbox, "review"), "/review/"))
  await look("review")
  await keys.press("Let Ben see this")
  await look("review-shown")
  await open(linkIn(await service.newest(ana.mailbox, "review"), "/unsubscribe/"))
  await look("unsubscribe")
  await keys.press("Stop all letters")
  await look("unsubscribed")
}

/** By the link that every letter ends with, and the one in the letter that it brings. */
async function openSettings({ open }: Visit, service: RunningService, { mailbox }: Person): Promise<void> {
  // The same button within two minutes is the same wish, and brings one letter.
  await service.moveClock({ by: "PT3M" })
  await service.post(linkIn((await service.messages(mailbox)).at(-1)!, "/me/"))
  await open(linkIn((await service.messages(mailbox)).at(-1)!, "/me/"))
}

const signUpFields = {
  name: ana.name,
  email: ana.mailbox,
  partnerName: ben.name,
  partnerEmail: ben.mailbox,
  note: "You listen well.",
  weekday: "thursday",
  time: "17:00",
  timeZone: "Europe/Lisbon",
  minutes: "60",
  firstFocus: "draw",
  meetingLink: "",
  agree: "on",
}
