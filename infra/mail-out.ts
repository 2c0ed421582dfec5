import type { Settings } from "./settings.ts"

/** Who may send letters: the identity, and the configuration set that says what became of them. */
export type Email = {
  readonly identityArn: $util.Output<string>
  readonly configurationSet: $util.Output<string>
  readonly configurationSetArn: $util.Output<string>
}

/** The topic on which SES says that a letter bounced, was complained about, refused or delayed. */
export type LetterEvents = { readonly topic: sst.aws.SnsTopic; readonly writableArn: $util.Output<string> }

export function createLetterEvents(): LetterEvents {
  const topic = new sst.aws.SnsTopic("LetterEvents")
  const policy = new aws.sns.TopicPolicy("LetterEventsPolicy", {
    arn: topic.arn,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          principals: [{ type: "Service", identifiers: ["ses.amazonaws.com"] }],
          actions: ["sns:Publish"],
          resources: [topic.arn],
          conditions: [
            {
              test: "StringEquals",
              variable: "AWS:SourceAccount",
              values: [aws.getCallerIdentityOutput({}).accountId],
            },
          ],
        },
      ],
    }).json,
  })
  // SES tries the topic when the event destination is made, so that has to wait for the policy.
  return { topic, writableArn: policy.arn }
}

export function createIdentity({ mailDomain }: Settings, events: LetterEvents): Email {
  const email = new sst.aws.Email("Letters", {
    sender: mailDomain,
    // All our mail is signed for exactly this domain; a forwarded letter keeps the signature and loses SPF.
    dmarc: "v=DMARC1; p=quarantine; adkim=s; aspf=r;",
    mailFrom: { domain: `bounce.${mailDomain}` },
    events: [
      {
        name: "feedback",
        types: ["bounce", "complaint", "reject", "delivery-delay"],
        topic: events.writableArn,
      },
    ],
    transform: {
      configurationSet: (args) => {
        args.reputationOptions = { reputationMetricsEnabled: true }
        // SES's own list never forgets a bounce; the service's does when the member writes again from that mailbox.
        args.suppressionOptions = { suppressedReasons: ["COMPLAINT"] }
      },
    },
  })
  const { identity, configurationSet } = email.nodes
  return {
    identityArn: identity.arn,
    configurationSet: configurationSet.configurationSetName,
    configurationSetArn: configurationSet.arn,
  }
}
