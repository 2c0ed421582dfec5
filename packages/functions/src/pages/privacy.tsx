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
        <WhatYouCanDo />
        <WhoRunsIt config={config} />
        <section>
          <h2>These pages</h2>
          <p>
            They set no cookies, load nothing from elsewhere and count no visits. Their one script asks your browser for
            your time zone, and the answer leaves it only with the form. Our letters carry no images that report back.
          </p>
          <p>
            The links in letters are yours: whoever has one can press its button. Do not pass letters on with their
            links. The one to your settings opens nothing by itself: it sends a letter to your mailbox, with a link that
            works for 15 minutes.
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
        <dd>
          The coach of that session, unless it begins with PRIVATE. Then only you. Your settings turn that round, for
          all your answers.
        </dd>
        <dt>What you said you would do</dt>
        <dd>
          You; and, unless your settings say otherwise, the coach of your next session as the focus, so that they can
          ask.
        </dd>
        <dt>Whether you felt heard, and what mattered</dt>
        <dd>You alone; and your partner at an eighth session, if you show it to them that day.</dd>
        <dt>The line you keep</dt>
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
        <dt>A mailbox that refuses our letters, or whose owner reported one as unwanted</dt>
        <dd>That no letter may go there, with a code made of the address, until a mail comes from it.</dd>
        <dt>How often letters were asked for, with one mailbox or from one network</dt>
        <dd>
          A number beside a code, for an hour or a day, so that nobody can flood others with our letters. It is deleted
          within days.
        </dd>
        <dt>The letters we sent you</dt>
        <dd>60 days, because your replies are read against them.</dd>
        <dt>A new mailbox that is not confirmed</dt>
        <dd>Until you name another one, or as long as your pair is kept; it can be confirmed for 48 hours.</dd>
        <dt>Names, addresses, time zones, sessions, and what you wrote</dt>
        <dd>
          For as long as your pair goes on, and 30 days after it has ended; then all of it is erased. What is yours goes
          at once if you ask for that.
        </dd>
        <dt>A mail to us that went wrong</dt>
        <dd>
          A mail of yours is deleted once it has been read. If reading it fails, or if news of a letter that did not
          arrive cannot be taken in, it waits to be tried again for two days, or three at the most, with the addresses
          in it, and not encrypted with your pair’s key. Asking us to erase everything does not reach it sooner.
        </dd>
        <dt>Backups</dt>
        <dd>
          Where this service runs on Amazon’s cloud, its table can be set back to any moment of the last 35 days, so
          what is erased is still in those copies that long, encrypted as it was. Where it runs on a machine of its own,
          it makes no copies.
        </dd>
      </dl>
      <p>
        What you write, and the letters we keep, are stored encrypted with a key of your pair’s own. Our logs hold
        numbers that stand for pairs, never names, addresses or words.
      </p>
    </section>
  )
}

function WhatYouCanDo() {
  return (
    <section>
      <h2>What you can do about it</h2>
      <p>
        All of this is in your settings, to which every letter of your pair has a link at its end. You can also reply
        with the word to any of them.
      </p>
      <dl class="facts">
        <dt>Take a copy: EXPORT</dt>
        <dd>One letter with everything you wrote, to read and as a file. Nothing your partner wrote is in it.</dd>
        <dt>Erase: ERASE</dt>
        <dd>
          Ends the pair and deletes what you wrote at once; your name and address follow within minutes, after one last
          letter. Every letter kept goes too, your partner’s as well, since letters quote. Your partner keeps what they
          wrote themselves, and is told no more than that it has ended.
        </dd>
        <dt>End: END</dt>
        <dd>Closes the pair, at once or after one last session. Everything of both is erased 30 days later.</dd>
        <dt>Correct</dt>
        <dd>Your name, your time zone, your mailbox, and what is shared: in the settings.</dd>
      </dl>
    </section>
  )
}

function WhoRunsIt({ config }: { readonly config: Config }) {
  const { operator } = config
  return (
    <section>
      <h2>Who runs this</h2>
      <p>
        It is run by {operator.name}
        {operator.postalAddress === null ? null : <>, {operator.postalAddress}</>}: <Contact operator={operator} />.
        Write there with anything that your settings cannot do.
      </p>
      <p>
        No page, command or log shows them what you write. But they hold the secret that the keys are made from: someone
        with that secret and their account could read it. The letters themselves travel as ordinary mail, through the
        mail services on both ends. Write with that in mind.
      </p>
    </section>
  )
}
