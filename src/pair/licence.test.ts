import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLicence, LICENCE_FAMILIES, parseLicence } from './licence'

describe('licence', () => {
  it.each([
    ['', 'unknown', ''],
    ['?', 'unknown', ''],
    ['https://creativecommons.org/licenses/by/4.0/', 'by', '4.0'],
    ['http://creativecommons.org/licenses/by-nc-sa/2.5/br/deed.pt', 'by-nc-sa', '2.5'],
    ['//creativecommons.org/licenses/by-nd/3.0?ref=ccsearch', 'by-nd', '3.0'],
    ['https://creativecommons.org/publicdomain/zero/1.0/', 'cc0', '1.0'],
    ['https://creativecommons.org/publicdomain/mark/1.0/deed.en', 'pdm', '1.0'],
    ['CC BY-SA 4.0', 'by-sa', '4.0'],
    ['cc-by-4.0', 'by', '4.0'],
    ['CC0', 'cc0', '1.0'],
    ['by-sa 4.0', 'other', ''],
    ['MIT', 'mit', ''],
    ['The MIT License', 'mit', ''],
    ['Apache-2.0', 'apache-2.0', '2.0'],
    ['https://example.com/terms', 'other', ''],
    ['© 2009 All rights reserved', 'other', ''],
  ] as const)('reads %j as %s %s', (text, family, version) => {
    expect(parseLicence(text)).toEqual({ family, version })
  })

  it('reads null as unknown', () => expect(parseLicence(null).family).toBe('unknown'))

  it('gives every text a family, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(LICENCE_FAMILIES).toContain(parseLicence(text).family)
      }),
    )
  })

  it('prints family and version', () => {
    expect(formatLicence(parseLicence('https://creativecommons.org/licenses/by-sa/4.0/'))).toBe('CC BY-SA 4.0')
    expect(formatLicence(parseLicence('Apache-2.0'))).toBe('Apache 2.0')
    expect(formatLicence(parseLicence('?'))).toBe('Unknown')
  })
})
