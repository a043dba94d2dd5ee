/** Families of licences as far as reuse differs, in the order shown. The index in this list is the stored code. */
export const LICENCE_FAMILIES = [
  'cc0',
  'pdm',
  'by',
  'by-sa',
  'by-nd',
  'by-nc',
  'by-nc-sa',
  'by-nc-nd',
  'mit',
  'apache-2.0',
  'other',
  'unknown',
] as const
export type LicenceFamily = (typeof LICENCE_FAMILIES)[number]

const FAMILY_LABELS: { readonly [F in LicenceFamily]: string } = {
  cc0: 'CC0',
  pdm: 'Public domain',
  by: 'CC BY',
  'by-sa': 'CC BY-SA',
  'by-nd': 'CC BY-ND',
  'by-nc': 'CC BY-NC',
  'by-nc-sa': 'CC BY-NC-SA',
  'by-nc-nd': 'CC BY-NC-ND',
  mit: 'MIT',
  'apache-2.0': 'Apache 2.0',
  other: 'Other',
  unknown: 'Unknown',
}

export interface Licence {
  readonly family: LicenceFamily
  /** e.g. `4.0`; '' when the text names none. */
  readonly version: string
  /** Of a Creative Commons licence ported to a country's law: `kr`; '' else. */
  readonly jurisdiction: string
}

const UNKNOWN: Licence = { family: 'unknown', version: '', jurisdiction: '' }
const OTHER: Licence = { family: 'other', version: '', jurisdiction: '' }

export function licenceLabel(family: LicenceFamily): string {
  return FAMILY_LABELS[family]
}

/** A misread column can hold whole pages; no licence is named so late in a text. */
const MAX_TEXT = 2048
/** What data writes for nothing. */
const NOTHING = /^(?:|\?+|-+|nan|none|null|nil|undefined|unknown|n\/?a|<na>)$/

const CC_ADDRESS =
  /creativecommons\.org\/(?:licen[cs]es?|publicdomain|l|p)\/([a-z+-]+)(?:\/(\d\.\d)(?![\d.])(?:\/([a-z]{2,8})(?![a-z.]))?)?/
/** What stands where a jurisdiction does. */
const NOT_JURISDICTIONS = new Set(['deed', 'legalcode', 'rdf', 'us-en'])

/** Names of terms, in short and in long; a text that starts with something else says no Creative Commons licence. */
const TERM = /^(?:(by|attribution)|(non-?commercial|nc)|(no-?deriv(?:ative)?s?(?:-works?)?|nd)|(share-?alike|sa)|(zero|0))(?![a-z])-?/
const VERSION =
  /^(?:[a-z]+-)*?v?([1-4](?:\.[015])?)(?:-(?:generic|unported|international|licen[cs]e|public))*(?:-([a-z]{2}|igo))?(?:-cc-.*)?$/
const PUBLIC_DOMAIN = /^(?:the-)?(?:pdm?|public-?domain)(?![a-z])/
const MIT = /^(?:the-)?(?:mit|expat)(?:$|-licen[cs]e)|opensource\.org\/licen[cs]es?\/mit/
const APACHE =
  /^(?:the-)?apache(?:$|-?(?:software-)?(?:licen[cs]e|v?-?2))|(?:apache\.org|opensource\.org)\/licen[cs]es?\/(?:license|apache)-2/

/**
 * Reads a licence from any stored form: addresses of deeds, SPDX names, names in short and in long. What is said but not recognised is
 * other.
 */
