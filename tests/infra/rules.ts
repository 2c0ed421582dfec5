import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { runInNewContext } from "node:vm"
import { readEnvironment } from "@turnabout/functions/lambda/environment.ts"
import { tableDefinition } from "@turnabout/local/table-definition.ts"
import { expect } from "vitest"
import { bytesAtMost } from "../../infra/settings.ts"
import type { Graph, Inputs, Resource } from "./mock-cloud.ts"
import { account } from "./mock-cloud.ts"
import { secrets, settings } from "./stages.ts"

/** What must be true of everything that a stage would create. `assertHolds` throws where it's not. */
export type Rule = { readonly sentence: string; readonly assertHolds: (graph: Graph, stage: string) => void }

const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:${account}:${rest}`

const table: readonly Rule[] = [
  {
    sentence: "the table is found by pk and sk, paid by the request, and restored to any second",
    assertHolds: (graph) =>
      expect(only(graph, "aws:dynamodb/table:Table").inputs).toMatchObject({
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        pointInTimeRecovery: { enabled: true },
      }),
  },
  {
    sentence: "the index finds what is due by shard and instant, with the status and no more",
    assertHolds: (graph) =>
      expect(only(graph, "aws:dynamodb/table:Table").inputs["globalSecondaryIndexes"]).toEqual([
        {
          name: "due",
          hashKey: "dueShard",
          rangeKey: "dueAt",
          projectionType: "INCLUDE",
          nonKeyAttributes: ["status"],
        },
      ]),
  },
  {
    sentence: "every key of the table and its index is declared, as text, and nothing else",
    assertHolds: (graph) => {
      const { attributes, hashKey, rangeKey, globalSecondaryIndexes } = only(graph, "aws:dynamodb/table:Table").inputs
      const keys = [
        hashKey,
        rangeKey,
        ...globalSecondaryIndexes.flatMap((one: Inputs) => [one["hashKey"], one["rangeKey"]]),
      ]
      expect(attributes).toEqual(keys.map((name) => ({ name, type: "S" })))
    },
  },
  {
    sentence: "the stand-in's table has the same keys and the same index",
    assertHolds: (graph) => {
      const { attributes, hashKey, rangeKey, globalSecondaryIndexes } = only(graph, "aws:dynamodb/table:Table").inputs
      const keys = (one: Inputs) => [
        { AttributeName: one["hashKey"], KeyType: "HASH" },
        { AttributeName: one["rangeKey"], KeyType: "RANGE" },
      ]
      expect(tableDefinition).toMatchObject({
        AttributeDefinitions: attributes.map((one: Inputs) => ({
          AttributeName: one["name"],
          AttributeType: one["type"],
        })),
        KeySchema: keys({ hashKey, rangeKey }),
        GlobalSecondaryIndexes: globalSecondaryIndexes.map((one: Inputs) => ({
          IndexName: one["name"],
          KeySchema: keys(one),
          Projection: { ProjectionType: one["projectionType"], NonKeyAttributes: one["nonKeyAttributes"] },
        })),
      })
    },
  },
  {
    sentence: "what has had its time is deleted by its expiresAt",
    assertHolds: (graph) =>
      expect(only(graph, "aws:dynamodb/table:Table").inputs["ttl"]).toEqual({
        attributeName: "expiresAt",
        enabled: true,
      }),
  },
  {
    sentence: "production's table survives a slip, and another stage's doesn't stay behind",
    assertHolds: (graph, stage) => {
      const { inputs, isRetained } = only(graph, "aws:dynamodb/table:Table")
      expect([inputs["deletionProtectionEnabled"], isRetained]).toEqual(
        stage === "production" ? [true, true] : [false, false],
      )
    },
  },
]

const mailIn: readonly Rule[] = [
  {
    sentence: "the mail bucket is private",
    assertHolds: (graph) =>
      expect(named(graph, "MailPublicAccessBlock").inputs).toMatchObject({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      }),
  },
  {
    sentence: "the mail bucket takes nothing that is not under TLS",
    assertHolds: (graph) =>
      expect(statements(named(graph, "MailPolicy").inputs["policy"])).toContainEqual({
        Effect: "Deny",
        Action: ["s3:*"],
        Resource: [bucketArn(graph), `${bucketArn(graph)}/*`],
        Principal: [{ type: "*", identifiers: ["*"] }],
        Condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      }),
  },
  {
    sentence: "only SES may write to the mail bucket, for our rule",
    assertHolds: (graph, stage) => {
      const allowed = statements(named(graph, "MailPolicy").inputs["policy"]).filter(({ Effect }) => Effect === "Allow")
      expect(allowed).toEqual([
        {
          Effect: "Allow",
          Action: ["s3:PutObject"],
          Resource: [`${bucketArn(graph)}/inbound/*`],
          Principal: [{ type: "Service", identifiers: ["ses.amazonaws.com"] }],
          Condition: [
            { test: "StringEquals", variable: "AWS:SourceAccount", values: [account] },
            { test: "StringEquals", variable: "AWS:SourceArn", values: [ruleArn(stage)] },
          ],
        },
      ])
    },
  },
  {
    sentence: "mail is gone from the bucket after two days",
    assertHolds: (graph) =>
      expect(only(graph, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"]).toEqual([
        { id: expect.any(String), status: "Enabled", expiration: { days: 2 } },
      ]),
  },
  {
    sentence: "production's mail bucket survives its removal, and another stage's doesn't stay behind",
    assertHolds: (graph, stage) => expect(only(graph, "aws:s3/bucket:Bucket").isRetained).toBe(stage === "production"),
  },
  {
    sentence: "no other site's script may read the mail bucket",
    assertHolds: (graph) => expect(all(graph, "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration")).toEqual([]),
  },
  {
    sentence: "the receipt rule scans, requires TLS, keeps the mail, then calls inbound without waiting",
    assertHolds: (graph, stage) =>
      expect(named(graph, "ReceiptRule").inputs).toEqual({
        name: "members",
        ruleSetName: ruleSetName(stage),
        recipients: [settings.mailDomain],
        enabled: true,
        scanEnabled: true,
        tlsPolicy: "Require",
        s3Actions: [{ position: 1, bucketName: bucketName(graph), objectKeyPrefix: "inbound/" }],
        lambdaActions: [{ position: 2, functionArn: functionArn(graph, "Inbound"), invocationType: "Event" }],
      }),
  },
  {
    sentence: "a rule set is made, unless our rule goes into the account's own",
    assertHolds: (graph, stage) => {
      expect(all(graph, "aws:ses/receiptRuleSet:ReceiptRuleSet").map(({ inputs }) => inputs)).toEqual(
        stage === "guest" ? [] : [{ ruleSetName: `turnabout-${stage}` }],
      )
      expect(graph.outputs["receiptRuleSet"]).toBe(ruleSetName(stage))
    },
  },
  {
    sentence: "the receipt rule waits for the bucket's policy and for the right to call inbound",
    assertHolds: (graph) =>
      expect(named(graph, "ReceiptRule").after).toEqual(
        expect.arrayContaining(["MailPolicy", "ReceiptMayCallInbound"]),
      ),
  },
  {
    sentence: "only our rule in our account may call inbound",
    assertHolds: (graph, stage) =>
      expect(named(graph, "ReceiptMayCallInbound").inputs).toEqual({
        action: "lambda:InvokeFunction",
        function: functionName(graph, "Inbound"),
        principal: "ses.amazonaws.com",
        sourceAccount: account,
        sourceArn: ruleArn(stage),
      }),
  },
  {
    sentence: "the rule set is made active in production, once it has its rule, and left alone elsewhere",
    assertHolds: (graph, stage) =>
      expect(
        all(graph, "aws:ses/activeReceiptRuleSet:ActiveReceiptRuleSet").map(({ inputs, after }) => ({
          inputs,
          waits: after.includes("ReceiptRule"),
        })),
      ).toEqual(stage === "production" ? [{ inputs: { ruleSetName: "turnabout-production" }, waits: true }] : []),
  },
  {
    sentence: "mail to members' addresses is pointed at SES",
    assertHolds: (graph) =>
      expect(record(graph, "MX", settings.mailDomain)).toEqual(["10 inbound-smtp.eu-west-1.amazonaws.com"]),
  },
]

const mailOut: readonly Rule[] = [
  {
    sentence: "letters are signed with DKIM for the mail domain",
    assertHolds: (graph) => {
      expect(only(graph, "aws:sesv2/emailIdentity:EmailIdentity").inputs["emailIdentity"]).toBe(settings.mailDomain)
      for (const token of ["one", "two", "three"])
        expect(record(graph, "CNAME", `${token}._domainkey.${settings.mailDomain}`)).toEqual([
          `${token}.dkim.amazonses.com`,
        ])
    },
  },
  {
    sentence: "letters leave under a MAIL FROM of our own, with its MX and SPF",
    assertHolds: (graph) => {
      const domain = `bounce.${settings.mailDomain}`
      expect(only(graph, "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes").inputs).toEqual({
        emailIdentity: settings.mailDomain,
        mailFromDomain: domain,
        behaviorOnMxFailure: "USE_DEFAULT_VALUE",
      })
      expect(record(graph, "MX", domain)).toEqual(["10 feedback-smtp.eu-west-1.amazonses.com"])
      expect(record(graph, "TXT", domain)).toEqual(["v=spf1 include:amazonses.com ~all"])
    },
  },
  {
    sentence: "DMARC asks to put aside what is not signed by us",
    assertHolds: (graph) =>
      expect(record(graph, "TXT", `_dmarc.${settings.mailDomain}`)).toEqual([
        "v=DMARC1; p=quarantine; adkim=s; aspf=r;",
      ]),
  },
  {
    sentence: "bounces, complaints, refusals and delays go to the topic, once SES may write to it",
    assertHolds: (graph) => {
      const destination = only(graph, "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination")
      expect(destination.inputs).toEqual({
        configurationSetName: configurationSet(graph),
        eventDestinationName: "feedback",
        eventDestination: {
          enabled: true,
          matchingEventTypes: ["BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY"],
          snsDestination: { topicArn: topicArn(graph, "LetterEvents") },
        },
      })
      // It's made out of the policy's own output, which is there only when the policy is.
      expect(destination.made).toBeGreaterThan(named(graph, "LetterEventsPolicy").made)
    },
  },
  {
    sentence: "only SES, for this account, may write to the topic of letter events",
    assertHolds: (graph) =>
      expect(statements(named(graph, "LetterEventsPolicy").inputs["policy"])).toEqual([
        {
          Effect: "Allow",
          Action: ["sns:Publish"],
          Resource: [topicArn(graph, "LetterEvents")],
          Principal: [{ type: "Service", identifiers: ["ses.amazonaws.com"] }],
          Condition: [{ test: "StringEquals", variable: "AWS:SourceAccount", values: [account] }],
        },
      ]),
  },
  {
    sentence: "feedback hears the topic of letter events",
    assertHolds: (graph) =>
      expect(named(graph, "LetterEventsSubscriberFeedbackSubscription").inputs).toEqual({
        topic: topicArn(graph, "LetterEvents"),
        protocol: "lambda",
        endpoint: functionArn(graph, "Feedback"),
      }),
  },
  {
    sentence: "only the topic of letter events may call feedback",
    assertHolds: (graph) =>
      expect(permissions(graph, "Feedback")).toEqual([
        {
          action: "lambda:InvokeFunction",
          function: functionArn(graph, "Feedback"),
          principal: "sns.amazonaws.com",
          sourceArn: topicArn(graph, "LetterEvents"),
        },
      ]),
  },
  {
    sentence: "SES leaves it to the service to forget a bounce, and counts what becomes of letters",
    assertHolds: (graph) =>
      expect(only(graph, "aws:sesv2/configurationSet:ConfigurationSet").inputs).toMatchObject({
        reputationOptions: { reputationMetricsEnabled: true },
        suppressionOptions: { suppressedReasons: ["COMPLAINT"] },
      }),
  },
]

const work: readonly Rule[] = [
  {
    sentence: "a message that failed three times goes to the dead letters, and is kept for a fortnight",
    assertHolds: (graph) => {
      expect(JSON.parse(named(graph, "QueueQueue").inputs["redrivePolicy"])).toEqual({
        deadLetterTargetArn: queueArn(graph, "DeadLetters"),
        maxReceiveCount: 3,
      })
      expect(named(graph, "DeadLettersQueue").inputs["messageRetentionSeconds"]).toBe(14 * 24 * 60 * 60)
    },
  },
  {
    sentence: "what a function failed on is kept for two days, as the mail itself: it says who wrote to whom",
    assertHolds: (graph) => {
      expect(named(graph, "FailedEventsQueue").inputs["messageRetentionSeconds"]).toBe(2 * 24 * 60 * 60)
    },
  },
  {
    sentence: "the queue hides a message for six times as long as the worker may take",
    assertHolds: (graph) => {
      const timeout = named(graph, "WorkerFunction").inputs["timeout"]
      expect(named(graph, "QueueQueue").inputs["visibilityTimeoutSeconds"]).toBeGreaterThanOrEqual(6 * timeout)
    },
  },
  {
    sentence:
      "the worker takes two messages at once and says which failed; as many work as send what SES allows, two at the least",
    assertHolds: (graph, stage) =>
      expect(only(graph, "aws:lambda/eventSourceMapping:EventSourceMapping").inputs).toEqual({
        eventSourceArn: queueArn(graph, "Queue"),
        functionName: functionArn(graph, "Worker"),
        batchSize: 2,
        maximumBatchingWindowInSeconds: 0,
        functionResponseTypes: ["ReportBatchItemFailures"],
        scalingConfig: { maximumConcurrency: stage === "test" ? 2 : 3 },
      }),
  },
  {
    sentence: "the tick is called each minute, three times if need be, and a call in vain is kept",
    assertHolds: (graph) =>
      expect(only(graph, "aws:scheduler/schedule:Schedule").inputs).toMatchObject({
        scheduleExpression: "rate(1 minute)",
        flexibleTimeWindow: { mode: "OFF" },
        state: "ENABLED",
        target: {
          arn: functionArn(graph, "Tick"),
          retryPolicy: { maximumRetryAttempts: 2 },
          deadLetterConfig: { arn: queueArn(graph, "FailedEvents") },
        },
      }),
  },
  {
    sentence: "a schedule is one that AWS takes",
    assertHolds: (graph) => {
      for (const { inputs } of all(graph, "aws:scheduler/schedule:Schedule"))
        expect(inputs["scheduleExpression"]).toMatch(
          /^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$/,
        )
    },
  },
  {
    sentence: "an event that a function fails on again and again is kept, but for a tick, which the next makes up for",
    assertHolds: (graph) => {
      const configs = all(graph, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")
      const destinationConfig = { onFailure: { destination: queueArn(graph, "FailedEvents") } }
      expect(configs.map(({ inputs }) => inputs)).toEqual([
        { functionName: functionName(graph, "Feedback"), maximumRetryAttempts: 2, destinationConfig },
        { functionName: functionName(graph, "Inbound"), maximumRetryAttempts: 2, destinationConfig },
        { functionName: functionName(graph, "Tick"), maximumRetryAttempts: 0 },
      ])
    },
  },
]

const pages: readonly Rule[] = [
  {
    sentence: "the pages are under the operator's name, over HTTPS only",
    assertHolds: (graph) => {
      const { aliases, viewerCertificate, defaultCacheBehavior } = only(
        graph,
        "aws:cloudfront/distribution:Distribution",
      ).inputs
      expect(aliases).toEqual([settings.domain])
      expect(viewerCertificate["acmCertificateArn"]).toBe(`arn:aws:acm:us-east-1:${account}:certificate/one`)
      expect(defaultCacheBehavior["viewerProtocolPolicy"]).toBe("redirect-to-https")
      expect(record(graph, "A", settings.domain)).toEqual(["one.cloudfront.net"])
      expect(record(graph, "AAAA", settings.domain)).toEqual(["one.cloudfront.net"])
    },
  },
  {
    sentence: "CloudFront says who asks, whatever a visitor claims, with the key that only the web function knows",
    assertHolds: (graph) => {
      const key = environment(graph, "Web")["EDGE_KEY"]
      expect(key).toMatch(/^[\w-]{43}$/)
      expect(key).not.toContain(secrets.IndexSecret)
      const others = ["Worker", "Inbound", "Feedback"].filter((name) => "EDGE_KEY" in environment(graph, name))
      expect(others).toEqual([])
      expect(headersAtTheEdge(graph, { "x-turnabout-viewer": { value: "192.0.2.1" } })).toMatchObject({
        "x-turnabout-viewer": { value: "198.51.100.7" },
        "x-turnabout-edge": { value: key },
      })
    },
  },
  {
    sentence: "an answer is kept by CloudFront only if it says so",
    assertHolds: (graph) =>
      expect(only(graph, "aws:cloudfront/cachePolicy:CachePolicy").inputs).toMatchObject({ defaultTtl: 0, minTtl: 0 }),
  },
  {
    sentence: "the pages' function has the one URL there is, and lets no other site's script call it",
    assertHolds: (graph) =>
      expect(all(graph, "aws:lambda/functionUrl:FunctionUrl").map(({ inputs }) => inputs)).toEqual([
        { functionName: functionName(graph, "Web"), authorizationType: "NONE", invokeMode: "BUFFERED" },
      ]),
  },
]

const functions: readonly Rule[] = [
  {
    sentence:
      "anybody may call the pages' function, by its URL alone, and nobody tick and worker from outside their roles",
    assertHolds: (graph) => {
      const web = functionName(graph, "Web")
      expect(permissions(graph, "Web")).toEqual([
        { action: "lambda:InvokeFunctionUrl", function: web, principal: "*", functionUrlAuthType: "NONE" },
        { action: "lambda:InvokeFunction", function: web, principal: "*", invokedViaFunctionUrl: true },
      ])
      expect([...permissions(graph, "Tick"), ...permissions(graph, "Worker")]).toEqual([])
    },
  },
  {
    sentence: "there are five functions, on Node 24 and arm64",
    assertHolds: (graph) => {
      expect(graph.builds.map(({ handler }) => handler).toSorted()).toEqual(
        ["feedback", "inbound", "tick", "web", "worker"].map((name) => `packages/functions/src/lambda/${name}.handler`),
      )
      for (const { inputs } of all(graph, "aws:lambda/function:Function"))
        expect(inputs).toMatchObject({ runtime: "nodejs24.x", architectures: ["arm64"] })
    },
  },
  {
    sentence: "each function has 1024 MB, with which it gets more than half a processor",
    assertHolds: (graph) => {
      for (const { inputs } of all(graph, "aws:lambda/function:Function")) expect(inputs["memorySize"]).toBe(1024)
    },
  },
  {
    sentence: "each is bundled as the tests of the bundles do it: minified, and apart from what a start need not load",
    assertHolds: (graph) => {
      for (const { properties } of graph.builds) expect(properties).toMatchObject({ minify: true, splitting: true })
    },
  },
  {
    sentence: "whoever sends is done before its claim on a pair runs out",
    assertHolds: (graph) => {
      for (const { inputs } of all(graph, "aws:lambda/function:Function"))
        expect(inputs["timeout"]).toBeLessThanOrEqual(60)
    },
  },
  {
    sentence: "a tick is over before the next begins, and a page before CloudFront gives up",
    assertHolds: (graph) => {
      expect(named(graph, "TickFunction").inputs["timeout"]).toBeLessThan(60)
      expect(named(graph, "WebFunction").inputs["timeout"]).toBeLessThanOrEqual(20)
    },
  },
  {
    sentence: "logs are kept for thirty days",
    assertHolds: (graph, stage) =>
      expect(all(graph, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs)).toEqual(
        ["feedback", "inbound", "tick", "web", "worker"].map((name) => ({
          name: `/turnabout/${stage}/${name}`,
          retentionInDays: 30,
        })),
      ),
  },
  {
    sentence: "each function is told what it needs and nothing more",
    assertHolds: (graph, stage) => {
      for (const name of ["Web", "Tick", "Worker", "Inbound", "Feedback"])
        expect({ [name]: environment(graph, name) }).toEqual({ [name]: expectedEnvironment(graph, stage, name) })
    },
  },
]

const understood: readonly Rule[] = [
  {
    sentence: "an environment has room, in Lambda's 4 KB, for all that settings may hold",
    assertHolds: (graph) => {
      const { operator, crisisContacts, signUp } = bytesAtMost
      const set = /^(OPERATOR_\w+|CRISIS_CONTACTS|SIGN_UP)$/
      for (const { inputs } of all(graph, "aws:lambda/function:Function")) {
        const variables: Readonly<Record<string, string>> = inputs["environment"]["variables"]
        const bytes = Object.entries(variables).map(([name, value]) =>
          Buffer.byteLength(set.test(name) ? name : name + value),
        )
        // 150 for two keys of each kind as the commands draw them, and as much again for longer domains.
        const more = 300
        expect(bytes.reduce((sum, one) => sum + one, 0) + more + operator + crisisContacts + signUp).toBeLessThan(4096)
      }
    },
  },
  {
    sentence: "the functions that handle commands understand what they are told",
    assertHolds: (graph, stage) => {
      for (const name of ["Web", "Worker", "Inbound", "Feedback"]) {
        const { config, shards, contentKeys } = readEnvironment(environment(graph, name))
        expect({ shards, contentKeys: contentKeys.map(({ id }) => id) }).toEqual({ shards: 4, contentKeys: [1, 2] })
        expect(config).toMatchObject({
          mailDomain: settings.mailDomain,
          baseUrl: `https://${settings.domain}`,
          operator: settings.operator,
          crisisContacts: settings.crisisContacts,
        })
      }
      const { signUp } = readEnvironment(environment(graph, "Web")).config
      expect(signUp).toEqual(
        stage === "test" ? { kind: "nobody" } : { kind: "domains", domains: ["example.org", "example.net"] },
      )
    },
  },
]

const rights: readonly Rule[] = [
  {
    sentence: "each function may do what it does, to what it does it to, and nothing else",
    assertHolds: (graph, stage) => {
      for (const name of ["Web", "Tick", "Worker", "Inbound", "Feedback"])
        expect({ [name]: rightsOf(graph, `${name}Role`) }).toEqual({ [name]: expectedRights(graph, stage, name) })
    },
  },
  {
    sentence: "the schedule may call the tick and keep a call in vain, and nothing else",
    assertHolds: (graph) =>
      expect(rightsOf(graph, "EachMinuteRole")).toEqual([
        `lambda:InvokeFunction ${functionArn(graph, "Tick")}`,
        `sqs:SendMessage ${queueArn(graph, "FailedEvents")}`,
      ]),
  },
  {
    sentence: "there is no role but those",
    assertHolds: (graph) =>
      expect(
        all(graph, "aws:iam/role:Role")
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(["EachMinuteRole", "FeedbackRole", "InboundRole", "TickRole", "WebRole", "WorkerRole"]),
  },
  {
    sentence: "no right has a wildcard for an action",
    assertHolds: (graph) => {
      for (const { name } of all(graph, "aws:iam/role:Role"))
        expect(rightsOf(graph, name).filter((right) => right.split(" ")[0]?.includes("*"))).toEqual([])
    },
  },
  {
    sentence: "no right is to everything, but for the quota of SES, which has no name",
    assertHolds: (graph) => {
      const toAll = all(graph, "aws:iam/role:Role").flatMap(({ name }) =>
        rightsOf(graph, name).filter((right) => right.endsWith(" *")),
      )
      expect(toAll).toEqual(["ses:GetSendQuota *"])
    },
  },
  {
    sentence: "a role is taken on by one AWS service, never by an account, and brings no policy of AWS's",
    assertHolds: (graph) => {
      for (const { name, inputs } of all(graph, "aws:iam/role:Role")) {
        const trust = documentOf(inputs["assumeRolePolicy"])["Statement"]
        const service = name === "EachMinuteRole" ? "scheduler.amazonaws.com" : "lambda.amazonaws.com"
        expect(trust).toEqual([
          expect.objectContaining({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }),
        ])
        expect(inputs["managedPolicyArns"] ?? []).toEqual([])
      }
    },
  },
]

const alarms: readonly Rule[] = [
  {
    sentence:
      "the operator hears of dead letters, errors, failed pages, late pairs, lost letters, bounces, complaints and the quota",
    assertHolds: (graph, stage) =>
      expect(all(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").map(alarmLine).toSorted()).toEqual(
        expectedAlarms(graph, stage),
      ),
  },
  {
    sentence: "a failed page is counted in web's log, and a letter given up in that of every function that sends",
    assertHolds: (graph, stage) => {
      const counted = (event: string, metric: string, name: string) => ({
        name: metric,
        logGroupName: `/turnabout/${stage}/${name}`,
        pattern: `{ $.message = "${event}" }`,
        metricTransformation: {
          namespace: "Turnabout",
          name: metric,
          value: "1",
          dimensions: { service: "$.service" },
        },
      })
      const sending = ["feedback", "inbound", "web", "worker"]
      expect(sending).toEqual(
        all(graph, "aws:iam/role:Role")
          .filter(({ name }) => rightsOf(graph, name).some((right) => right.startsWith("ses:SendRawEmail ")))
          .map(({ name }) => name.replace(/Role$/, "").toLowerCase()),
      )
      expect(all(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(({ inputs }) => inputs)).toEqual(
        expect.arrayContaining([
          counted("page-failed", "PagesFailed", "web"),
          ...sending.map((name) => counted("letter-given-up", "LettersGivenUp", name)),
        ]),
      )
    },
  },
  {
    sentence: "what is counted in logs is what the code says there, and an alarm is at each count",
    assertHolds: (graph, stage) => {
      const code = ["app.tsx", "feedback.ts", "handle.ts"].map(source).join("\n")
      const filters = all(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(({ inputs }) => inputs)
      expect(filters).toHaveLength(5)
      const heard = all(graph, "aws:cloudwatch/metricAlarm:MetricAlarm").map(
        ({ inputs }) => `${inputs["namespace"]} ${inputs["metricName"]} ${JSON.stringify(inputs["dimensions"])}`,
      )
      for (const { pattern, metricTransformation } of filters) {
        const [, event = ""] = /^\{ \$\.message = "([a-z-]+)" \}$/.exec(pattern) ?? []
        expect(code).toContain(`event: "${event}"`)
        const { namespace, name } = metricTransformation
        expect(heard).toContain(`${namespace} ${name} ${JSON.stringify({ service: `turnabout-${stage}` })}`)
      }
    },
  },
  {
    sentence: "what is measured of the service is watched, under the name and namespace that the tick is told",
    assertHolds: (graph) => {
      const { POWERTOOLS_METRICS_NAMESPACE: namespace, POWERTOOLS_SERVICE_NAME: service } = environment(graph, "Tick")
      const watched = all(graph, "aws:cloudwatch/metricAlarm:MetricAlarm")
        .map(({ inputs }) => inputs)
        .filter((inputs) => inputs["namespace"] === namespace && inputs["dimensions"]?.["service"] === service)
        .map(({ metricName }) => String(metricName))
      const measured = [...source("lambda/tick.ts").matchAll(/addMetric\("(\w+)"/g)].map(([, name]) => name)
      expect(measured).toHaveLength(2)
      const counted = all(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(
        ({ inputs }) => inputs["metricTransformation"]["name"],
      )
      expect(watched.toSorted()).toEqual([...new Set([...measured, ...counted].map(String))].toSorted())
    },
  },
  {
    sentence: "every alarm goes to the operator's mailbox",
    assertHolds: (graph) => {
      expect(named(graph, "AlarmsByMail").inputs).toEqual({
        topic: topicArn(graph, "Alarms"),
        protocol: "email",
        endpoint: settings.alarmMailbox,
      })
      for (const { inputs } of all(graph, "aws:cloudwatch/metricAlarm:MetricAlarm"))
        expect(inputs["alarmActions"]).toEqual([topicArn(graph, "Alarms")])
    },
  },
  {
    sentence: "the operator hears too that an alarm is over",
    assertHolds: (graph) => {
      for (const { inputs } of all(graph, "aws:cloudwatch/metricAlarm:MetricAlarm"))
        expect(inputs["okActions"]).toEqual([topicArn(graph, "Alarms")])
    },
  },
]

const operations: readonly Rule[] = [
  {
    sentence: "the operator's commands learn where things are, and get no rights by it",
    assertHolds: (graph) => {
      const { properties, include } = named(graph, "OperationsLinkRef").inputs
      expect(properties).toEqual({
        region: "eu-west-1",
        tableName: physicalName(graph, "TableTable"),
        shards: 4,
        queueUrl: queueUrl(graph, "Queue"),
        deadLettersUrl: queueUrl(graph, "DeadLetters"),
        failedEventsUrl: queueUrl(graph, "FailedEvents"),
      })
      expect(include).toBeUndefined()
    },
  },
  {
    sentence: "everything is in the operator's region, and only production is kept when it's removed",
    assertHolds: ({ app }, stage) =>
      expect(app).toEqual({
        name: "turnabout",
        home: "aws",
        removal: stage === "production" ? "retain" : "remove",
        providers: { aws: { region: "eu-west-1" } },
      }),
  },
]

export const rules: readonly Rule[] = [
  ...table,
  ...mailIn,
  ...mailOut,
  ...work,
  ...pages,
  ...functions,
  ...understood,
  ...rights,
  ...alarms,
  ...operations,
]

function expectedEnvironment(graph: Graph, stage: string, name: string): Inputs {
  const every = {
    TABLE_NAME: physicalName(graph, "TableTable"),
    SHARDS: "4",
    POWERTOOLS_SERVICE_NAME: `turnabout-${stage}`,
    POWERTOOLS_METRICS_NAMESPACE: "Turnabout",
  }
  const queue = { QUEUE_URL: queueUrl(graph, "Queue") }
  const practice = {
    CONFIGURATION_SET: configurationSet(graph),
    MAIL_DOMAIN: settings.mailDomain,
    BASE_URL: `https://${settings.domain}`,
    OPERATOR_NAME: settings.operator.name,
    OPERATOR_CONTACT: settings.operator.contact,
    OPERATOR_ADDRESS: settings.operator.postalAddress,
    CRISIS_CONTACTS: JSON.stringify(settings.crisisContacts),
    LINK_KEYS: secrets.LinkKeys,
    CONTENT_KEYS: secrets.ContentKeys,
    INDEX_SECRET: secrets.IndexSecret,
  }
  const own: Inputs = {
    Tick: queue,
    Worker: { ...practice, ...queue, PAIRS_AT_ONCE: stage === "test" ? "1" : "5" },
    Web: {
      ...practice,
      EDGE_KEY: expect.any(String),
      SIGN_UP: stage === "test" ? "nobody" : "example.org,example.net",
    },
    Inbound: { ...practice, MAIL_BUCKET: bucketName(graph), MAIL_PREFIX: "inbound/" },
    Feedback: practice,
  }
  return { ...every, ...own[name] }
}

function expectedRights(graph: Graph, stage: string, name: string): readonly string[] {
  const tableArn = arn("dynamodb", `table/${physicalName(graph, "TableTable")}`)
  const operations = ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "BatchGetItem", "BatchWriteItem"]
  const practice = [
    ...operations.map((operation) => `dynamodb:${operation} ${tableArn}`),
    `ses:SendRawEmail ${arn("ses", `identity/${settings.mailDomain}`)}`,
    `ses:SendRawEmail ${arn("ses", `configuration-set/${configurationSet(graph)}`)}`,
  ]
  const log = arn("logs", `log-group:/turnabout/${stage}/${name.toLowerCase()}:*`)
  const every = [`logs:CreateLogStream ${log}`, `logs:PutLogEvents ${log}`]
  const queue = queueArn(graph, "Queue")
  const keep = [`sqs:SendMessage ${queueArn(graph, "FailedEvents")}`]
  const own: Record<string, readonly string[]> = {
    Tick: [`dynamodb:Query ${tableArn}/index/due`, `sqs:SendMessage ${queue}`, "ses:GetSendQuota *"],
    Worker: [
      ...practice,
      ...["SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map(
        (action) => `sqs:${action} ${queue}`,
      ),
    ],
    Web: practice,
    Inbound: [
      ...practice,
      `s3:GetObject ${bucketArn(graph)}/inbound/*`,
      `s3:DeleteObject ${bucketArn(graph)}/inbound/*`,
      `s3:ListBucket ${bucketArn(graph)}`,
      ...keep,
    ],
    Feedback: [...practice, ...keep],
  }
  return [...(own[name] ?? []), ...every].toSorted()
}

function expectedAlarms(graph: Graph, stage: string): readonly string[] {
  const dead = [
    ["dead letters", "DeadLettersQueue"],
    ["failed events", "FailedEventsQueue"],
  ].map(
    ([title, queue]) =>
      `${title}: AWS/SQS ApproximateNumberOfMessagesVisible QueueName=${physicalName(graph, queue ?? "")} Maximum > 0 in 300 s, else notBreaching`,
  )
  return [
    ...dead,
    `web errors: AWS/Lambda Errors FunctionName=${functionName(graph, "Web")} Sum > 0 in 300 s, else notBreaching`,
    `oldest due: Turnabout OldestDueMinutes service=turnabout-${stage} Maximum > 10 in 300 s, else breaching`,
    `quota used: Turnabout SendQuotaUsedPercent service=turnabout-${stage} Maximum > 80 in 300 s, else ignore`,
    `pages failed: Turnabout PagesFailed service=turnabout-${stage} Sum > 0 in 300 s, else notBreaching`,
    `letters given up: Turnabout LettersGivenUp service=turnabout-${stage} Sum > 0 in 300 s, else notBreaching`,
    "bounce rate: AWS/SES Reputation.BounceRate  Maximum > 0.04 in 3600 s, else ignore",
    "complaint rate: AWS/SES Reputation.ComplaintRate  Maximum > 0.0008 in 3600 s, else ignore",
  ]
    .map((line) => `turnabout-${stage} ${line}`)
    .toSorted()
}

function alarmLine({ inputs }: Resource): string {
  const { name, namespace, metricName, dimensions = {}, statistic, threshold, period, treatMissingData } = inputs
  expect([inputs["comparisonOperator"], inputs["evaluationPeriods"]]).toEqual(["GreaterThanThreshold", 1])
  const where = Object.entries(dimensions)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join()
  return `${name}: ${namespace} ${metricName} ${where} ${statistic} > ${threshold} in ${period} s, else ${treatMissingData}`
}

/** Every action with every resource it is for, one a line. */
function rightsOf(graph: Graph, role: string): readonly string[] {
  const policies: Inputs[] = named(graph, role).inputs["inlinePolicies"]
  return policies
    .flatMap(({ policy }) => statements(policy))
    .flatMap<string>(({ Effect, Action, Resource, Condition, Principal, ...rest }) => {
      expect({ Effect, Condition, Principal, rest }).toEqual({ Effect: "Allow", rest: {} })
      return Action.flatMap((action: string) => Resource.map((resource: string) => `${action} ${resource}`))
    })
    .toSorted()
}

