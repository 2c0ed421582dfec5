import { adultAndLimits } from "@turnabout/core/texts/safety.ts"
import { noteLength, notHere, readSignUp } from "../forms/sign-up.ts"
import type { Config, Ports, WhoMaySignUp } from "../ports.ts"
import { fromOneNetwork, inboxOf, inTotal, isWithin, toConfirmAtOneMailbox } from "../limits.ts"
import { networkOf } from "../network.ts"
import { signUp } from "../sign-up.ts"
import type { SignUpForm } from "../sign-up.ts"
import { Choices, ErrorSummary, TextArea, TextField, Tick, nothingTyped } from "./field.tsx"
import type { Typed } from "./field.tsx"
import type { Page } from "./page.ts"
import { WeeklyTimeFields, ZoneField } from "./slot-fields.tsx"

/** What it is, in one screen, and the form to begin with. */
export function showHome({ signUp: who }: Pick<Config, "signUp">): Page {
  return {
    status: 200,
    title: "Turnabout",
    body: (
      <>
        <Introduction />
        {who.kind === "nobody" ? <NoSignUp /> : <Form typed={nothingTyped} who={who} />}
      </>
    ),
  }
}

/** Where the operator takes nobody in for now. */
function NoSignUp() {
  return (
    <section id="sign-up">
      <h2>Nobody can sign up here at the moment</h2>
      <p>
        Whoever runs this service takes in no new pairs for now; those who practise here go on as ever. Questions go to
        them (below).
      </p>
    </section>
  )
}

/**
 * Takes the form. The answer is the same, and takes as long, whether or not these two have a pair already, letters to
 * that mailbox are stopped, or it has had as many for today as it gets.
 */
export async function takeSignUp(fields: URLSearchParams, viewer: string, ports: Ports): Promise<Page> {
  const { signUp: who, strangers } = ports.config
  if (who.kind === "nobody") return { ...showHome(ports.config), status: 403 }
  const form = readSignUp(fields, ports.config)
  if (!form.ok) return askAgain({ fields, errors: form.error }, who)
  const isTaken =
    (await isWithin(fromOneNetwork(strangers), networkOf(viewer), ports)) &&
    (await isWithin(inTotal(strangers), "", ports))
  if (!isTaken) return tooManyPage({ fields, errors: {} }, who)
  await ports.evenly(signUpWithin(form.value, ports))
  return signedUpPage(form.value)
}

async function signUpWithin(form: SignUpForm, ports: Ports): Promise<void> {
  if (await isWithin(toConfirmAtOneMailbox, inboxOf(form.email), ports)) await signUp(form, ports)
}

function askAgain(typed: Typed, who: WhoMaySignUp): Page {
  return {
    status: 422,
    title: "Ask someone",
    body: (
      <>
        <h1>Almost there</h1>
        <p>Nothing has been kept yet. What you typed is still below.</p>
        <Form typed={typed} who={who} />
      </>
    ),
  }
}

/** Of a network or of all: it says nothing of any mailbox, so it can be said. */
function tooManyPage(typed: Typed, who: WhoMaySignUp): Page {
  return {
    status: 429,
    title: "Try again later",
    body: (
      <>
        <h1>Try again later</h1>
        <p>
          More people than usual sign up at the moment, from your network or altogether, and we write only so many
          letters an hour. Nothing has been kept. What you typed is still below: send it again in an hour.
        </p>
        <Form typed={typed} who={who} />
      </>
    ),
  }
}

function signedUpPage({ email, partnerName, partnerEmail }: SignUpForm): Page {
  return {
    status: 200,
    title: "Look into your mailbox",
    body: (
      <>
        <h1>Look into your mailbox</h1>
        <p>
          There is a letter on its way to <strong>{email}</strong>. Press the button in it, within 48 hours, and we
          write to <bdi>{partnerName}</bdi> at <strong>{partnerEmail}</strong>. Nothing goes to them before that.
        </p>
        <p>
          So that the sessions arrive in your calendar, add the address of that letter to your contacts, or reply to it
          with a word. Some calendars leave out invitations from addresses they do not know.
        </p>
        <p class="hint">
          Nothing there after a few minutes? Look among the unwanted mail. If an address above is wrong,{" "}
          <a href="/#sign-up">fill in the form again</a>. No mailbox gets more than {toConfirmAtOneMailbox.atMost} of
          these letters a day.
        </p>
      </>
    ),
  }
}

