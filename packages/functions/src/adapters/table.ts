import { createHash } from "node:crypto"
import type { AttributeValue, DynamoDBClient, KeysAndAttributes, WriteRequest } from "@aws-sdk/client-dynamodb"
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb"
import type { Commitment } from "@turnabout/core/commitment.ts"
import { commitmentStateSchema } from "@turnabout/core/commitment.ts"
import {
  commandIdSchema,
  commitmentIdSchema,
  memberIds,
  memberIdSchema,
  otherMember,
  pairIdSchema,
} from "@turnabout/core/id.ts"
import type { CommitmentId, MemberId, PairId } from "@turnabout/core/id.ts"
import { suppressedSchema } from "@turnabout/core/member.ts"
import type { Suppressed } from "@turnabout/core/member.ts"
import { pairText, readPair } from "@turnabout/core/pair.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { PairRecord } from "@turnabout/core/record.ts"
import { instantText } from "@turnabout/core/time.ts"
import { shardOf } from "@turnabout/core/shard.ts"
import { Temporal } from "temporal-polyfill"
import type { ClosedCommitment, Couple, Everything, LetterRecord, Store, Suppression, WrittenKey } from "../ports.ts"
import { batchGetAtMost, batchWriteAtMost, untilProcessed } from "./batches.ts"
import { letterText, readLetter, readReflection, readSession, reflectionText, sessionText } from "./kept.ts"
import { hideIn } from "./seal.ts"
import type { Place, Seal } from "./seal.ts"

export type TableOptions = {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly seal: Seal
  /** Hides mailboxes in item keys; must stay the same for the life of the table. */
  readonly indexSecret: Uint8Array
  readonly shards: number
  readonly clock: () => Temporal.Instant
}

type Item = Record<string, AttributeValue>

/** How long a letter as sent is kept to read replies against. */
const letterKept = Temporal.Duration.from({ hours: 60 * 24 })
/** How long a mail is remembered as seen. */
const sightKept = Temporal.Duration.from({ hours: 7 * 24 })
const lettersAtMost = 100
const sessionsAtMost = 60
const retriesAtMost = 5
/** More pages than any pair can fill in its life. */
const pagesAtMost = 500

/** Everything the service keeps, in one DynamoDB table. No transactions: what must change together is one item. */
export function tableStore(options: TableOptions): Store {
  return {
    load: (id) => load(options, id),
    save: (pair) => save(options, pair),
    postpone: (id, until) => postpone(options, id, until),
    begin: (pair, records) => begin(options, pair, records),
    forget: (pair) => forget(options, pair),
    erase: (pair, member) => erase(options, pair, member),
    freeCouple: (mailboxes, pair) => freeCouple(options, mailboxes, pair),
    everythingOf: (id, by) => everythingOf(options, id, by),
    put: (id, records) => putRecords(options, id, records),
    putLetter: (id, letter) => putLetter(options, id, letter),
    letter: (id, to, key) => letter(options, { id, to, key }),
    letters: (id, to) => letters(options, id, to),
    note: (id, command) => readText(options, { pk: pairKey(id), sk: noteKey(command) }),
    answer: (id, key) => readText(options, { pk: pairKey(id), sk: writtenKey("ANSWER", key) }),
    reflection: async (id, key) => {
      const text = await readText(options, { pk: pairKey(id), sk: writtenKey("REFLECTION", key) })
      return text === null ? null : readReflection(text)
    },
    commitmentTexts: (id, commitments) => commitmentTexts(options, id, commitments),
    closedCommitments: (id, by) => closedCommitments(options, id, by),
    sessions: (id) => sessions(options, id),
    addressee: (token) => addressee(options, token),
    takeCouple: (mailboxes, pair, instead) => takeCouple(options, { mailboxes, pair, instead }),
    joinMailbox: (mailbox, pair) => joinMailbox(options, mailbox, pair),
    leaveMailbox: (mailbox, pair) => leaveMailbox(options, mailbox, pair),
    suppressionOf: (mailbox) => suppressionOf(options, mailbox),
    suppress: (mailbox, suppression) => suppress(options, mailbox, suppression),
    lift: (mailbox, at) => lift(options, mailbox, at),
    isRefused: (couple) => isRefused(options, couple),
    wasSeen: (mail) => wasSeen(options, mail),
    markSeen: (mail) => markSeen(options, mail),
    count: (what, until) => count(options, what, until),
  }
}

