import type { Part } from './app-files'

/** What a page says to its service worker. */
export type ToServiceWorker =
  | { readonly kind: 'keep'; readonly part: Part }
  /** A page of the newest version has opened. */
  | { readonly kind: 'opened' }
  /** The person wants the new version now. */
  | { readonly kind: 'take-over' }

/** What it says to the page that asked. */
export interface FromServiceWorker {
  readonly kind: 'not-kept'
  readonly part: Part
  /** There is no room, as far as the browser tells. */
  readonly full: boolean
}