/** All of it fits on a phone's first screen, the limits before the details: nobody signs up without having seen them. */
function Introduction() {
  return (
    <div id="practice">
      <h1>An hour a week, taking turns</h1>
      <p class="lead">
        Two people who chose each other meet for an hour every week. One talks, the other listens and asks. Next time
        they swap.
      </p>
      <div class="aside">
        <p>
          <strong>It is not therapy, and not for a crisis.</strong> It suits work questions, decisions, ordinary doubt
          and ordinary sorrow. Nobody reads along, so nobody can raise an alarm.{" "}
          <a href="/safety">When to look for other help</a>
        </p>
      </div>
      <p>
        Turnabout does the remembering, by mail and in your calendars: who listens and who talks, what you want to
        bring, what you decided. No app, no account, nothing to pay; stop at any time.{" "}
        <a href="/guide">How the hour works</a>
      </p>
    </div>
  )
}

/** The fields of which there are two, one for each person. */
const labels = {
  name: "Your name",
  email: "Your mail address",
  partnerName: "Their name",
  partnerEmail: "Their mail address",
}

type FormProps = { readonly typed: Typed; readonly who: WhoMaySignUp }

function Form({ typed, who }: FormProps) {
  return (
    <form method="post" action="/sign-up" id="sign-up" novalidate aria-labelledby="sign-up-title">
      <h2 id="sign-up-title">Ask someone</h2>
      <ErrorSummary errors={typed.errors} labels={labels} />
      <p>You suggest a time; they say yes, no, or another time. It takes two minutes.</p>
      <You typed={typed} who={who} />
      <YourPartner typed={typed} />
      <TheHour typed={typed} />
      <Tick typed={typed} name="agree" label={adultAndLimits} required />
      <button type="submit">Send me the letter to confirm</button>
      <p class="hint">
        First you confirm by mail; only then do we write to the other person, once, with one reminder.{" "}
        <a href="/privacy">What is kept, and for how long</a>
      </p>
    </form>
  )
}

function You({ typed, who }: FormProps) {
  return (
    <fieldset>
      <legend>You</legend>
      <TextField
        typed={typed}
        name="name"
        label={labels.name}
        hint="As your partner calls you."
        autocomplete="name"
        required
      />
      <TextField
        typed={typed}
        name="email"
        type="email"
        inputmode="email"
        label={labels.email}
        hint={
          who.kind === "domains"
            ? notHere(who.domains)
            : "A personal one: an employer may be able to read a work mailbox."
        }
        autocomplete="email"
        required
      />
    </fieldset>
  )
}

function YourPartner({ typed }: { readonly typed: Typed }) {
  return (
    <fieldset>
      <legend>The person you ask</legend>
      <TextField typed={typed} name="partnerName" label={labels.partnerName} required />
      <TextField
        typed={typed}
        name="partnerEmail"
        type="email"
        inputmode="email"
        label={labels.partnerEmail}
        required
      />
      <TextArea
        typed={typed}
        name="note"
        label="A note to them (optional)"
        hint={`In your own words, up to ${noteLength} characters, without links. It stands in the letter we send them.`}
        rows={4}
      />
    </fieldset>
  )
}

function TheHour({ typed }: { readonly typed: Typed }) {
  return (
    <fieldset>
      <legend>Your hour</legend>
      <WeeklyTimeFields typed={typed} />
      <ZoneField typed={typed} />
      <TextField
        typed={typed}
        name="minutes"
        label="Minutes"
        hint="From 15 to 240."
        inputmode="numeric"
        value="60"
        narrow
        required
      />
      <Choices
        typed={typed}
        name="firstFocus"
        label="Who talks first?"
        options={[
          { value: "draw", label: "Draw lots when they say yes" },
          { value: "me", label: "I do" },
          { value: "partner", label: "The person I ask" },
        ]}
        chosen="draw"
      />
      <TextField
        typed={typed}
        name="meetingLink"
        type="url"
        inputmode="url"
        label="Where you meet online (optional)"
        hint="A link that begins with https://"
      />
    </fieldset>
  )
}