function pairKey(id: PairId): string {
  return `PAIR#${id}`
}

function noteKey(command: string): string {
  return `NOTE#${command}`
}

function letterKey(key: string): string {
  return `LETTER#${key}`
}

function writtenKey(kind: "ANSWER" | "REFLECTION", { session, by, command }: WrittenKey): string {
  return `${kind}#${session}#${by}#${command}`
}

/** The id of a commitment is `COMMAND.n`; its key follows the design: `COMMITMENT#member#command#n`. */
function commitmentKey({ id, by }: Pick<Commitment, "id" | "by">): string {
  return `COMMITMENT#${by}#${id.replace(".", "#")}`
}

/** Zero-padded, so that a query returns sessions in their order. */
function sessionKey(number: number): string {
  return `SESSION#${String(number).padStart(6, "0")}`
}

function key({ pk, sk }: Place): Item {
  return { pk: { S: pk }, sk: { S: sk } }
}

async function load({ client, tableName, seal }: TableOptions, id: PairId): Promise<Pair | null> {
  const place = { pk: pairKey(id), sk: "PAIR" }
  const { Item } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: key(place), ConsistentRead: true }),
  )
  return Item === undefined ? null : readPair(opened(seal, Item, place))
}

function pairItem({ seal, shards }: TableOptions, pair: Pair): Item {
  const place = { pk: pairKey(pair.id), sk: "PAIR" }
  const item = {
    ...key(place),
    version: { N: String(pair.version) },
    // In the clear, and copied into the index, so that an operator can count pairs without the key to them.
    status: { S: pair.status.kind },
    data: { B: seal.seal(pairText(pair), place) },
  }
  // A sparse index: a pair without an alarm is not in it.
  if (pair.dueAt === null) return item
  return { ...item, dueShard: { S: String(shardOf(pair.id, shards)) }, dueAt: { S: instantText(pair.dueAt) } }
}

async function save(options: TableOptions, pair: Pair): Promise<boolean> {
  return putIf(options, pairItem(options, pair), {
    ConditionExpression: "version = :before",
    ExpressionAttributeValues: { ":before": { N: String(pair.version - 1) } },
  })
}

async function postpone({ client, tableName, clock }: TableOptions, id: PairId, until: Temporal.Instant) {
  await unlessConditionFails(() =>
    client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: key({ pk: pairKey(id), sk: "PAIR" }),
        // Whoever has saved it meanwhile has set its next alarm, which must ring.
        ConditionExpression: "dueAt <= :now",
        UpdateExpression: "SET dueAt = :until",
        ExpressionAttributeValues: { ":now": { S: instantText(clock()) }, ":until": { S: instantText(until) } },
      }),
    ),
  )
}

type Condition = { readonly ConditionExpression: string; readonly ExpressionAttributeValues?: Item }

async function putIf({ client, tableName }: TableOptions, item: Item, condition: Condition): Promise<boolean> {
  try {
    await client.send(new PutItemCommand({ TableName: tableName, Item: item, ...condition }))
    return true
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false
    throw cause
  }
}

/** The addresses first, the pair last: a reader never finds a pair that can't be written to. */
async function begin(options: TableOptions, pair: Pair, records: readonly PairRecord[]): Promise<void> {
  const { client, tableName } = options
  for (const member of memberIds) {
    const place = addressPlace(pair.members[member].token)
    const item = { ...key(place), pair: { S: pair.id }, member: { S: member } }
    await client.send(new PutItemCommand({ TableName: tableName, Item: item }))
  }
  await putRecords(options, pair.id, records)
  if (await putIf(options, pairItem(options, pair), { ConditionExpression: "attribute_not_exists(pk)" })) return
  // It was begun before: by us, or by another sign-up of the same two, whose addresses are then the ones that lead to it.
  const begun = await load(options, pair.id)
  const leading = new Set(begun === null ? [] : memberIds.map((member) => begun.members[member].token))
  const stray = memberIds.map((member) => pair.members[member].token).filter((token) => !leading.has(token))
  await deleteAll(options, stray.map(addressPlace))
}

/** Only a hash of the token is kept in the clear, so the table alone does not tell who could write to whom. */
function addressPlace(token: string): Place {
  return { pk: `ADDRESS#${createHash("sha256").update(token).digest("base64url")}`, sk: "ADDRESS" }
}

