import { createHmac } from "node:crypto"
import type { Right } from "./function.ts"
import type { Email } from "./mail-out.ts"
import type { Settings } from "./settings.ts"
import type { Table } from "./table.ts"

/** What every function needs that handles commands: it reads and writes pairs, and sends the letters they owe. */
export type Practice = {
  readonly environment: Readonly<Record<string, $util.Input<string>>>
  readonly rights: readonly Right[]
  /** What CloudFront shows the pages' function, so that its word for who asks counts. */
  readonly edgeKey: $util.Output<string>
}

export function practiceOf(
  { domain, mailDomain, operator, crisisContacts }: Settings,
  { table, email }: { readonly table: Table; readonly email: Email },
): Practice {
  const indexSecret = new sst.Secret("IndexSecret").value
  return {
    // From a secret that is there already; it leads nobody back to it.
    edgeKey: indexSecret.apply((secret) => createHmac("sha256", secret).update("turnabout edge").digest("base64url")),
    environment: {
      ...tableEnvironment(table),
      CONFIGURATION_SET: email.configurationSet,
      MAIL_DOMAIN: mailDomain,
      BASE_URL: `https://${domain}`,
      OPERATOR_NAME: operator.name,
      OPERATOR_CONTACT: operator.contact,
      OPERATOR_ADDRESS: operator.postalAddress,
      CRISIS_CONTACTS: JSON.stringify(crisisContacts),
      // As environment and not as `link`, which would bring rights that nobody uses.
      LINK_KEYS: new sst.Secret("LinkKeys").value,
      CONTENT_KEYS: new sst.Secret("ContentKeys").value,
      INDEX_SECRET: indexSecret,
    },
    rights: [
      {
        actions: [
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "dynamodb:DeleteItem",
          "dynamodb:Query",
          "dynamodb:BatchGetItem",
          "dynamodb:BatchWriteItem",
        ],
        resources: [table.arn],
      },
      { actions: ["ses:SendRawEmail"], resources: [email.identityArn, email.configurationSetArn] },
    ],
  }
}

/** Where pairs are kept. */
export function tableEnvironment({ name, shards }: Table): Readonly<Record<string, $util.Input<string>>> {
  return { TABLE_NAME: name, SHARDS: String(shards) }
}
