/** How a part of the bench is run. */
export type Options = {
  /** A few rounds over little, to see that it works. */
  readonly isQuick: boolean
  /** What it is at, for whoever waits. */
  readonly tell: (progress: string) => void
}