async function forget(options: TableOptions, pair: Pair): Promise<void> {
  const { client, tableName } = options
  const places = await placesOf(options, pair.id)
  const others = places.filter((place) => place.sk !== "PAIR")
  const addresses = memberIds.map((member) => addressPlace(pair.members[member].token))
  await deleteAll(options, [...others, ...addresses])
  await freeCouple(options, coupleOf(pair), pair.id)
  for (const member of memberIds) await leaveMailbox(options, pair.members[member].mailbox, pair.id)
  // The pair goes last: until then its alarm brings us back here.
  await client.send(new DeleteItemCommand({ TableName: tableName, Key: key({ pk: pairKey(pair.id), sk: "PAIR" }) }))
}

async function placesOf(options: TableOptions, id: PairId): Promise<Place[]> {
  const items = await queryAll(options, { pk: pairKey(id), prefix: "" })
  return items.map((item) => ({ pk: item["pk"]?.S ?? "", sk: item["sk"]?.S ?? "" }))
}

async function deleteAll({ client, tableName }: TableOptions, places: readonly Place[]): Promise<void> {
  for (let start = 0; start < places.length; start += batchWriteAtMost) {
    const requests = places
      .slice(start, start + batchWriteAtMost)
      .map((place) => ({ DeleteRequest: { Key: key(place) } }))
    await untilProcessed<WriteRequest[]>({ [tableName]: requests }, async (RequestItems) => {
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems }))
      return UnprocessedItems
    })
  }
}

/** Theirs, and whatever may quote them: all letters kept, and all notes but what the partner agreed to. */
async function erase(options: TableOptions, pair: Pair, member: MemberId): Promise<void> {
  const places = await placesOf(options, pair.id)
  const other = otherMember(member)
  const kept = new Set(
    [...(pair.agreed[other] ?? []), ...(member === "b" && pair.note !== null ? [pair.note] : [])].map(
      (command) => `NOTE#${command}`,
    ),
  )
  const isErased = ({ sk }: Place) => {
    const [kind, first, second] = sk.split("#")
    if (kind === "ANSWER" || kind === "REFLECTION") return second === member
    if (kind === "COMMITMENT") return first === member
    return kind === "LETTER" || (kind === "NOTE" && !kept.has(sk))
  }
  const { mailbox, token } = pair.members[member]
  await deleteAll(options, [...places.filter(isErased), ...(mailbox === "" ? [addressPlace(token)] : [])])
  if (mailbox === "") return
  await freeCouple(options, coupleOf(pair), pair.id)
  await leaveMailbox(options, mailbox, pair.id)
}

async function everythingOf(options: TableOptions, id: PairId, by: MemberId): Promise<Everything> {
  const items = await queryAll(options, { pk: pairKey(id), prefix: "" })
  const own = items.map((item) => ({ item, place: placeOf(item), words: placeOf(item).sk.split("#") }))
  const read = ({ item, place }: (typeof own)[number]) => opened(options.seal, item, place)
  const written = (kind: string) => own.filter(({ words }) => words[0] === kind && words[2] === by)
  const refer = ({ words }: (typeof own)[number]) => ({
    session: Number(words[1]),
    command: commandIdSchema.parse(words[3]),
  })
  // The keys sort as texts do: session 10 before session 2.
  return {
    answers: written("ANSWER")
      .map((each) => ({ ...refer(each), text: read(each) }))
      .toSorted((one, other) => one.session - other.session),
    reflections: written("REFLECTION")
      .map((each) => ({ ...refer(each), reflection: readReflection(read(each)) }))
      .toSorted((one, other) => one.session - other.session),
    commitments: own
      .filter(({ words }) => words[0] === "COMMITMENT" && words[1] === by)
      .map((each) => ({
        id: commitmentIdSchema.parse(`${each.words[2]}.${each.words[3]}`),
        text: read(each),
        made: each.item["made"]?.S ?? "",
        state: commitmentStateSchema.safeParse(each.item["state"]?.S).data ?? null,
        changed: each.item["changed"]?.S ?? null,
      }))
      .toSorted((one, other) => one.made.localeCompare(other.made)),
  }
}

function coupleOf(pair: Pair): Couple {
  return { inviter: pair.members.a.mailbox, partner: pair.members.b.mailbox }
}

