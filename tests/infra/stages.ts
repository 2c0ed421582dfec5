import type { Stage } from "./graph.ts"

const key = (letter: string) => letter.repeat(43)

export const settings = {
  region: "eu-west-1",
  domain: "turnabout.example.org",
  mailDomain: "mail.turnabout.example.org",
  sendingRate: 80,
  shards: 4,
  signUp: ["example.org", "example.net"],
  operator: { name: "The Example Practice", contact: "practice@example.org", postalAddress: "1 Example Street" },
  crisisContacts: [{ name: "Helpline", contact: "116 123", where: "UK", checked: "2026-11-27" }],
  alarmMailbox: "operator@example.org",
}

export const secrets = { LinkKeys: key("a"), ContentKeys: `1:${key("b")},2:${key("c")}`, IndexSecret: key("d") }

export const testStage: Stage = { stage: "test", settings: { ...settings, sendingRate: 1, signUp: "nobody" }, secrets }
/** In an account that receives other mail too. */
export const guestStage: Stage = { stage: "guest", settings: { ...settings, receiptRuleSet: "everybodys" }, secrets }
export const productionStage: Stage = { stage: "production", settings, secrets }
