import { randomUUID } from "node:crypto"

/** An answer of SES's Query protocol, version 2010-12-01. */
export type QueryAnswer = { readonly status: number; readonly requestId: string; readonly xml: string }

/** A refusal under the name by which the SDK knows it. */
export type QueryFault = { readonly status: 400 | 403; readonly code: string; readonly message: string }

export function queryAnswer(action: string, result: Readonly<Record<string, string>>): QueryAnswer {
  const fields = Object.entries(result).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
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

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}
