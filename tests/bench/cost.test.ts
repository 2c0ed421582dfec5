import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import type { Usage } from "./cost.ts"
import { alarmsMade, besideSes, costOf, metricsMade } from "./cost.ts"
import { prices } from "./prices.ts"

const nothing: Usage = {
  letters: 0,
  mails: 0,
  forms: 0,
  alarms: 0,
  writeUnits: 0,
  readUnits: 0,
  keptBytes: 0,
  logBytes: 0,
  attachedBytes: 0,
  formBytes: 0,
  mailMs: 0,
  formMs: 0,
  alarmAloneMs: 0,
  alarmAmongMs: 0,
}
const asleep = { messages: 0, calls: 0 }
/** What a thousand pairs cost more than none. */
function more(usage: Partial<Usage>, waking = asleep) {
  const bill = (pairs: number, wakes: typeof asleep) =>
    costOf({ pairs, usage: { ...nothing, ...usage }, waking: wakes, shards: 1, prices }).gross
  const [none, thousand] = [bill(0, asleep), bill(1000, waking)]
  return Object.fromEntries(
    Object.entries(thousand).map(([name, usd]) => [name, usd - none[name as keyof typeof none]]),
  )
}

describe("a month's bill", () => {
  test("is SES's for letters out and mails in", () => {
    expect(more({ letters: 28 })["ses"]).toBeCloseTo(2.8)
    expect(more({ mails: 9 })["ses"]).toBeCloseTo(0.9)
    expect(more({ attachedBytes: 1e6 })["ses"]).toBeCloseTo(0.12)
  })

  test("is DynamoDB's for units and for what is kept, with its backups", () => {
    expect(more({ writeUnits: 400 })["dynamodb"]).toBeCloseTo(0.25)
    expect(more({ readUnits: 400 })["dynamodb"]).toBeCloseTo(0.05)
    expect(more({ keptBytes: 1e6 })["dynamodb"]).toBeCloseTo(0.45)
  })

  test("is Lambda's for calls and for how long they take: alone, or one of many", () => {
    const perGbSecond = 0.0000133334
    expect(more({ mails: 10, mailMs: 100 })["lambda"]).toBeCloseTo(10_000 * 0.2e-6 + 1000 * perGbSecond)
    const usage = { alarms: 10, alarmAloneMs: 200, alarmAmongMs: 20 }
    expect(more(usage, { messages: 1000, calls: 1000 })["lambda"]).toBeCloseTo(
      1000 * 0.2e-6 + (200 + 180) * perGbSecond,
    )
  })

  test("is SQS's three requests a message, and S3's for a mail", () => {
    expect(more({}, { messages: 1_000_000, calls: 0 })["sqs"]).toBeCloseTo(1.2)
    expect(more({ mails: 10 })["s3"]).toBeCloseTo(0.054)
  })

  test("is CloudFront's for three requests of a form, each with a function, and for what leaves", () => {
    expect(more({ forms: 1000 })["cloudfront"]).toBeCloseTo(3 + 0.3)
    expect(more({ forms: 1000 })["lambda"]).toBeCloseTo(0.4)
    expect(more({ forms: 1000, formBytes: 1e4 })["cloudfront"]).toBeCloseTo(3 + 0.3 + 0.85)
  })

  test("says what share all that is not SES has", () => {
    const bill = { ses: 100, dynamodb: 3, lambda: 1, sqs: 0, scheduler: 0, s3: 0.5, cloudwatch: 0.5, cloudfront: 0 }
    expect(besideSes(bill)).toEqual({ usd: 5, shareOfSes: 0.05 })
  })
})

describe("without a single pair", () => {
  const idle = costOf({ pairs: 0, usage: nothing, waking: asleep, shards: 1, prices })

  test("nothing is paid but the tick's reads, less than a cent with one shard", () => {
    const free = { ses: 0, lambda: 0, sqs: 0, scheduler: 0, s3: 0, cloudwatch: 0, cloudfront: 0 }
    expect(idle.net).toMatchObject(free)
    expect(idle.net.dynamodb).toBeLessThan(0.01)
  })

  test("the alarms and metrics reckoned with are those that infra makes", () => {
    const alarms = readFileSync("infra/alarms.ts", "utf8")
    const titles = [...alarms.matchAll(/title: "/g)].length
    const deadLetters = /deadLetters: \{(.*)\}/.exec(readFileSync("infra/service.ts", "utf8"))?.[1] ?? ""
    expect(titles + deadLetters.split(",").length).toBe(alarmsMade)
    expect(
      new Set(
        [...alarms.matchAll(/metricName: "(OldestDueMinutes|SendQuotaUsedPercent|PagesFailed|LettersGivenUp)"/g)].map(
          ([, name]) => name,
        ),
      ).size,
    ).toBe(metricsMade)
  })
})
