import { lead, name, note, paragraph, say, strong } from "../letter.ts"
import type { Block, Letter, Line } from "../letter.ts"
import { sampleUrl } from "../samples.ts"

export type ConfirmProps =
  /** To the one who signed up: nothing happens until the button is pressed. */
  | {
      readonly variant: "new"
      readonly partner: string
      /** "Thursdays at 17:00, Lisbon time, 60 minutes" */
      readonly slot: string
      /** "an hour", "45 minutes" */
      readonly length: string
      readonly confirmUrl: string
      /** When the sign-up is forgotten: "Wednesday, 25 November, 14:05, Lisbon time". */
      readonly until: string
    }
  /** The two mailboxes have a pair already, in whatever state; nothing new was made. */
  | { readonly variant: "existing"; readonly partner: string; readonly guideUrl: string }
  /** To a mailbox that a member wants to use from now on. */
  | { readonly variant: "mailbox"; readonly confirmUrl: string; readonly until: string }
  /** The short-lived link to the settings page; `links`: after all earlier links have been replaced. */
  | { readonly variant: "settings" | "links"; readonly settingsUrl: string; readonly minutes: number }

export const confirm: Letter<ConfirmProps> = {
  footing: "outside",
  subject,
  body,
  samples: [
    {
      name: "new",
      props: {
        variant: "new",
        partner: "Ben",
        slot: "Thursdays at 17:00, Lisbon time, 60 minutes",
        length: "an hour",
        confirmUrl: sampleUrl("confirm"),
        until: "Wednesday, 25 November, 09:00, Lisbon time",
      },
    },
    { name: "existing", props: { variant: "existing", partner: "Ben", guideUrl: "https://turnabout.example/guide" } },
    {
      name: "mailbox",
      props: {
        variant: "mailbox",
        confirmUrl: sampleUrl("confirm"),
        until: "Wednesday, 25 November, 09:00, Lisbon time",
      },
    },
    { name: "links", props: { variant: "links", settingsUrl: sampleUrl("settings"), minutes: 15 } },
    { name: "settings", props: { variant: "settings", settingsUrl: sampleUrl("settings"), minutes: 15 } },
  ],
}

function subject(props: ConfirmProps): Line {
  switch (props.variant) {
    case "new":
      return say`Please confirm: ${props.length} a week with ${name(props.partner)}`
    case "existing":
      return say`You and ${name(props.partner)} already have a pair`
    case "mailbox":
      return say`Please confirm this mailbox for Turnabout`
    case "settings":
      return say`Your link to the Turnabout settings`
    case "links":
      return say`Your Turnabout links are replaced`
  }
}

function body(props: ConfirmProps): readonly Block[] {
  switch (props.variant) {
    case "new":
      return [
        lead(say`One button, and we write to ${name(props.partner)} for you.`),
        paragraph(
          say`You would like to meet ${name(props.partner)} for ${props.length} a week: ${strong(props.slot)}. Is that right, and was it you?`,
        ),
        { kind: "button", label: say`Yes, ask ${name(props.partner)}`, url: props.confirmUrl },
        paragraph(
          say`Nothing goes to ${name(props.partner)} before that. The button works until ${props.until}; after that we forget what you typed.`,
        ),
        paragraph(
          say`So that invitations arrive in your calendar, add the address of this letter to your contacts, or reply to it with a word. Some calendars leave out invitations from addresses they do not know.`,
        ),
        note(say`It was not you? Then leave this letter alone. Nothing happens, and we do not write again.`),
      ]
    case "existing":
      return [
        lead(say`You and ${name(props.partner)} already have a pair here, so nothing new was made.`),
        paragraph(
          say`Someone, most likely you, has just signed up the two of you again. Two people have one pair at most. Yours is either meeting already, or waiting for one of you to confirm; the earlier letters still hold.`,
        ),
        paragraph(say`To change the day, the time or anything else, reply to any letter that came from your pair.`),
        { kind: "links", links: [{ label: "How the hour works", url: props.guideUrl }] },
        note(say`It was not you? Then leave this letter alone. Nothing has changed.`),
      ]
    case "mailbox":
      return [
        lead(say`Should your letters come to this mailbox from now on?`),
        paragraph(
          say`Someone who uses Turnabout asked for that. If it was you, press the button. Your sessions stay as they are, and the old mailbox gets a short note.`,
        ),
        { kind: "button", label: say`Yes, use this mailbox`, url: props.confirmUrl },
        paragraph(say`The button works until ${props.until}.`),
        note(say`It was not you? Then leave this letter alone. Nothing happens.`),
      ]
    case "settings":
      return [
        lead(say`Here is the way to your settings.`),
        paragraph(
          say`There you can change the day, the time, your time zone and what is shared, and you can pause, export, end or erase. Each button says what it does before it does it.`,
        ),
        { kind: "button", label: say`Open your settings`, url: props.settingsUrl },
        paragraph(say`The button works for ${String(props.minutes)} minutes. You can ask for a new one at any time.`),
        note(
          say`You did not ask for this? Then leave this letter alone. Only someone who reads your mail can use the button.`,
        ),
      ]
    case "links":
      return [
        lead(say`The links in all your earlier letters open nothing any more, as you asked.`),
        paragraph(
          say`Use the ones in this letter and in those that follow. Your replies and the answers from your calendar count as before.`,
        ),
        { kind: "button", label: say`Open your settings`, url: props.settingsUrl },
        paragraph(say`The button works for ${String(props.minutes)} minutes. You can ask for a new one at any time.`),
        note(
          say`You did not ask for this? Then someone else had a link to your settings. Look at what stands there, and at who can read your mail.`,
        ),
      ]
  }
}