export function parseLicence(text: string | null): Licence {
  const lower = (text ?? '').slice(0, MAX_TEXT).trim().toLowerCase()
  if (NOTHING.test(lower)) return UNKNOWN
  const address = CC_ADDRESS.exec(lower.replaceAll('%2f', '/').replaceAll('%3a', ':'))
  if (address) return ofAddress(address[1] ?? '', address[2] ?? '', address[3] ?? '')
  // One hyphen for all that stands between words.
  const name = lower.replace(/[\s_‐‑–—()[\],:;-]+/g, '-').replace(/^-|-$/g, '')
  if (MIT.test(name)) return { family: 'mit', version: '', jurisdiction: '' }
  if (APACHE.test(name)) return { family: 'apache-2.0', version: '2.0', jurisdiction: '' }
  if (PUBLIC_DOMAIN.test(name))
    return /cc-?0|zero|dedication/.test(name)
      ? { family: 'cc0', version: '1.0', jurisdiction: '' }
      : { family: 'pdm', version: '', jurisdiction: '' }
  return ofName(name)
}

function ofAddress(terms: string, version: string, place: string): Licence {
  if (terms === 'zero') return { family: 'cc0', version: version || '1.0', jurisdiction: '' }
  if (terms === 'mark' || terms === 'publicdomain') return { family: 'pdm', version, jurisdiction: '' }
  const family = familyOf(terms.split(/[+-]/))
  return family ? { family, version, jurisdiction: NOT_JURISDICTIONS.has(place) ? '' : place } : OTHER
}

/** `name` in lower case, its words joined by single hyphens. */
function ofName(name: string): Licence {
  const prefix = /^(?:the-)?(?:cc|creative-?commons)-?(?:licen[cs]e-)?/.exec(name)?.[0] ?? ''
  // Without the prefix only the long name is clear: "by" begins many a credit line.
  if (prefix === '' && !/^attribution(?:$|-(?:non|no|share|licen[cs]e|\d|generic|unported|international))/.test(name)) return OTHER
  const terms: string[] = []
  let rest = name.slice(prefix.length)
  for (let match = TERM.exec(rest); match; match = TERM.exec(rest)) {
    terms.push(['by', 'nc', 'nd', 'sa', 'zero'][match.slice(1).findIndex(Boolean)] ?? '')
    rest = rest.slice(match[0].length)
  }
  if (terms.includes('zero')) return { family: 'cc0', version: '1.0', jurisdiction: '' }
  if (terms.length === 0 && PUBLIC_DOMAIN.test(rest)) return { family: 'pdm', version: '', jurisdiction: '' }
  const family = familyOf(terms)
  if (!family) return OTHER
  const [, version = '', jurisdiction = ''] = VERSION.exec(rest) ?? []
  return { family, version: version.length === 1 ? `${version}.0` : version, jurisdiction }
}

/** Terms in any order; without BY, or with both ND and SA, there is no such licence in use. */
function familyOf(terms: readonly string[]): LicenceFamily | null {
  const known = ['by', 'nc', 'nd', 'sa'].filter((term) => terms.includes(term))
  if (terms.some((term) => !known.includes(term))) return null
  return LICENCE_FAMILIES.find((family) => family === known.join('-')) ?? null
}

/** What a badge says: `CC BY-SA 4.0`, `CC BY 2.0 KR`, `MIT`, `Unknown`. */
export function formatLicence({ family, version, jurisdiction }: Licence): string {
  const label = licenceLabel(family)
  if (family === 'apache-2.0' || version === '') return label
  return jurisdiction === '' ? `${label} ${version}` : `${label} ${version} ${jurisdiction.toUpperCase()}`
}

/** Where a licence can be read; null where its text does not tell which one it is. */
export function licenceAddress({ family, version, jurisdiction }: Licence): string | null {
  switch (family) {
    case 'cc0':
      return 'https://creativecommons.org/publicdomain/zero/1.0/'
    case 'pdm':
      return 'https://creativecommons.org/publicdomain/mark/1.0/'
    case 'mit':
      return 'https://opensource.org/license/mit'
    case 'apache-2.0':
      return 'https://www.apache.org/licenses/LICENSE-2.0'
    case 'other':
    case 'unknown':
      return null
    default:
      return version === ''
        ? null
        : `https://creativecommons.org/licenses/${family}/${version}/${jurisdiction === '' ? '' : `${jurisdiction}/`}`
  }
}
