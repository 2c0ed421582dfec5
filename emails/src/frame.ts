/** What stands around every letter, whatever its kind. */
export type Frame = {
  readonly language: "en"
  readonly safetyUrl: string
  /** The page with one button that mails the short-lived link to the settings; null for someone who is no member yet. */
  readonly settingsUrl: string | null
  /** A last session is booked: there is no pause any more, and nothing after it. */
  readonly isEnding: boolean
  /** Null where there is nothing to unsubscribe from, such as the last letter. */
  readonly unsubscribeUrl: string | null
  /** Who runs this service, as the law of many countries wants it said; null parts are left out. */
  readonly operator: { readonly name: string | null; readonly postalAddress: string | null }
}

export const sampleFrame: Frame = {
  language: "en",
  safetyUrl: "https://turnabout.example/safety",
  settingsUrl: "https://turnabout.example/me/eyJhIjoiMSJ9.k3Zq9dX2mB7tLrWc",
  isEnding: false,
  unsubscribeUrl: "https://turnabout.example/unsubscribe/eyJhIjoiMSJ9.k3Zq9dX2mB7tLrWc",
  operator: { name: "The Lindenhof community", postalAddress: "Musterweg 3, 12345 Beispielstadt" },
}
