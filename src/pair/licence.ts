/** Families of licences as far as reuse differs, in the order shown. The index in this list is the stored code. */
export const LICENCE_FAMILIES = ['cc0', 'pdm', 'by', 'by-sa', 'by-nd', 'by-nc', 'by-nc-sa', 'by-nc-nd', 'mit', 'apache-2.0', 'other', 'unknown'] as const
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
}

export function licenceLabel(family: LicenceFamily): string {
  return FAMILY_LABELS[family]
}

// Spellings seen: whole hrefs (http or https, /deed.xx, query), SPDX ids, "CC BY-SA 4.0", "cc-by-4.0".
const CC_URL = /creativecommons\.org\/(?:licenses|publicdomain)\/([a-z+-]+)(?:\/(\d+(?:\.\d+)*))?/i
const CC_NAME = /^\s*(?:cc|creative\s+commons)[\s_-]*(0|zero|by(?:[\s_-]*(?:sa|nd|nc))*)(?:[\s_-]*v?(\d+(?:\.\d+)*))?/i
const CC_FAMILIES: ReadonlyMap<string, LicenceFamily> = new Map([
  ['0', 'cc0'],
  ['zero', 'cc0'],
  ['mark', 'pdm'],
  ['publicdomain', 'pdm'],
  ...LICENCE_FAMILIES.filter((family) => family.startsWith('by')).map((family) => [family, family] as const),
  ['by-nd-nc', 'by-nc-nd'],
  ['by-sa-nc', 'by-nc-sa'],
])

/** Reads a licence from any stored form. '', '?' and null are unknown; what is said but not recognised is other. */
export function parseLicence(text: string | null): Licence {
  const trimmed = text?.trim() ?? ''
  if (trimmed === '' || trimmed === '?') return { family: 'unknown', version: '' }
  const match = CC_URL.exec(trimmed) ?? CC_NAME.exec(trimmed)
  if (match) {
    const terms = (match[1] ?? '').toLowerCase().replace(/[\s_]+/g, '-').replace(/-+/g, '-')
    const family = CC_FAMILIES.get(terms)
    if (family) return { family, version: match[2] ?? (family === 'cc0' ? '1.0' : '') }
  }
  if (/^\s*(?:the\s+)?mit\b/i.test(trimmed)) return { family: 'mit', version: '' }
  if (/^\s*apache\b/i.test(trimmed)) return { family: 'apache-2.0', version: '2.0' }
  return { family: 'other', version: '' }
}

/** What a badge says: `CC BY-SA 4.0`, `MIT`, `Unknown`. */
export function formatLicence({ family, version }: Licence): string {
  return version && family !== 'apache-2.0' ? `${licenceLabel(family)} ${version}` : licenceLabel(family)
}
