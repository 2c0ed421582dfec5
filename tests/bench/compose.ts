import { addressOf, invitationCalendar } from "@turnabout/core/invitation.ts"
import type { OwedLetter } from "@turnabout/core/outbox.ts"
import { eventUid, sessionEnd } from "@turnabout/core/session.ts"
import { compose } from "@turnabout/functions/compose/compose.ts"
import { mime } from "@turnabout/functions/compose/mime.ts"
import { propsOf } from "@turnabout/functions/compose/props.ts"
import { linkTo, meUrl, pageUrl, writing } from "@turnabout/functions/compose/reader.ts"
import { render } from "@turnabout/emails/render.ts"
import { fakePorts } from "../support/fake-ports.ts"
import { monday, startedPair } from "../support/pair-builder.ts"
import type { Facts } from "./floor.ts"
import { floorCalendar, floorHtml, floorMail, floorMime, floorText } from "./floor.ts"
import type { Options } from "./options.ts"
import { interleave, times } from "./rounds.ts"

/** Composing one invitation, whole and part by part, against the same mail put together from strings by hand. */
export async function benchCompose({ isQuick }: Options) {
  const { ports } = fakePorts({ now: monday })
  const pair = startedPair({ partnerZone: "Europe/Lisbon", meetingLink: "https://meet.example/ana-ben" })
  const letter = pair.outbox.find(({ kind }) => kind === "invitation")
  if (letter === undefined) throw new Error("a pair that begins owes no invitation")
  const facts = factsOf(pair, letter)
  const [session] = pair.sessions
  if (session === undefined) throw new Error("a pair that begins has no session")
  const from = writing(pair, letter, ports)
  const written = await propsOf(from)
  if (written?.kind !== "invitation") throw new Error("an invitation has nothing to say")
  const { config } = ports
  const frame = () => ({
    language: "en" as const,
    safetyUrl: pageUrl("/safety", from),
    settingsUrl: meUrl(from),
    isEnding: false,
    unsubscribeUrl: linkTo({ purpose: "unsubscribe", expires: null }, from),
    operator: { name: config.operator.name, postalAddress: config.operator.postalAddress },
  })
  const rendered = render("invitation", written.props, frame())
  const event = {
    pair,
    session,
    event: session.event,
    to: letter.to,
    method: "REQUEST" as const,
    mailDomain: config.mailDomain,
  }
  const calendar = { method: "REQUEST" as const, text: invitationCalendar(event) }
  const whole = await compose(pair, letter, ports)
  const floorParts = { text: floorText(facts), html: floorHtml(facts), calendar: floorCalendar(facts) }
  const mail = {
    kind: letter.kind,
    address: facts.from,
    to: facts.to,
    ...rendered,
    calendar,
    ownId: facts.id,
    threadId: null,
    unsubscribeUrl: facts.link,
    tags: { pair: pair.id, member: letter.to },
    isReply: false,
    date: facts.date,
  }
  const each = { baseline: "floor", rounds: isQuick ? 3 : 21, warmUps: isQuick ? 1 : 6 } as const
  const count = isQuick ? 3 : 25
  return {
    bytes: { mail: whole?.raw.length ?? 0, floor: floorMail(facts).length },
    whole: await interleave({
      ...each,
      ways: {
        turnabout: times(count, () => compose(pair, letter, ports)),
        floor: times(count, () => floorMail(facts)),
      },
    }),
    words: await interleave({
      ...each,
      ways: {
        turnabout: times(count, async () =>
          render("invitation", ((await propsOf(from)) as typeof written).props, frame()),
        ),
        floor: times(count, () => [floorText(facts), floorHtml(facts)]),
      },
    }),
    calendar: await interleave({
      ...each,
      ways: {
        turnabout: times(count, () => invitationCalendar(event)),
        floor: times(count, () => floorCalendar(facts)),
      },
    }),
    mime: await interleave({
      ...each,
      ways: { turnabout: times(count, () => mime(mail)), floor: times(count, () => floorMime(facts, floorParts)) },
    }),
  }
}

function factsOf(pair: ReturnType<typeof startedPair>, letter: OwedLetter): Facts {
  const [session] = pair.sessions
  if (session === undefined) throw new Error("a pair that begins has no session")
  const { a, b } = pair.members
  const [to, partner] = letter.to === "a" ? [a, b] : [b, a]
  return {
    from: addressOf(pair, letter.to, "turnabout.example"),
    to: { name: to.name, mailbox: to.mailbox },
    partner: { name: partner.name, mailbox: partner.mailbox },
    when: "Thursday, 26 November, 17:00–18:00, Berlin time",
    partnerWhen: "16:00–17:00, Lisbon time",
    link: "https://turnabout.example",
    starts: new Date(session.starts.epochMilliseconds),
    ends: new Date(sessionEnd(session).epochMilliseconds),
    uid: eventUid(pair.id, session, "turnabout.example"),
    id: `floor.${pair.id}@turnabout.example`,
    date: new Date(monday),
  }
}
