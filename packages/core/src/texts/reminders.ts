import { fill } from "./fill.ts"

/** One line of listening advice, for whoever coaches. `{partner}` is the focus person. */
export const reminders = [
  {
    id: "C01",
    text: "Your first job today is to understand, and to let {partner} notice that you do. Everything else can wait.",
  },
  {
    id: "C02",
    text: "Give them the opening ten minutes. Listen so that you could tell it back without adding anything.",
  },
  {
    id: "C03",
    text: "When you feel a solution coming, write one word on paper and go back to listening. It will still be there.",
  },
  {
    id: "C04",
    text: "Before any idea of yours, ask: “Do you want thoughts on this, or is it better if I stay with you in it a bit longer?”",
  },
  {
    id: "C05",
    text: "Say back the feeling as well as the facts: “You sound relieved and a little guilty. Is that near it?” Being corrected is a success.",
  },
  {
    id: "C06",
    text: "Prefer questions whose answer you cannot guess. If your question begins with “have you tried”, it is advice wearing a hat.",
  },
  {
    id: "C07",
    text: "Let silence last one breath longer than is comfortable. Often the real sentence comes after it.",
  },
  { id: "C08", text: "Short questions. Stop talking at the question mark." },
  {
    id: "C09",
    text: "If they go round in a circle, name the circle kindly and ask what would be different from the inside of it.",
  },
  {
    id: "C10",
    text: "Your own story is welcome when it is brief and hands the floor back: “That was mine. How is yours different?”",
  },
  {
    id: "C11",
    text: "You do not have to agree in order to take someone’s side. Be for the person, even where you would have chosen otherwise.",
  },
  {
    id: "C12",
    text: "Notice what moves you or bores you. If it may help, offer it as yours: “I notice that I …” – never as a finding about them.",
  },
  { id: "C13", text: "Do not hurry someone out of a bad feeling. Company usually does more than a bright side." },
  {
    id: "C14",
    text: "Tactics are worth more after “What would be useful from me now?” Then offer two options at most, and let them throw both away.",
  },
  {
    id: "C15",
    text: "Ask about last time’s commitments with curiosity: “What got in the way?” is a question; “Why didn’t you?” is a verdict.",
  },
  {
    id: "C16",
    text: "Keep the time so that they need not. Near the end: “A few minutes left. What matters most with those?”",
  },
  {
    id: "C17",
    text: "Help shape one commitment until it is small, dated and theirs. If it sounds like yours, ask them to say it again in their own words.",
  },
  { id: "C18", text: "Turn a hope into a plan: “When will you run into this? And what will you do at that moment?”" },
  {
    id: "C19",
    text: "If something you said landed badly, say so first and simply: “I think I went too fast there. Where did I lose you?”",
  },
  { id: "C20", text: "What you hear stays here. Do not raise it later, not even with {partner}, unless they open it." },
  {
    id: "C21",
    text: "You are a friend with a role for an hour, not a professional. If you are worried about their safety or feel out of your depth, say it, and look for proper help together.",
  },
  { id: "C22", text: "End by asking: “What do you want to remember from today?” Then let theirs be the last word." },
  {
    id: "C23",
    text: "You are allowed limits too. “I am too tired to be a good listener tonight, can we move it?” protects the practice.",
  },
] as const satisfies readonly Reminder[]

export type Reminder = { readonly id: string; readonly text: string }

/** The reminder as the coach reads it; `partner` is the name of the focus person. */
export function reminderText(reminder: Reminder, partner: string): string {
  return fill(reminder.text, partner)
}
