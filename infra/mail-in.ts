import { createFunction } from "./function.ts"
import type { Practice } from "./practice.ts"
import type { Settings } from "./settings.ts"

export type MailIn = { readonly handler: sst.aws.Function; readonly ruleSetName: $util.Output<string> }

/** Where in the bucket SES puts a mail, under its message id. */
const prefix = "inbound/"
const ruleName = "members"

/** Mail from members: SES keeps it in a bucket, then tells a function whom it is for and what it thinks of the sender. */
export function createMailIn(settings: Settings, practice: Practice, failedEvents: sst.aws.Queue): MailIn {
  const ruleSet = ruleSetOf(settings)
  const ruleArn = $interpolate`${ruleSet.arn}:receipt-rule/${ruleName}`
  const bucket = createMailBucket(ruleArn)
  const handler = createInbound(bucket, practice, failedEvents)
  const mayCall = new aws.lambda.Permission("ReceiptMayCallInbound", {
    action: "lambda:InvokeFunction",
    function: handler.name,
    principal: "ses.amazonaws.com",
    sourceAccount: aws.getCallerIdentityOutput({}).accountId,
    sourceArn: ruleArn,
  })
  const rule = new aws.ses.ReceiptRule(
    "ReceiptRule",
    {
      name: ruleName,
      ruleSetName: ruleSet.name,
      recipients: [settings.mailDomain],
      enabled: true,
      scanEnabled: true,
      tlsPolicy: "Require",
      s3Actions: [{ position: 1, bucketName: bucket.name, objectKeyPrefix: prefix }],
      lambdaActions: [{ position: 2, functionArn: handler.arn, invocationType: "Event" }],
    },
    // SES tries both when the rule is made: it must be allowed to write and to call by then.
    { dependsOn: [bucket, mayCall] },
  )
  // Without a rule the active set would refuse all mail.
  if (settings.activateReceiptRules)
    new aws.ses.ActiveReceiptRuleSet("ActiveReceiptRules", { ruleSetName: ruleSet.name }, { dependsOn: [rule] })
  pointMailHere(settings)
  return { handler, ruleSetName: ruleSet.name }
}

type RuleSet = { readonly name: $util.Output<string>; readonly arn: $util.Output<string> }

/** One of our own; or the account's, where others' rules are and stay. */
function ruleSetOf({ receiptRuleSet }: Settings): RuleSet {
  if (receiptRuleSet === undefined) {
    const made = new aws.ses.ReceiptRuleSet("ReceiptRules", { ruleSetName: `turnabout-${$app.stage}` })
    return { name: made.ruleSetName, arn: made.arn }
  }
  const active = aws.ses.getActiveReceiptRuleSetOutput({}).apply(({ ruleSetName, arn }) => {
    // In a set that isn't active the rule would be there, and get no mail.
    if (ruleSetName !== receiptRuleSet)
      throw new Error(`receiptRuleSet is ${receiptRuleSet}, but the active receipt rule set is ${ruleSetName}`)
    return { ruleSetName, arn }
  })
  return { name: active.ruleSetName, arn: active.arn }
}

function createMailBucket(ruleArn: $util.Output<string>): sst.aws.Bucket {
  return new sst.aws.Bucket("Mail", {
    cors: false,
    enforceHttps: true,
    // A mail is deleted once read; what nobody could read is gone in two days.
    lifecycle: [{ expiresIn: "2 days" }],
    policy: [
      {
        principals: [{ type: "service", identifiers: ["ses.amazonaws.com"] }],
        actions: ["s3:PutObject"],
        paths: [`${prefix}*`],
        conditions: [
          {
            test: "StringEquals",
            variable: "AWS:SourceAccount",
            values: [aws.getCallerIdentityOutput({}).accountId],
          },
          { test: "StringEquals", variable: "AWS:SourceArn", values: [ruleArn] },
        ],
      },
    ],
  })
}

function createInbound(bucket: sst.aws.Bucket, practice: Practice, failedEvents: sst.aws.Queue): sst.aws.Function {
  return createFunction("Inbound", {
    handler: "packages/functions/src/lambda/inbound.handler",
    environment: { ...practice.environment, MAIL_BUCKET: bucket.name, MAIL_PREFIX: prefix },
    rights: [
      ...practice.rights,
      { actions: ["s3:GetObject", "s3:DeleteObject"], resources: [$interpolate`${bucket.arn}/${prefix}*`] },
      // Else S3 says "denied" of a mail that is gone because it was read before, and the event looks like a failure.
      { actions: ["s3:ListBucket"], resources: [bucket.arn] },
    ],
    timeoutSeconds: 60,
    retries: 2,
    failedEvents,
  })
}

function pointMailHere({ mailDomain, region }: Settings): void {
  const value = `inbound-smtp.${region}.amazonaws.com`
  sst.aws.dns().createRecord("MailIn", { type: "MX", name: mailDomain, value, priority: 10 }, {})
}
