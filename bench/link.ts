/** The link that first pages are measured over, and what the two processes say to each other. */
export const DELAY_MS = 30
export const BITS_PER_SECOND = 50_000_000

export type Order =
  | { readonly do: 'serve'; readonly path: string; readonly file: string }
  | { readonly do: 'reset' }
  | { readonly do: 'traffic'; readonly path: string; readonly until: number }

export interface Traffic {
  readonly requests: number
  readonly bytes: number
}

export type Answer = { readonly origin: string } | { readonly done: true } | { readonly traffic: Traffic }