async function freeCouple(options: TableOptions, mailboxes: Couple, pair: PairId): Promise<void> {
  const { client, tableName } = options
  const place = couplePlace(options, mailboxes)
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: tableName,
        Key: key(place),
        ConditionExpression: "pair = :pair",
        ExpressionAttributeValues: { ":pair": { S: pair } },
      }),
    )
  } catch (cause) {
    // These two have begun anew since: the couple is the new pair's.
    if (!(cause instanceof ConditionalCheckFailedException)) throw cause
  }
}

async function putRecords(options: TableOptions, id: PairId, records: readonly PairRecord[]): Promise<void> {
  for (const record of records) await putRecord(options, id, record)
}

async function putRecord(options: TableOptions, id: PairId, record: PairRecord): Promise<void> {
  const pk = pairKey(id)
  switch (record.kind) {
    case "note":
      return putSealed(options, { pk, sk: noteKey(record.command) }, record.text)
    case "session":
      return putSealed(options, { pk, sk: sessionKey(record.session.number) }, sessionText(record.session))
    case "commitment":
      return putCommitment(options, pk, record)
    case "commitment-state":
      return putCommitmentState(options, pk, record)
    case "answer":
      return putSealed(options, { pk, sk: writtenKey("ANSWER", record) }, record.text)
    case "reflection":
      return putSealed(options, { pk, sk: writtenKey("REFLECTION", record) }, reflectionText(record.form))
    case "refusal":
      return putRefusal(options, record)
  }
}

async function putSealed({ client, tableName, seal }: TableOptions, place: Place, text: string): Promise<void> {
  const item = { ...key(place), data: { B: seal.seal(text, place) } }
  await client.send(new PutItemCommand({ TableName: tableName, Item: item }))
}

/** Words and date only: put once more, it leaves what became of it meanwhile as it is. */
async function putCommitment(
  { client, tableName, seal }: TableOptions,
  pk: string,
  { commitment, text }: Extract<PairRecord, { kind: "commitment" }>,
): Promise<void> {
  const place = { pk, sk: commitmentKey(commitment) }
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: key(place),
      UpdateExpression: "SET #data = :data, made = :made",
      ExpressionAttributeNames: { "#data": "data" },
      ExpressionAttributeValues: { ":data": { B: seal.seal(text, place) }, ":made": { S: commitment.made.toString() } },
    }),
  )
}

/** Beside the words, which stay sealed as they are: this needs no reading first. A commitment that is erased stays so. */
async function putCommitmentState(
  { client, tableName }: TableOptions,
  pk: string,
  record: Extract<PairRecord, { kind: "commitment-state" }>,
): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: key({ pk, sk: commitmentKey(record) }),
        ConditionExpression: "attribute_exists(pk)",
        UpdateExpression: "SET #state = :state, changed = :changed",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":state": { S: record.state }, ":changed": { S: record.changed.toString() } },
      }),
    )
  } catch (cause) {
    if (!(cause instanceof ConditionalCheckFailedException)) throw cause
  }
}

async function putRefusal(options: TableOptions, record: Extract<PairRecord, { kind: "refusal" }>): Promise<void> {
  const item = { ...key(refusalPlace(options, record)), expiresAt: seconds(record.until) }
  await options.client.send(new PutItemCommand({ TableName: options.tableName, Item: item }))
}

function refusalPlace({ indexSecret }: TableOptions, { inviter, partner }: Couple): Place {
  return { pk: `RATE#refusal#${hideIn(indexSecret, `${inviter}\n${partner}`)}`, sk: "RATE" }
}

/** The table deletes what has expired in its own time, up to days later: whoever reads it has to look at the clock. */
async function isRefused(options: TableOptions, couple: Couple): Promise<boolean> {
  const { client, tableName, clock } = options
  const Key = key(refusalPlace(options, couple))
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))
  return Item !== undefined && Number(Item["expiresAt"]?.N) > clock().epochMilliseconds / 1000
}

function seconds(instant: Temporal.Instant): AttributeValue {
  return { N: String(Math.floor(instant.epochMilliseconds / 1000)) }
}

async function putLetter(
  { client, tableName, seal, clock }: TableOptions,
  id: PairId,
  letter: LetterRecord,
): Promise<void> {
  const place = { pk: pairKey(id), sk: letterKey(letter.key) }
  const item = {
    ...key(place),
    data: { B: seal.seal(letterText(letter), place) },
    expiresAt: seconds(clock().add(letterKept)),
  }
  await client.send(new PutItemCommand({ TableName: tableName, Item: item }))
}

