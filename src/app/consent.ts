import type { NsfwClass } from '../pair/pair'
import { NO_CONSENT, type Consent } from '../pair/safety'
import { Store } from '../flow/store'

/** The classes that stay hidden until the person agrees. */
export const HIDDEN_CLASSES = [3, 1, 2] as const satisfies readonly NsfwClass[]

const KEY = 'pairscope.consent'

export function parseConsent(text: string | null): Consent {
  const words = new Set(text?.split('.'))
  const classes = HIDDEN_CLASSES.filter((index) => words.has(String(index)))
  return classes.length > 0 ? new Set(classes) : NO_CONSENT
}

/** Kept for this tab's session and nowhere else: not in the address, not on disk after the tab is closed. */
export const consentStore = new Store<Consent>(read())

function read(): Consent {
  try {
    return parseConsent(sessionStorage.getItem(KEY))
  } catch {
    return NO_CONSENT
  }
}

export function setConsent(consent: Consent): void {
  consentStore.set(consent.size > 0 ? consent : NO_CONSENT)
  try {
    if (consent.size > 0) sessionStorage.setItem(KEY, [...consent].join('.'))
    else sessionStorage.removeItem(KEY)
  } catch {
    // Storage is refused: the choice lasts until the page is left.
  }
}
