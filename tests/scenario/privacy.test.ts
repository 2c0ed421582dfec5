import { readFileSync } from "node:fs"
import { join } from "node:path"
import { DynamoDBClient, PutItemCommand, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb"
import { sealWith } from "@turnabout/functions/adapters/seal.ts"
import { operationsFile } from "@turnabout/functions/operations.ts"
import { loopbackClient } from "@turnabout/local/loopback.ts"
import { openSecrets } from "@turnabout/local/secrets.ts"
import { afterAll, beforeAll, expect, test } from "vitest"
import { linkIn } from "../support/begun.ts"
import { asBytes, bytesBelow, formsOf } from "../support/hidden.ts"
import { addressOf, calendarReply, gmailReply, runningService } from "../support/running-service.ts"
import type { Message, Person, RunningService } from "../support/running-service.ts"

// A month of two people, and of everything that goes wrong beside them; then every byte of the table and every line of
// the log is searched for what they wrote, what they are called and where they are reached.

const ana: Person = { name: "Anemone Quillfeather", mailbox: "anemone.quill@example.org" }
const ben: Person = { name: "Bärlauch Oakhurst", mailbox: "baerlauch.oak@example.net" }

/** Words that stand nowhere in the code, one for each place where a member can write any. */
const words = {
  note: "zwetschge dumpling note",
  answer: "marzipan worry about the lighthouse",
  mailAnswer: "obsidian grief told by mail",
  privateAnswer: "saffron secret for nobody",
  commitment: "polish the astrolabe before Friday",
  mailCommitment: "return the zither by Sunday",
  line: "I was a heron that morning",
  agreement: "we knit while we talk, gooseberry",
  unclear: "wombat nonsense that nobody understands",
  stranger: "mail of a stranger about a kumquat",
  meetingLink: "juniper-room-8861",
  rename: "Rosehip Newname",
  otherMailbox: "pomelo.second@example.com",
  notYet: "tamarind.third@example.com",
  unconfirmed: "quince.neverconfirmed@example.org",
  strangerMailbox: "kumquat.stranger@example.com",
}

/** The key of an item that is not sealed: what searches has to find it. */
const control = "control"

let service: RunningService
let table: DynamoDBClient
let tableName: string
beforeAll(async () => {
  service = await runningService({ clock: "2027-02-22T09:00:00Z" })
  const { tableName: name, local } = JSON.parse(readFileSync(join(service.folder, operationsFile), "utf8")) as {
    tableName: string
    local: { dynamodb: string }
  }
  tableName = name
  table = new DynamoDBClient(loopbackClient(local.dynamodb))
  await live()
}, 120_000)

afterAll(async () => {
  table.destroy()
  await service.stop()
  await service.discard()
})

test("the month had it all: letters, answers, refused pages, mail that is none, a pair that fails", async () => {
  const kinds = new Set((await service.messages()).map(({ kind }) => kind))
  for (const kind of ["partner-request", "prompt", "coach-note", "after-form", "recap", "foreign-sender", "exported"])
    expect([...kinds]).toContain(kind)
  const events = new Set(service.logged.map(({ event }) => event))
  for (const event of ["mail-read", "page-refused", "page-failed", "letter-sent", "wake-failed", "mail-not-taken-in"])
    expect([...events]).toContain(event)
  const texts = (await service.messages()).map(({ text }) => text.replaceAll(/\s+/g, " ")).join(" ")
  for (const word of [words.note, words.answer, words.mailAnswer, words.commitment, words.line, words.privateAnswer])
    expect(texts).toContain(word)
})

test("no byte of the table's files shows a word, a name, a mailbox, an address or a token", async () => {
  await table.send(
    new PutItemCommand({ TableName: tableName, Item: { pk: { S: control }, sk: { S: "plain words, unsealed" } } }),
  )
  const onDisk = bytesBelow(join(service.folder, "table"))
  expect(onDisk).toContain("plain words, unsealed")
  const hidden = await everythingHidden()
  expect(hidden.length).toBeGreaterThan(60)
  expect(hidden.filter((text) => formsOf(text).some((form) => onDisk.includes(asBytes(form))))).toEqual([])
})

test("no mail is left where mail comes in, but the one that could not be read", () => {
  const left = bytesBelow(join(service.folder, "mail-in"))
  expect(Object.values(words).filter((text) => left.includes(text))).toEqual([words.stranger])
})

test("no line of the log shows a word, a name, a mailbox, an address or a token", async () => {
  const log = service.logged.map((line) => JSON.stringify(line)).join("\n")
  expect(service.logged.length).toBeGreaterThan(150)
  expect((await everythingHidden()).filter((text) => formsOf(text).some((form) => log.includes(form)))).toEqual([])
  expect(log).not.toMatch(/@(?!\w+\.amazonses)[a-z]/)
})

test("ERASE by both leaves nothing in the table that a month before was full of them, but what shows nobody", async () => {
  const before = await itemsInTable()
  expect(kindsOf(before)).toEqual(
    expect.arrayContaining(["ADDRESS", "ANSWER", "COMMITMENT", "COUPLE", "LETTER", "MAILBOX", "NOTE", "REFLECTION"]),
  )
  await erases(ana, ana.mailbox)
  const between = await itemsInTable()
  const hers = between.filter(({ sk }) => /^(ANSWER|REFLECTION)#\d+#a#|^COMMITMENT#a#/.test(sk))
  expect(hers).toEqual([])
  // Also those that Ben was sent, and those that told of the end.
  expect(kindsOf(between)).not.toContain("LETTER")
  expect(kindsOf(between)).toContain("COMMITMENT")

  await erases(ben, ben.mailbox)
  const after = await itemsInTable()
  // Marks and counters go by themselves; the pair and the hours they met stay for thirty days.
  expect(kindsOf(after.filter(({ expires }) => expires))).toEqual(["RATE", "SEEN"])
  expect(kindsOf(after.filter(({ expires }) => !expires))).toEqual(["PAIR", "SESSION"])
  expect(new Set(after.filter(({ expires }) => !expires).map(({ pk }) => pk)).size).toBe(1)
  // With the key to it they lead to nobody either.
  const { contentKey } = openSecrets(service.folder)
  const seal = sealWith([{ id: 1, secret: contentKey }])
  const texts = after.flatMap(({ pk, sk, data }) => (data === null ? [] : [seal.open(data, { pk, sk })]))
  expect(texts.join()).toContain('"kind":"ended"')
  expect((await everythingHidden()).filter((text) => texts.join().includes(text))).toEqual([])
})

async function everythingHidden(): Promise<readonly string[]> {
  const all = await service.messages()
  const addresses = all.map((message) => addressOf(message).split("@")[0]!.replace(/^r-/, ""))
  const tokens = all.flatMap(({ links }) => links.flatMap((link) => /\/([\w-]{20,}\.[\w-]{20,})/.exec(link)?.[1] ?? []))
  const people = [ana, ben].flatMap(({ name, mailbox }) => [name, ...name.split(" "), mailbox, mailbox.split("@")[0]!])
  // Commands and questions of ours are known to everybody; theirs are the words above.
  return [...new Set([...Object.values(words), ...people, ...addresses, ...tokens])]
}

async function live(): Promise<void> {
  await begin()
  await troubleBeside()
  // Ana's hour: an answer, more of it, and the form.
  await service.moveTo("2027-02-24T20:00:00Z")
  const prompt = await service.newest(ana.mailbox, "prompt")
  await service.send(gmailReply(prompt, ana, words.answer))
  await service.send(gmailReply(prompt, ana, `PRIVATE ${words.privateAnswer}`))
  await service.send(gmailReply(prompt, ben, words.stranger))
  await service.moveTo("2027-02-25T20:00:00Z")
  await service.post(linkIn(await service.newest(ana.mailbox, "after-form"), "/after/"), {
    happened: "yes",
    commitment: [words.commitment],
    line: words.line,
    heard: "not-quite",
    mattered: "partly",
  })
  await service.send(gmailReply(await service.newest(ben.mailbox, "after-form"), ben, `yes\n- ${words.mailCommitment}`))
  // Ben's hour.
  await service.moveTo("2027-03-03T20:00:00Z")
  await service.send(gmailReply(await service.newest(ben.mailbox, "prompt"), ben, words.mailAnswer))
  await service.send(calendarReply(await service.newest(ben.mailbox, "invitation"), ben, "ACCEPTED"))
  await service.send(gmailReply(await service.newest(ben.mailbox, "invitation"), ben, words.unclear))
  await service.send(gmailReply(await service.newest(ana.mailbox, "welcome"), ana, `AGREE ${words.agreement}`))
  await service.send(gmailReply(await service.newest(ana.mailbox, "recap"), ana, "EXPORT"))
  await service.send(gmailReply(await service.newest(ana.mailbox, "question"), ana, "YES"))
  await changeSettings()
  await service.moveTo("2027-04-02T12:00:00Z")
}

async function begin(): Promise<void> {
  await service.post("/sign-up", signUpOf(ana, ben))
  await service.post(linkIn(await service.newest(ana.mailbox, "confirm"), "/confirm/"))
  const join = linkIn(await service.newest(ben.mailbox, "partner-request"), "/join/")
  await service.post(join, { answer: "yes", timeZone: "Europe/Berlin", agree: "on" })
  await service.post("/sign-up", { ...signUpOf(ana, ben), email: words.unconfirmed })
}

function signUpOf(inviter: Person, partner: Person) {
  return {
    name: inviter.name,
    email: inviter.mailbox,
    partnerName: partner.name,
    partnerEmail: partner.mailbox,
    note: words.note,
    weekday: "thursday",
    time: "17:00",
    timeZone: "Europe/Lisbon",
    minutes: "60",
    firstFocus: "me",
    meetingLink: `https://meet.example/${words.meetingLink}`,
    agree: "on",
  }
}

/** Pages that are refused, mail that is none, and a pair whose item can't be read. */
async function troubleBeside(): Promise<void> {
  const invitation = await service.newest(ben.mailbox, "invitation")
  const rsvp = linkIn(invitation, "/rsvp/")
  await service.post("/sign-up", { ...signUpOf(ana, ben), note: `see www.evil.example ${words.note}` })
  await service.post(rsvp.replace("/rsvp/", "/rsvp/x"), { answer: "skip" })
  await service.post(rsvp, { answer: "other", starts: words.unclear })
  await fetch(`${service.base}/sign-up`, { method: "POST", body: JSON.stringify(words) })
  await fetch(`${service.base}/sign-up`, { method: "POST", body: words.note.repeat(5000) })
  await fetch(`${service.base}/sign-up`, { method: "POST", body: "", headers: { Origin: "https://evil.example" } })
  for (const raw of malformed(invitation)) await send(raw, invitation)
  await spoilAnother(invitation)
}

function malformed(letter: Message): readonly string[] {
  const head = `From: ${ben.name} <${ben.mailbox}>\nTo: ${addressOf(letter)}\nSubject: ${words.unclear}\n`
  const calendar = (lines: string) =>
    `${head}Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n${lines}\n`
  return [
    "",
    words.unclear,
    `${head}Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Transfer-Encoding: base64\n\n*** ${words.unclear}\n`,
    `${head}Content-Type: text/plain; charset="${words.unclear}"\n\n${words.unclear}\n`,
    calendar(`UID:${words.unclear}\nDTSTART:${words.unclear}\nSEQUENCE:${words.unclear}`),
    calendar(`ATTENDEE;PARTSTAT=DECLINED:mailto:${ben.mailbox}\nDTSTART;TZID=${words.unclear}:20279999T999999`),
  ]
}

async function send(raw: string, to: Message): Promise<void> {
  await service.send({ from: ben.mailbox, to: addressOf(to), raw })
}

/** A third and a fourth have begun something of which the item can no longer be read. */
async function spoilAnother(invitation: Message): Promise<void> {
  await service.post("/sign-up", signUpOf({ name: "Cleo", mailbox: "cleo@example.org" }, ben))
  const confirm = await service.newest("cleo@example.org", "confirm")
  const { Items = [] } = await table.send(new ScanCommand({ TableName: tableName }))
  const pairs = Items.filter(({ sk, status }) => sk?.S === "PAIR" && status?.S === "unconfirmed")
  for (const { pk } of pairs) {
    await table.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk: pk!, sk: { S: "PAIR" } },
        UpdateExpression: "SET #data = :data, dueAt = :soon",
        ExpressionAttributeNames: { "#data": "data" },
        ExpressionAttributeValues: { ":data": { B: new Uint8Array(40) }, ":soon": { S: "2027-02-22T09:00:00Z" } },
      }),
    )
  }
  await service.get(linkIn(confirm, "/confirm/"))
  await service.post(linkIn(confirm, "/confirm/"))
  const reply = gmailReply(confirm, { name: "Cleo", mailbox: "cleo@example.org" }, `YES ${words.stranger}`)
  await service.send(reply)
  await service.send({ ...gmailReply(invitation, ben, words.stranger), from: words.strangerMailbox })
  const foreign = gmailReply(invitation, { name: "Kumquat", mailbox: words.strangerMailbox }, words.stranger)
  await service.send(foreign)
  await service.moveClock({ by: "PT20M" })
  // Put right by the operator; a month of an alarm that always fails would take this test as long.
  for (const Item of pairs) await table.send(new PutItemCommand({ TableName: tableName, Item }))
}

