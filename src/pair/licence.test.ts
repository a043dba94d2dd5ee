import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLicence, LICENCE_FAMILIES, licenceAddress, parseLicence } from './licence'

const CC_FAMILIES = LICENCE_FAMILIES.filter((family) => family.startsWith('by'))
const LONG: Readonly<Record<string, string>> = { by: 'Attribution', nc: 'NonCommercial', nd: 'NoDerivs', sa: 'ShareAlike' }

const family = fc.constantFrom(...CC_FAMILIES)
const version = fc.constantFrom('1.0', '2.0', '2.1', '2.5', '3.0', '4.0')
const jurisdiction = fc.constantFrom('', 'kr', 'de', 'igo', 'scotland')

describe('licence', () => {
  it.each([
    ['https://creativecommons.org/licenses/by/4.0/', 'by', '4.0'],
    ['http://creativecommons.org/licenses/by-nc-sa/2.5/br/deed.pt', 'by-nc-sa', '2.5', 'br'],
    ['http://creativecommons.org/licenses/by/2.0/kr', 'by', '2.0', 'kr'],
    ['//creativecommons.org/licenses/by-nd/3.0?ref=ccsearch', 'by-nd', '3.0'],
    ['https://creativecommons.org/licenses/by-sa/3.0/legalcode.de', 'by-sa', '3.0'],
    ['HTTP://WWW.CreativeCommons.org/Licenses/BY-NC-ND/4.0/DEED.EN_US', 'by-nc-nd', '4.0'],
    ['https://creativecommons.org/licenses/by-nd-nc/2.0/', 'by-nc-nd', '2.0'],
    ['https://i.creativecommons.org/l/by-nc/4.0/88x31.png', 'by-nc', '4.0'],
    ['https://example.com/share?u=https%3A%2F%2Fcreativecommons.org%2Flicenses%2Fby%2F3.0%2F', 'by', '3.0'],
    ['https://creativecommons.org/publicdomain/zero/1.0/', 'cc0', '1.0'],
    ['creativecommons.org/publicdomain/zero/1.0', 'cc0', '1.0'],
    ['https://creativecommons.org/publicdomain/mark/1.0/deed.en', 'pdm', '1.0'],
    ['http://creativecommons.org/licenses/publicdomain/', 'pdm', ''],
    ['CC BY-SA 4.0', 'by-sa', '4.0'],
    ['CC-BY-SA-4.0', 'by-sa', '4.0'],
    ['cc-by-4.0', 'by', '4.0'],
    ['CC BY 4', 'by', '4.0'],
    ['CC BY 3.0 DE', 'by', '3.0', 'de'],
    ['CC BY NC ND', 'by-nc-nd', ''],
    ['cc_by_nc', 'by-nc', ''],
    ['Creative Commons License BY-SA v3.0', 'by-sa', '3.0'],
    ['Attribution-NonCommercial 2.0 Generic', 'by-nc', '2.0'],
    ['Attribution-NonCommercial-ShareAlike License', 'by-nc-sa', ''],
    ['Creative Commons Attribution-NoDerivatives 4.0 International (CC BY-ND 4.0)', 'by-nd', '4.0'],
    ['Creative Commons Attribution-Share Alike 3.0 Unported', 'by-sa', '3.0'],
    ['CC0', 'cc0', '1.0'],
    ['CC0 1.0 Universal', 'cc0', '1.0'],
    ['Creative Commons Zero', 'cc0', '1.0'],
    ['Public Domain Dedication (CC0)', 'cc0', '1.0'],
    ['Public Domain', 'pdm', ''],
    ['PD', 'pdm', ''],
    ['PD-US', 'pdm', ''],
    ['MIT', 'mit', ''],
    ['The MIT License', 'mit', ''],
    ['Apache-2.0', 'apache-2.0', '2.0'],
    ['Apache License, Version 2.0', 'apache-2.0', '2.0'],
  ] as const)('reads %j as %s %s', (text, expected, named, place: string = '') => {
    expect(parseLicence(text)).toEqual({ family: expected, version: named, jurisdiction: place })
  })

  it.each(['', ' ', '?', 'nan', 'NaN', 'None', 'null', 'N/A', 'unknown'])('reads %j as unknown', (text) => {
    expect(parseLicence(text).family).toBe('unknown')
  })

  it('reads null as unknown', () => expect(parseLicence(null).family).toBe('unknown'))

  it.each([
    'https://example.com/terms',
    'https://example.com/photos/cc-by-boats.html',
    'https://creativecommons.org/choose/',
    'https://creativecommons.org/licenses/sampling+/1.0/',
    'http://creativecommons.org/licenses/nc-sa/1.0/',
    'CC BY-ND-SA 4.0',
    'by-sa 4.0',
    'by Kim',
    'Attribution required',
    '© 2009 All rights reserved',
    'MIT Press, all rights reserved',
    'Apache helicopter over a field',
    'Not in the public domain',
    'UNLIKELY',
  ])('reads %j as other', (text) => {
    expect(parseLicence(text).family).toBe('other')
  })

  it('gives every text a family, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(LICENCE_FAMILIES).toContain(parseLicence(text).family)
      }),
    )
  })

  it('reads the address of every licence, however it is linked', () => {
    const scheme = fc.constantFrom('https://', 'http://', '//', '', 'https://www.')
    const page = fc.constantFrom('', '/', '/deed.de', '/deed.zh_TW', '/legalcode', '/?ref=openverse', '#notice')
    fc.assert(
      fc.property(scheme, family, version, jurisdiction, page, fc.boolean(), (start, terms, number, place, end, loud) => {
        const address = `${start}creativecommons.org/licenses/${terms}/${number}${place === '' ? '' : `/${place}`}${end}`
        expect(parseLicence(loud ? address.toUpperCase() : address)).toEqual({ family: terms, version: number, jurisdiction: place })
      }),
    )
  })

  it('reads the name of every licence, in short and in long, however it is spaced', () => {
    const space = fc.constantFrom(' ', '-', '_', '  ', ' – ')
    fc.assert(
      fc.property(family, fc.option(version, { nil: '' }), space, fc.boolean(), (terms, number, gap, inFull) => {
        const words = terms.split('-').map((term) => (inFull ? (LONG[term] ?? '') : term.toUpperCase()))
        const name = [inFull ? 'Creative Commons' : 'CC', ...words, ...(number === '' ? [] : [number])].join(gap)
        expect(parseLicence(name)).toEqual({ family: terms, version: number, jurisdiction: '' })
      }),
    )
  })

  it('reads what it prints, and the address it links', () => {
    fc.assert(
      fc.property(family, version, fc.constantFrom('', 'kr', 'de'), (terms, number, place) => {
        const licence = { family: terms, version: number, jurisdiction: place }
        expect(parseLicence(formatLicence(licence))).toEqual(licence)
        expect(parseLicence(licenceAddress(licence))).toEqual(licence)
      }),
    )
  })

  it('is quick on texts that nearly match', () => {
    const start = performance.now()
    for (const text of ['cc-by'.repeat(20_000), '-'.repeat(100_000), `cc by ${'a-'.repeat(50_000)}`, `attribution${'-no'.repeat(30_000)}`])
      parseLicence(text)
    expect(performance.now() - start).toBeLessThan(200)
  })

  it('prints family, version and jurisdiction', () => {
    expect(formatLicence(parseLicence('https://creativecommons.org/licenses/by-sa/4.0/'))).toBe('CC BY-SA 4.0')
    expect(formatLicence(parseLicence('https://creativecommons.org/licenses/by/2.0/kr/'))).toBe('CC BY 2.0 KR')
    expect(formatLicence(parseLicence('Apache-2.0'))).toBe('Apache 2.0')
    expect(formatLicence(parseLicence('?'))).toBe('Unknown')
  })
})
