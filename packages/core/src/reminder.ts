import type { Session } from "./session.ts"
import { reminders, reminderText } from "./texts/reminders.ts"

/** The line of listening advice for the coach of a session, the same in the event and in the note; each in its turn. */
export function reminderFor(session: Session, focusName: string): string {
  const reminder = reminders[(session.number - 1) % reminders.length]
  if (reminder === undefined) throw new Error("no reminders")
  return reminderText(reminder, focusName)
}