async function changeSettings(): Promise<void> {
  const footer = linkIn(await service.newest(ben.mailbox, "invitation"), "/me/")
  await service.post(footer)
  const settings = linkIn(await service.newest(ben.mailbox, "confirm"), "/me/")
  await service.post(settings, { action: "mailbox", email: words.otherMailbox })
  await service.post(settings, { action: "mailbox", email: words.notYet })
  await service.post(settings, {
    action: "save",
    name: words.rename,
    timeZone: "Europe/Berlin",
    weekday: "thursday",
    time: "18:00",
    minutes: "60",
    rhythm: "weekly",
    meetingLink: `https://meet.example/${words.meetingLink}`,
  })
}

/** ERASE by mail, confirmed; and ten minutes more, in which the second time has come. */
async function erases(who: Person, mailbox: string): Promise<void> {
  const by = { ...who, mailbox }
  await service.send(gmailReply(await service.newest(mailbox, "recap"), by, "ERASE"))
  await service.send(gmailReply(await service.newest(mailbox, "question"), by, "YES"))
  await service.moveClock({ by: "PT10M" })
}

type Kept = {
  readonly pk: string
  readonly sk: string
  readonly expires: boolean
  readonly data: Uint8Array | null
}

async function itemsInTable(): Promise<readonly Kept[]> {
  const { Items = [], LastEvaluatedKey } = await table.send(
    new ScanCommand({ TableName: tableName, ConsistentRead: true }),
  )
  expect(LastEvaluatedKey).toBeUndefined()
  return Items.filter(({ pk }) => pk?.S !== control).map(({ pk, sk, expiresAt, data }) => ({
    pk: pk?.S ?? "",
    sk: sk?.S ?? "",
    expires: expiresAt?.N !== undefined,
    data: data?.B ?? null,
  }))
}

/** What its key begins with: the sort key of what belongs to a pair. */
function kindsOf(items: readonly Kept[]): readonly string[] {
  return [...new Set(items.map(({ sk }) => sk.replaceAll(/#.*/g, "")))].toSorted()
}
