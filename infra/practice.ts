import type { Right } from "./function.ts"
import type { Email } from "./mail-out.ts"
import type { Settings } from "./settings.ts"
import type { Table } from "./table.ts"

/** What every function needs that handles commands: it reads and writes pairs, and sends the letters they owe. */
export type Practice = {
  readonly environment: Readonly<Record<string, $util.Input<string>>>
  readonly rights: readonly Right[]
}

export function practiceOf(
  { domain, mailDomain, operator, crisisContacts }: Settings,
  { table, email }: { readonly table: Table; readonly email: Email },
): Practice {
  return {
    environment: {
      ...tableEnvironment(table),
      CONFIGURATION_SET: email.configurationSet,
      MAIL_DOMAIN: mailDomain,
      BASE_URL: `https://${domain}`,
      OPERATOR_NAME: operator.name,
      OPERATOR_CONTACT: operator.contact,
      OPERATOR_ADDRESS: operator.postalAddress,
      CRISIS_CONTACTS: JSON.stringify(crisisContacts),
      ...secretEnvironment(),
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

/** As environment and not as `link`, which would bring rights that nobody uses. */
function secretEnvironment(): Readonly<Record<string, $util.Input<string>>> {
  return {
    LINK_KEYS: new sst.Secret("LinkKeys").value,
    CONTENT_KEYS: new sst.Secret("ContentKeys").value,
    INDEX_SECRET: new sst.Secret("IndexSecret").value,
  }
}
