import { beginPair } from "@turnabout/core/beginning.ts"
import type { MemberId, PairId } from "@turnabout/core/id.ts"
import type { Pair } from "@turnabout/core/pair.ts"
import type { Slot } from "@turnabout/core/slot.ts"
import { handle, sendOwed } from "./handle.ts"
import type { Ports } from "./ports.ts"

/** A sign-up form, checked: mailboxes in lower case and different, a note without links. */
export type SignUpForm = {
  readonly name: string
  readonly email: string
  readonly partnerName: string
  readonly partnerEmail: string
  readonly note: string | null
  readonly slot: Slot
  readonly firstFocus: Pair["firstFocus"]
  readonly meetingLink: string | null
}

/**
 * Takes a sign-up: a new pair that owes its confirm letter, or, if these two have a pair, a letter that says so to the
 * one who asked. The caller shows the same page either way.
 */
export async function signUp(form: SignUpForm, ports: Ports): Promise<void> {
  const id = ports.chance.pairId()
  const couple = { inviter: form.email, partner: form.partnerEmail }
  const holder = await ports.store.takeCouple(couple, id, null)
  if (holder === id) return begin(id, form, ports)

  const existing = await ports.store.load(holder)
  if (existing !== null && !isOver(existing)) return askAgain(existing, form.email, ports)
  // A sign-up that died half-way, or the same form posted twice in one instant: going on under its id, there is one pair.
  const next = existing === null ? holder : id
  if ((await ports.store.takeCouple(couple, next, holder)) === next) await begin(next, form, ports)
}

async function begin(id: PairId, form: SignUpForm, ports: Ports): Promise<void> {
  const command = ports.chance.commandId()
  // Known to their mailboxes before there is a pair: from here on what a mailbox suffers is told to it.
  const suppressed = {
    inviter: await ports.store.joinMailbox(form.email, id),
    partner: await ports.store.joinMailbox(form.partnerEmail, id),
  }
  const pair = beginPair(
    {
      id,
      command,
      inviter: {
        name: form.name,
        mailbox: form.email,
        token: ports.chance.addressToken(),
        suppressed: suppressed.inviter,
      },
      partner: {
        name: form.partnerName,
        mailbox: form.partnerEmail,
        token: ports.chance.addressToken(),
        suppressed: suppressed.partner,
      },
      slot: form.slot,
      firstFocus: form.firstFocus,
      meetingLink: form.meetingLink,
      hasNote: form.note !== null,
    },
    ports.clock(),
  )
  await ports.store.begin(pair, form.note === null ? [] : [{ kind: "note", command, text: form.note }])
  ports.log({ event: "signed-up", pair: id })
  await sendOwed(id, ports)
}

async function askAgain(pair: Pair, email: string, ports: Ports): Promise<void> {
  const by: MemberId = pair.members.a.mailbox === email ? "a" : "b"
  await handle(pair.id, { kind: "sign-up-again", id: ports.chance.commandId(), via: "page", by }, ports)
}

/** Whether a pair holds its couple no longer: these two may begin anew. */
export function isOver(pair: Pair): boolean {
  return pair.status.kind === "declined" || pair.status.kind === "lapsed" || pair.status.kind === "ended"
}
