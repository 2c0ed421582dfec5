import { spawn } from "node:child_process"
import { once } from "node:events"
import { resolve } from "node:path"
import { text } from "node:stream/consumers"
import { beforeAll, describe, expect, test } from "vitest"
import { sstEnvironment } from "./install.ts"
import { bundled } from "./graph.ts"
import type { Change } from "./graph.ts"
import { rules } from "./rules.ts"
import { productionStage } from "./stages.ts"

// Faults that SST and the type check let pass. Each breaks the sentences it names and no other, so they are all made at
// once: a run takes seconds.
type Fault = Change & { readonly breaks: readonly string[] }

const faults: readonly Fault[] = [
  {
    file: "infra/table.ts",
    from: 'hashKey: "dueShard"',
    to: 'hashKey: "dueShards"',
    breaks: [
      "the index finds what is due by shard and instant, with the status and no more",
      "every key of the table and its index is declared, as text, and nothing else",
      "the stand-in's table has the same keys and the same index",
    ],
  },
  {
    file: "infra/table.ts",
    from: 'ttl: "expiresAt"',
    to: 'ttl: "expires"',
    breaks: ["what has had its time is deleted by its expiresAt"],
  },
  {
    file: "infra/table.ts",
    from: '$app.stage === "production"',
    to: "false",
    breaks: ["production's table survives a slip, and another stage's doesn't stay behind"],
  },
  {
    file: "infra/web.ts",
    from: "{ value: event.viewer.ip }",
    to: 'event.request.headers["x-forwarded-for"]',
    breaks: ["CloudFront says who asks, whatever a visitor claims, with the key that only the web function knows"],
  },
  {
    file: "infra/mail-in.ts",
    from: "dependsOn: [bucket, mayCall]",
    to: "dependsOn: []",
    breaks: ["the receipt rule waits for the bucket's policy and for the right to call inbound"],
  },
  {
    file: "infra/mail-in.ts",
    from: "enforceHttps: true",
    to: "enforceHttps: false",
    breaks: ["the mail bucket takes nothing that is not under TLS"],
  },
  {
    file: "infra/mail-in.ts",
    from: '"2 days"',
    to: '"20 days"',
    breaks: ["mail is gone from the bucket after two days"],
  },
  {
    file: "infra/mail-in.ts",
    from: 'tlsPolicy: "Require"',
    to: 'tlsPolicy: "Optional"',
    breaks: ["the receipt rule scans, requires TLS, keeps the mail, then calls inbound without waiting"],
  },
  {
    file: "infra/mail-in.ts",
    from: "if (settings.activateReceiptRules)",
    to: "if (!settings.activateReceiptRules)",
    breaks: ["the rule set is made active in production, once it has its rule, and left alone elsewhere"],
  },
  {
    file: "infra/practice.ts",
    from: '"dynamodb:Query"',
    to: '"dynamodb:*"',
    breaks: [
      "each function may do what it does, to what it does it to, and nothing else",
      "no right has a wildcard for an action",
    ],
  },
  {
    file: "infra/practice.ts",
    from: "[email.identityArn, email.configurationSetArn]",
    to: '["*"]',
    breaks: ["no right is to everything, but for the quota of SES, which has no name"],
  },
  {
    file: "infra/function.ts",
    from: "Principal: { Service: service }",
    to: 'Principal: { Service: service, AWS: "arn:aws:iam::123456789012:root" }',
    breaks: ["a role is taken on by one AWS service, never by an account, and brings no policy of AWS's"],
  },
  {
    file: "infra/function.ts",
    from: "const logsKeptDays = 30",
    to: "const logsKeptDays = 3653",
    breaks: ["logs are kept for thirty days"],
  },
  {
    file: "infra/function.ts",
    from: 'architecture: "arm64"',
    to: 'architecture: "x86_64"',
    breaks: ["there are five functions, on Node 24 and arm64"],
  },
  {
    file: "infra/queue.ts",
    from: "6 * workerTimeoutSeconds",
    to: "workerTimeoutSeconds",
    breaks: ["the queue hides a message for six times as long as the worker may take"],
  },
  {
    file: "infra/queue.ts",
    from: "days: 2 ",
    to: "days: 14 ",
    breaks: ["what a function failed on is kept for two days, as the mail itself: it says who wrote to whom"],
  },
  {
    file: "infra/queue.ts",
    from: "retry: 3",
    to: "retry: 300",
    breaks: ["a message that failed three times goes to the dead letters, and is kept for a fortnight"],
  },
  {
    file: "infra/worker.ts",
    from: "partialResponses: true",
    to: "partialResponses: false",
    breaks: [
      "the worker takes two messages at once and says which failed; as many work as send what SES allows, two at the least",
    ],
  },
  {
    file: "infra/schedule.ts",
    from: '"rate(1 minute)"',
    to: '"rate(1 minutes)"',
    breaks: [
      "the tick is called each minute, three times if need be, and a call in vain is kept",
      "a schedule is one that AWS takes",
    ],
  },
  {
    file: "infra/schedule.ts",
    from: "timeoutSeconds: 50",
    to: "timeoutSeconds: 300",
    breaks: [
      "whoever sends is done before its claim on a pair runs out",
      "a tick is over before the next begins, and a page before CloudFront gives up",
    ],
  },
  {
    file: "infra/feedback.ts",
    from: "retries: 2",
    to: "retries: 0",
    breaks: ["an event that a function fails on again and again is kept, but for a tick, which the next makes up for"],
  },
  {
    file: "infra/mail-out.ts",
    from: '"bounce", "complaint", "reject"',
    to: '"bounce", "reject"',
    breaks: ["bounces, complaints, refusals and delays go to the topic, once SES may write to it"],
  },
  {
    file: "infra/mail-out.ts",
    from: "p=quarantine",
    to: "p=none",
    breaks: ["DMARC asks to put aside what is not signed by us"],
  },
  {
    file: "infra/web.ts",
    from: "SIGN_UP:",
    to: "SIGNUP:",
    breaks: [
      "each function is told what it needs and nothing more",
      "the functions that handle commands understand what they are told",
    ],
  },
  {
    file: "infra/function.ts",
    from: 'memory: "1024 MB"',
    to: 'memory: "512 MB"',
    breaks: ["each function has 1024 MB, with which it gets more than half a processor"],
  },
  {
    file: "infra/alarms.ts",
    from: "okActions: [topicArn]",
    to: "okActions: []",
    breaks: ["the operator hears too that an alarm is over"],
  },
  {
    file: "infra/alarms.ts",
    from: 'event: "page-failed"',
    to: 'event: "page-fails"',
    breaks: [
      "a failed page is counted in web's log, and a letter given up in that of every function that sends",
      "what is counted in logs is what the code says there, and an alarm is at each count",
    ],
  },
  {
    file: "infra/alarms.ts",
    from: "above: 10,",
    to: "above: 1000,",
    breaks: [
      "the operator hears of dead letters, errors, failed pages, late pairs, lost letters, bounces, complaints and the quota",
    ],
  },
]