type LetterTo = { readonly id: PairId; readonly to: MemberId; readonly key: string }

async function letter(options: TableOptions, { id, to, key }: LetterTo): Promise<LetterRecord | null> {
  const text = await textAt(options, { pk: pairKey(id), sk: letterKey(key) }, { ConsistentRead: true })
  const kept = text === null ? null : readLetter(text)
  return kept !== null && isKept(kept, to, options) ? kept : null
}

async function letters(options: TableOptions, id: PairId, to: MemberId): Promise<readonly LetterRecord[]> {
  const items = await queryAll(options, { pk: pairKey(id), prefix: letterKey("") })
  return items
    .map((item) => readLetter(opened(options.seal, item, placeOf(item))))
    .filter((each) => isKept(each, to, options))
    .toSorted((one, other) => Temporal.Instant.compare(other.sentAt, one.sentAt))
    .slice(0, lettersAtMost)
}

/** To this member, within sixty days: DynamoDB deletes what is over its time only some time later. */
function isKept({ to, sentAt }: LetterRecord, member: MemberId, { clock }: TableOptions): boolean {
  return to === member && Temporal.Instant.compare(sentAt, clock().subtract(letterKept)) > 0
}

async function sessions(options: TableOptions, id: PairId) {
  const items = await queryAll(options, { pk: pairKey(id), prefix: "SESSION#", newestFirst: sessionsAtMost })
  return items.map((item) => readSession(opened(options.seal, item, placeOf(item))))
}

function placeOf(item: Item): Place {
  return { pk: item["pk"]?.S ?? "", sk: item["sk"]?.S ?? "" }
}

function opened(seal: Seal, item: Item, place: Place): string {
  const sealed = item["data"]?.B
  if (sealed === undefined) throw new Error(`nothing sealed in ${place.pk} ${place.sk.split("#")[0] ?? ""}`)
  return seal.open(sealed, place)
}

/** What is written once and never changed: only if it is so new that a copy may lack it, it takes the read that costs twice as much. */
async function readText(options: TableOptions, place: Place): Promise<string | null> {
  return (await textAt(options, place, { ConsistentRead: false })) ?? textAt(options, place, { ConsistentRead: true })
}

async function textAt(
  { client, tableName, seal }: TableOptions,
  place: Place,
  reading: { readonly ConsistentRead: boolean },
): Promise<string | null> {
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key(place), ...reading }))
  return Item === undefined ? null : opened(seal, Item, place)
}

/** Written once, as what `readText` reads. */
async function commitmentTexts(
  options: TableOptions,
  id: PairId,
  commitments: readonly Pick<Commitment, "id" | "by">[],
): Promise<ReadonlyMap<CommitmentId, string>> {
  const texts = await textsRead(options, { id, commitments, ConsistentRead: false })
  const missing = commitments.filter((commitment) => !texts.has(commitment.id))
  return new Map([...texts, ...(await textsRead(options, { id, commitments: missing, ConsistentRead: true }))])
}

type TextsAsked = {
  readonly id: PairId
  readonly commitments: readonly Pick<Commitment, "id" | "by">[]
  readonly ConsistentRead: boolean
}

async function textsRead(
  { client, tableName, seal }: TableOptions,
  { id, commitments, ConsistentRead }: TextsAsked,
): Promise<ReadonlyMap<CommitmentId, string>> {
  const byKey = new Map(commitments.map((commitment) => [commitmentKey(commitment), commitment.id]))
  const texts = new Map<CommitmentId, string>()
  const keys = [...byKey.keys()]
  for (let start = 0; start < keys.length; start += batchGetAtMost) {
    const Keys = keys.slice(start, start + batchGetAtMost).map((sk) => key({ pk: pairKey(id), sk }))
    await untilProcessed<KeysAndAttributes>({ [tableName]: { Keys, ConsistentRead } }, async (RequestItems) => {
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }))
      for (const item of Responses?.[tableName] ?? []) {
        const place = placeOf(item)
        const commitment = byKey.get(place.sk)
        if (commitment !== undefined) texts.set(commitment, opened(seal, item, place))
      }
      return UnprocessedKeys
    })
  }
  return texts
}

