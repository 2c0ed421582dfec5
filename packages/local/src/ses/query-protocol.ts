import { randomUUID } from "node:crypto"

/** An answer of SES's Query protocol, version 2010-12-01. */
export type QueryAnswer = { readonly status: number; readonly requestId: string; readonly xml: string }

/** A refusal under the name by which the SDK knows it. */
export type QueryFault = { readonly status: 400 | 403; readonly code: string; readonly message: string }

/** A field is a text, or a list of structures of texts. */
export type QueryResult = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>

export function queryAnswer(action: string, result: QueryResult): QueryAnswer {
  const fields = Object.entries(result).map(([name, value]) => `<${name}>${xmlOf(value)}</${name}>`)
  const requestId = randomUUID()
  return {
    status: 200,
    requestId,
    xml: `<${action}Response xmlns="${namespace}"><${action}Result>${fields.join("")}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
  }
}

export function faultAnswer({ status, code, message }: QueryFault): QueryAnswer {
  const requestId = randomUUID()
  return {
    status,
    requestId,
    xml: `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  }
}

/** `Name.member.1`, `Name.member.2`, … of a request. */
export function listOf(request: URLSearchParams, name: string): readonly string[] {
  const values: string[] = []
  for (let place = 1; place <= listAtMost; place += 1) {
    const value = request.get(`${name}.member.${place}`)
    if (value === null) return values
    values.push(value)
  }
  return values
}

const namespace = "http://ses.amazonaws.com/doc/2010-12-01/"
const listAtMost = 1000

function xmlOf(value: QueryResult[string]): string {
  if (typeof value === "string") return escapeXml(value)
  const members = value.map((member) =>
    Object.entries(member).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`),
  )
  return members.map((fields) => `<member>${fields.join("")}</member>`).join("")
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}