function environment(graph: Graph, name: string): Inputs {
  const {
    SST_KEY: _,
    SST_KEY_FILE: __,
    SST_RESOURCE_App: ___,
    ...own
  } = named(graph, `${name}Function`).inputs["environment"]["variables"]
  return own
}

/** The text of what runs in a function. */
function source(path: string): string {
  return readFileSync(resolve(import.meta.dirname, "../../packages/functions/src", path), "utf8")
}

/** What the web function gets of a request's headers, from CloudFront's own JavaScript. It has no routes here to look up. */
function headersAtTheEdge(graph: Graph, sent: Inputs): Inputs {
  const code: string = named(graph, "PagesCloudfrontFunctionRequest").inputs["code"]
  const event = {
    viewer: { ip: "198.51.100.7" },
    request: { uri: "/", headers: { host: { value: settings.domain }, ...sent } },
  }
  const cf = { kvs: () => ({ get: () => Promise.reject(new Error("no routes")) }) }
  runInNewContext(`${code.replace(/^import .*$/m, "")}\nvoid handler(event)`, { event, cf })
  return event.request.headers
}

/** Who may call a function without a role of ours. */
function permissions(graph: Graph, name: string): readonly Inputs[] {
  return all(graph, "aws:lambda/permission:Permission")
    .map(({ inputs }) => inputs)
    .filter((inputs) => [functionName(graph, name), functionArn(graph, name)].includes(inputs["function"]))
}

