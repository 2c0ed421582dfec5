import type { Config } from "../ports.ts"
import { Contact } from "./layout.tsx"
import type { Page } from "./page.ts"

/** What is kept, who sees it and for how long. Every sentence here is one that the code makes true. */
export function showPrivacy(config: Config): Page {
  return {
    status: 200,
    title: "Privacy",
    body: (
      <>
        <h1>What is kept, and who sees it</h1>
        <WhoSeesWhat />
        <WhatIsKept />
        <WhoRunsIt config={config} />
        <section>
          <h2>These pages</h2>
          <p>
            They set no cookies, load nothing from elsewhere and count no visits. Their one script asks your browser for
            your time zone, and the answer leaves it only with the form. Our letters carry no images that report back.
          </p>
          <p>
            The links in letters are yours: whoever has one can press its button. Do not pass letters on with their
            links.
          </p>
        </section>
      </>
    ),
  }
}

function WhoSeesWhat() {
  return (
    <section>
      <h2>Who sees what</h2>
      <dl class="facts">
        <dt>Your note when you ask someone</dt>
        <dd>The person you ask.</dd>
        <dt>Your answer before a session</dt>
        <dd>The coach of that session, unless it begins with PRIVATE. Then only you.</dd>
        <dt>What you said you would do</dt>
        <dd>You; and, so that they can ask, the coach of your next session as the focus.</dd>
        <dt>Whether you felt heard, what mattered, the line you keep</dt>
        <dd>You alone.</dd>
        <dt>Your mail address</dt>
        <dd>Your partner: it stands in the calendar invitations.</dd>
      </dl>
    </section>
  )
}

function WhatIsKept() {
  return (
    <section>
      <h2>What is kept, and for how long</h2>
      <dl class="facts">
        <dt>A sign-up that is not confirmed</dt>
        <dd>48 hours.</dd>
        <dt>A request that is not answered</dt>
        <dd>14 days after it was sent, then it is forgotten with both addresses.</dd>
        <dt>A no</dt>
        <dd>A year, as a code made of the two addresses, so that you are not asked again.</dd>
        <dt>The letters we sent you</dt>
        <dd>60 days, because your replies are read against them.</dd>
        <dt>Names, addresses, time zones, sessions, and what you wrote</dt>
        <dd>For as long as your pair goes on.</dd>
      </dl>
      <p>
        What you write, and the letters we keep, are stored encrypted with a key of your pair’s own. Our logs hold
        numbers that stand for pairs, never names, addresses or words.
      </p>
    </section>
  )
}

function WhoRunsIt({ config }: { readonly config: Config }) {
  const { operator } = config
  return (
    <section>
      <h2>Who runs this</h2>
      <p>
        {operator.name}
        {operator.postalAddress === null ? null : <>, {operator.postalAddress}</>}: <Contact operator={operator} />.
        Write there to see what is kept of you, to correct it or to have it erased.
      </p>
      <p>
        No page, command or log shows them what you write. But they hold the secret that the keys are made from: someone
        with that secret and their account could read it. The letters themselves travel as ordinary mail, through the
        mail services on both ends. Write with that in mind.
      </p>
    </section>
  )
}
