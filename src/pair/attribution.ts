import { formatLicence, licenceAddress, parseLicence } from './licence'
import type { Pair } from './pair'

const MAX_CAPTION = 200
const MAX_LICENCE = 120

/** A credit line to copy: `“A boat”, from example.com, CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/)`. */
export function attributionText({ caption, url, licence }: Pick<Pair, 'caption' | 'url' | 'licence'>): string {
  const title = oneLine(caption, MAX_CAPTION)
  const host = hostOf(url)
  return [title === '' ? 'Untitled picture' : `“${title}”`, ...(host === null ? [] : [`from ${host}`]), licenceWords(licence)].join(', ')
}

function licenceWords(stored: string): string {
  const licence = parseLicence(stored)
  if (licence.family === 'unknown') return 'licence unknown'
  if (licence.family === 'other') return `licence as stated: ${oneLine(stored, MAX_LICENCE)}`
  const address = licenceAddress(licence)
  return formatLicence(licence) + (address === null ? '' : ` (${address})`)
}

function hostOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null
  const { hostname } = new URL(url)
  return hostname === '' ? null : hostname.replace(/^www\./, '')
}

function oneLine(text: string, longest: number): string {
  const plain = text.replace(/\s+/g, ' ').trim()
  // Half of a surrogate pair is no character.
  return plain.length > longest
    ? `${plain
        .slice(0, longest - 1)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trimEnd()}…`
    : plain
}