function documentOf(policy: string | Inputs): Inputs {
  return typeof policy === "string" ? JSON.parse(policy) : policy
}

function statements(policy: string | Inputs): Inputs[] {
  return documentOf(policy)["Statement"]
}

function all(graph: Graph, type: string): readonly Resource[] {
  return graph.resources.filter((resource) => resource.type === type)
}

function only(graph: Graph, type: string): Resource {
  const found = all(graph, type)
  expect(found.map(({ name }) => name)).toHaveLength(1)
  return found[0]!
}

function named(graph: Graph, name: string): Resource {
  const found = graph.resources.filter((resource) => resource.name === name && !resource.type.startsWith("sst:aws:"))
  expect(found.map(({ type }) => `${name} ${type}`)).toHaveLength(1)
  return found[0]!
}

function record(graph: Graph, type: string, name: string): readonly string[] {
  return all(graph, "aws:route53/record:Record")
    .filter(({ inputs }) => inputs["type"] === type && inputs["name"] === name)
    .flatMap(({ inputs }) => inputs["records"] ?? inputs["aliases"].map((alias: Inputs) => alias["name"]))
}

function physicalName(graph: Graph, name: string): string {
  return named(graph, name).inputs["name"]
}

const functionName = (graph: Graph, name: string) => physicalName(graph, `${name}Function`)
const functionArn = (graph: Graph, name: string) => arn("lambda", `function:${functionName(graph, name)}`)
const queueArn = (graph: Graph, name: string) => arn("sqs", physicalName(graph, `${name}Queue`))
const queueUrl = (graph: Graph, name: string) =>
  `https://sqs.eu-west-1.amazonaws.com/${account}/${physicalName(graph, `${name}Queue`)}`
const topicArn = (graph: Graph, name: string) => arn("sns", physicalName(graph, `${name}Topic`))
const bucketName = (graph: Graph): string => only(graph, "aws:s3/bucket:Bucket").inputs["bucket"]
const bucketArn = (graph: Graph) => `arn:aws:s3:::${bucketName(graph)}`
const configurationSet = (graph: Graph): string =>
  only(graph, "aws:sesv2/configurationSet:ConfigurationSet").inputs["configurationSetName"]
const ruleSetName = (stage: string) => (stage === "guest" ? "everybodys" : `turnabout-${stage}`)
const ruleArn = (stage: string) => arn("ses", `receipt-rule-set/${ruleSetName(stage)}:receipt-rule/members`)
