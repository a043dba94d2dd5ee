import { matcher } from './guard-text'
import { MINOR_WORDS, SEX_WORDS } from './guard-words'
import type { NsfwClass, Pair } from './pair'

/** The classes a person agreed to see this session, besides UNLIKELY, which needs no consent. */
export type Consent = ReadonlySet<NsfwClass>

export const NO_CONSENT: Consent = new Set()

/** `allowed`: the picture may be requested. `hidden`: consent is missing. `blocked`: no consent lifts it. */
export type PictureVerdict = 'allowed' | 'hidden' | 'blocked'

const speaksOfMinors = matcher(MINOR_WORDS)
const speaksOfSex = matcher(SEX_WORDS)

/** Whether a caption speaks of minors. */
export function mentionsMinors(caption: string): boolean {
  return speaksOfMinors(caption)
}

/** Searches that join words for minors with words for sex are not run, whatever was agreed to. */
export function isRefusedSearch(texts: readonly string[]): boolean {
  const text = texts.join(' \n ')
  return speaksOfMinors(text) && speaksOfSex(text)
}

/** Decides whether a pair's picture may be requested at all. Asked before any request. */
export function pictureVerdict(pair: Pick<Pair, 'nsfw' | 'caption'>, consent: Consent): PictureVerdict {
  const unsafeTag = pair.nsfw === 1 || pair.nsfw === 2
  if (unsafeTag && mentionsMinors(pair.caption)) return 'blocked'
  if (pair.nsfw === 0 || consent.has(pair.nsfw)) return 'allowed'
  return 'hidden'
}

export type PictureAddress =
  | { readonly kind: 'picture'; readonly src: string }
  /** `none`: no address. `scheme`: not http(s). `private`: points into the person's own network. `malformed`: no URL. */
  | { readonly kind: 'refused'; readonly why: 'none' | 'scheme' | 'private' | 'malformed' }

// Loopback, link-local and private ranges: a dataset must not make the browser knock on the person's own network.
const PRIVATE_NAME = /^(?:localhost|.*\.(?:localhost|local|internal|lan|home|arpa))$/i
const PRIVATE_IPV4 =
  /^(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|169\.254\.\d+\.\d+)$/
const PRIVATE_IPV6 = /^\[(?:::1?|f[cd].*|fe[89ab].*|::ffff:.*)\]$/i

export function isPrivateHost(hostname: string): boolean {
  return [PRIVATE_NAME, PRIVATE_IPV4, PRIVATE_IPV6].some((range) => range.test(hostname)) || !/[.:]/.test(hostname)
}

/**
 * The address to ask for a pair's picture, or why none is asked. `pageHost` is where the app itself is served:
 * an app on a private host may show pictures from private hosts.
 */
export function pictureAddress(url: string | null, pageHost: string): PictureAddress {
  const text = url?.trim() ?? ''
  if (text === '') return { kind: 'refused', why: 'none' }
  if (!URL.canParse(text)) return { kind: 'refused', why: 'malformed' }
  const parsed = new URL(text)
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return { kind: 'refused', why: 'scheme' }
  if (isPrivateHost(parsed.hostname) && !isPrivateHost(pageHost)) return { kind: 'refused', why: 'private' }
  return { kind: 'picture', src: parsed.href }
}