/** Only what the pair has vouched for has a state: a commitment put by a command that was never saved has none. */
async function closedCommitments(options: TableOptions, id: PairId, by: MemberId): Promise<ClosedCommitment[]> {
  const items = await queryAll(options, { pk: pairKey(id), prefix: `COMMITMENT#${by}#` })
  return items.flatMap((item) => {
    const state = commitmentStateSchema.safeParse(item["state"]?.S)
    const [made, changed] = [item["made"]?.S, item["changed"]?.S]
    if (!state.success || state.data === "open" || made === undefined || changed === undefined) return []
    const [, , command, place] = (item["sk"]?.S ?? "").split("#")
    return [{ id: commitmentIdSchema.parse(`${command}.${place}`), state: state.data, made, changed }]
  })
}

async function addressee({ client, tableName }: TableOptions, token: string) {
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key(addressPlace(token)) }))
  if (Item === undefined) return null
  return { pair: pairIdSchema.parse(Item["pair"]?.S), member: memberIdSchema.parse(Item["member"]?.S) }
}

function couplePlace({ indexSecret }: TableOptions, { inviter, partner }: Couple): Place {
  const hidden = hideIn(indexSecret, [inviter, partner].toSorted().join("\n"))
  return { pk: `COUPLE#${hidden}`, sk: "COUPLE" }
}

type Taking = { readonly mailboxes: Couple; readonly pair: PairId; readonly instead: PairId | null }

async function takeCouple(options: TableOptions, { mailboxes, pair, instead }: Taking): Promise<PairId> {
  const place = couplePlace(options, mailboxes)
  const condition =
    instead === null
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "attribute_not_exists(pk) OR pair = :instead",
          ExpressionAttributeValues: { ":instead": { S: instead } },
        }
  for (let attempt = 0; attempt < retriesAtMost; attempt += 1) {
    if (await putIf(options, { ...key(place), pair: { S: pair } }, condition)) return pair
    const { client, tableName } = options
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: key(place), ConsistentRead: true }),
    )
    // Nothing there: it was freed between the two requests, so it may be taken after all.
    if (Item !== undefined) return pairIdSchema.parse(Item["pair"]?.S)
  }
  throw new Error("a couple that comes and goes")
}

function mailboxPlace({ indexSecret }: TableOptions, mailbox: string): Place {
  return { pk: `MAILBOX#${hideIn(indexSecret, mailbox)}`, sk: "MAILBOX" }
}

async function joinMailbox(options: TableOptions, mailbox: string, pair: PairId): Promise<Suppressed | null> {
  const { Attributes } = await options.client.send(
    new UpdateItemCommand({
      TableName: options.tableName,
      Key: key(mailboxPlace(options, mailbox)),
      UpdateExpression: "ADD pairs :pair",
      ExpressionAttributeValues: { ":pair": { SS: [pair] } },
      ReturnValues: "ALL_NEW",
    }),
  )
  return suppressedIn(Attributes)
}

/** What is left of a mailbox that nobody writes to is only that nobody may. */
async function leaveMailbox(options: TableOptions, mailbox: string, pair: PairId): Promise<void> {
  if (mailbox === "") return
  const { client, tableName } = options
  const at = { TableName: tableName, Key: key(mailboxPlace(options, mailbox)) }
  await unlessConditionFails(() =>
    client.send(
      new UpdateItemCommand({
        ...at,
        ConditionExpression: "attribute_exists(pk)",
        UpdateExpression: "DELETE pairs :pair",
        ExpressionAttributeValues: { ":pair": { SS: [pair] } },
      }),
    ),
  )
  await deleteMailboxOfNobody(options, mailbox)
}

async function deleteMailboxOfNobody(options: TableOptions, mailbox: string): Promise<void> {
  await unlessConditionFails(() =>
    options.client.send(
      new DeleteItemCommand({
        TableName: options.tableName,
        Key: key(mailboxPlace(options, mailbox)),
        ConditionExpression: "attribute_not_exists(pairs) AND attribute_not_exists(suppressed)",
      }),
    ),
  )
}

/** What the request answers; null if its condition did not hold. */
async function unlessConditionFails<T>(request: () => Promise<T>): Promise<T | null> {
  try {
    return await request()
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return null
    throw cause
  }
}

async function suppressionOf(options: TableOptions, mailbox: string): Promise<Suppressed | null> {
  return suppressedIn(await readMailbox(options, mailbox))
}

async function readMailbox(options: TableOptions, mailbox: string): Promise<Item | undefined> {
  const { client, tableName } = options
  const Key = key(mailboxPlace(options, mailbox))
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))
  return Item
}

