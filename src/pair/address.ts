import ipaddr from 'ipaddr.js'

/**
 * What a web address is, before anybody asks it. `private`: it leads into the person's own network, or may. Refused: there is `none`, it is
 * `malformed`, or its `scheme` is none of the web's.
 */
export type Address =
  /** `href`: without user and password. `host`: with the port, where one is given, in the letters that a browser asks for. */
  | { readonly kind: 'public' | 'private'; readonly href: string; readonly host: string }
  | { readonly kind: 'refused'; readonly why: 'none' | 'scheme' | 'malformed' }

/** Reads an address of the data: hostile text. */
export function addressOf(text: string | null): Address {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '') return { kind: 'refused', why: 'none' }
  if (!URL.canParse(trimmed)) return { kind: 'refused', why: 'malformed' }
  const url = new URL(trimmed)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { kind: 'refused', why: 'scheme' }
  url.username = ''
  url.password = ''
  return { kind: isPrivateHost(url.hostname) ? 'private' : 'public', href: url.href, host: url.host }
}

/**
 * Endings of names that the public net does not have: RFC 6761, 6762, 8375 and 9476's kin, and what routers and companies use.
 * `.test` is not among them: it is what examples are written with.
 */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|mail|arpa)$/

/**
 * Whether a host, as `URL` writes it, is or may be in the person's own network. Of numbers only those that are a host's on the open net
 * are public. Where a name leads cannot be known: a public name may be answered with a private number.
 */
export function isPrivateHost(hostname: string): boolean {
  // A search for dots at the end by a pattern takes the square of their number where they stand elsewhere.
  let end = hostname.length
  while (hostname[end - 1] === '.') end -= 1
  const host = hostname.slice(0, end).toLowerCase()
  if (host.startsWith('[')) return !isPublicNumber(host.slice(1, -1))
  // `URL` writes every number that a browser takes for one with four parts.
  if (/^\d+(?:\.\d+){3}$/.test(host)) return !isPublicNumber(host)
  return !host.includes('.') || PRIVATE_NAME.test(host)
}

/** All numbers of IPv6 that were ever given to hosts; what wraps IPv4 in other ways lies outside, or has a range of its own. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3')

function isPublicNumber(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const number = ipaddr.parse(text)
  if (number.range() !== 'unicast') return false
  return number.kind() === 'ipv4' || number.match(GIVEN_OUT)
}

export type PictureAddress =
  | { readonly kind: 'picture'; readonly src: string }
  | { readonly kind: 'refused'; readonly why: 'none' | 'scheme' | 'private' | 'malformed' }

/**
 * The address to ask for a pair's picture, or why none is asked: a dataset must not make the browser knock on the person's own network.
 * `pageHost` is where the app itself is served: an app on a private host may show pictures from private hosts.
 */
export function pictureAddress(url: string | null, pageHost: string): PictureAddress {
  const address = addressOf(url)
  if (address.kind === 'refused') return address
  if (address.kind === 'private' && !isPrivateHost(pageHost)) return { kind: 'refused', why: 'private' }
  return { kind: 'picture', src: address.href }
}

/** Where a link of the data leads when it is clicked; null: it becomes no link. By the rule of {@link pictureAddress}. */
export function linkAddress(url: string | null, pageHost: string): string | null {
  const address = pictureAddress(url, pageHost)
  return address.kind === 'picture' ? address.src : null
}
