import { LICENCE_FAMILIES, parseLicence, type LicenceFamily } from '../../pair/licence'
import type { LicenceTexts } from '../engine'

/** More spellings are noise, and would make no query that anybody reads. */
const MOST = 2000
/** Characters of all of them. */
const ROOM = 200_000

const CODES = new Map(LICENCE_FAMILIES.map((family, code) => [family, code]))

/** The spellings of licences that come by, so that others can be told what a family stands for in this data. */
export class LicenceSpellings {
  private readonly codes = new Map<string, number>()
  private room = ROOM
  private readonly incomplete = new Set<LicenceFamily>()

  /** The family of a stored text, as its place in the list of families. */
  codeOf(text: string): number {
    const known = this.codes.get(text)
    if (known !== undefined) return known
    const { family } = parseLicence(text)
    const code = CODES.get(family) ?? LICENCE_FAMILIES.length - 1
    this.room -= text.length
    if (this.codes.size < MOST && this.room >= 0) this.codes.set(text, code)
    else this.incomplete.add(family)
    return code
  }

  of(families: readonly LicenceFamily[]): LicenceTexts {
    const wanted = new Set(families.map((family) => CODES.get(family)))
    return {
      texts: [...this.codes].filter(([, code]) => wanted.has(code)).map(([text]) => text),
      complete: !families.some((family) => this.incomplete.has(family)),
    }
  }
}