async function suppress(options: TableOptions, mailbox: string, { reason, since, causedAt }: Suppression) {
  const updated = await unlessConditionFails(() =>
    options.client.send(
      new UpdateItemCommand({
        TableName: options.tableName,
        Key: key(mailboxPlace(options, mailbox)),
        ConditionExpression: "attribute_not_exists(liftedAt) OR liftedAt <= :causedAt",
        UpdateExpression:
          "SET suppressed = if_not_exists(suppressed, :reason), suppressedAt = if_not_exists(suppressedAt, :since)",
        ExpressionAttributeValues: {
          ":reason": { S: reason },
          ":since": { S: instantText(since) },
          ":causedAt": milliseconds(causedAt),
        },
        ReturnValues: "ALL_NEW",
      }),
    ),
  )
  return updated === null ? null : pairsIn(updated.Attributes)
}

async function lift(options: TableOptions, mailbox: string, at: Temporal.Instant): Promise<readonly PairId[]> {
  const updated = await unlessConditionFails(() =>
    options.client.send(
      new UpdateItemCommand({
        TableName: options.tableName,
        Key: key(mailboxPlace(options, mailbox)),
        ConditionExpression: "attribute_exists(suppressed)",
        UpdateExpression: "SET liftedAt = :at REMOVE suppressed, suppressedAt",
        ExpressionAttributeValues: { ":at": milliseconds(at) },
        ReturnValues: "ALL_NEW",
      }),
    ),
  )
  if (updated === null) return pairsIn(await readMailbox(options, mailbox))
  const pairs = pairsIn(updated.Attributes)
  if (pairs.length === 0) await deleteMailboxOfNobody(options, mailbox)
  return pairs
}

function milliseconds(instant: Temporal.Instant): AttributeValue {
  return { N: String(instant.epochMilliseconds) }
}

function suppressedIn(item: Item | undefined): Suppressed | null {
  const reason = item?.["suppressed"]?.S
  return reason === undefined ? null : suppressedSchema.parse({ reason, since: item?.["suppressedAt"]?.S })
}

function pairsIn(item: Item | undefined): readonly PairId[] {
  return (item?.["pairs"]?.SS ?? []).map((id) => pairIdSchema.parse(id))
}

function seenPlace(mail: string): Place {
  return { pk: `SEEN#${mail}`, sk: "SEEN" }
}

async function wasSeen({ client, tableName, clock }: TableOptions, mail: string): Promise<boolean> {
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key(seenPlace(mail)) }))
  return Item !== undefined && Number(Item["expiresAt"]?.N) > clock().epochMilliseconds / 1000
}

async function markSeen({ client, tableName, clock }: TableOptions, mail: string): Promise<void> {
  const item = { ...key(seenPlace(mail)), expiresAt: seconds(clock().add(sightKept)) }
  await client.send(new PutItemCommand({ TableName: tableName, Item: item }))
}

async function count(options: TableOptions, what: string, until: Temporal.Instant): Promise<number> {
  const { client, tableName, indexSecret } = options
  const place = { pk: `RATE#count#${hideIn(indexSecret, `${what}\n${instantText(until)}`)}`, sk: "RATE" }
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: key(place),
      UpdateExpression: "SET expiresAt = :until ADD times :one",
      ExpressionAttributeValues: { ":until": seconds(until), ":one": { N: "1" } },
      ReturnValues: "ALL_NEW",
    }),
  )
  return Number(Attributes?.["times"]?.N)
}

type Range = { readonly pk: string; readonly prefix: string; readonly newestFirst?: number }

/** All items of a partition whose sort key begins so; with `newestFirst`, that many from the end. */
async function queryAll({ client, tableName }: TableOptions, { pk, prefix, newestFirst }: Range): Promise<Item[]> {
  const items: Item[] = []
  let from: Item | undefined
  for (let page = 0; page < pagesAtMost; page += 1) {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: prefix === "" ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
        ExpressionAttributeValues: { ":pk": { S: pk }, ...(prefix === "" ? {} : { ":prefix": { S: prefix } }) },
        ConsistentRead: true,
        ...(newestFirst === undefined ? {} : { ScanIndexForward: false, Limit: newestFirst - items.length }),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    )
    items.push(...(Items ?? []))
    from = LastEvaluatedKey
    if (from === undefined || (newestFirst !== undefined && items.length >= newestFirst)) return items
  }
  throw new Error(`more than ${pagesAtMost} pages in one partition`)
}