describe("the rules still bite", () => {
  let broken: readonly string[] = []
  beforeAll(async () => {
    const program = await bundled(faults)
    const graph = await program.graphOf(productionStage)
    program.remove()
    broken = rules
      .filter(({ assertHolds }) => throws(() => assertHolds(graph, productionStage.stage)))
      .map(({ sentence }) => sentence)
  })

  test.each(faults)("$file: $to", ({ breaks }) => {
    expect(broken).toEqual(expect.arrayContaining([...breaks]))
  })

  test("they complain of nothing else", () => {
    expect(broken.toSorted()).toEqual(faults.flatMap(({ breaks }) => breaks).toSorted())
  })
})

test("any command of SST's stops where a stage has no settings", async () => {
  const root = resolve(import.meta.dirname, "../..")
  const words = ["install", "--stage", "nowhere", "--print-logs"]
  const child = spawn(resolve(root, "node_modules/.bin/sst"), words, {
    cwd: root,
    env: { ...process.env, ...sstEnvironment },
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  })
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, "close")])
  expect(said).toContain("infra/settings/nowhere.json is missing: copy infra/settings/example.json")
  expect(status).toBe(1)
})

function throws(claim: () => void): boolean {
  try {
    claim()
    return false
  } catch {
    return true
  }
}
