/** What to try here, for whoever is here for the first time. */
export function Walk({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <details class="walk" open={isOpen}>
      <summary>The practice in five minutes</summary>
      <p>
        Two people who chose each other meet every week for an hour. One is the coach, the other the focus person; next
        time they swap. Turnabout does the remembering, by letter and calendar. Play both of them:
      </p>
      <ol>
        <li>
          <a href="/">Sign up</a> as Ana, ana@example.org, with Ben, ben@example.net, as your partner. A letter to Ana
          appears here: follow its link and confirm.
        </li>
        <li>Ben is asked. Follow the link in his letter, and say yes.</li>
        <li>
          Both have a welcome, and two invitations: in one Ana coaches Ben, in the other Ben coaches Ana. Say yes with
          the buttons of the calendar card, as Google, Outlook or Apple would.
        </li>
        <li>
          Press “Next thing”: it is the day before, and the focus person is asked what they want to bring. Answer in the
          reply box below that letter: the coach gets the words.
        </li>
        <li>
          Press “Next thing” again. After the hour both are asked what was decided: on a page, or by a reply such as
          “yes”, then “- email Ana before Thursday lunch” on a line of its own.
        </li>
        <li>
          Say no on the card of the next session, or propose another time, and look at the other mailbox: the week is
          skipped or moved for both, and whose turn it is stays as it was.
        </li>
        <li>
          Go on by weeks. The roles turn, the commitments come back in the next prompt, and on the first of the month
          each of you reads what you said you would do.
        </li>
      </ol>
    </details>
  )
}
