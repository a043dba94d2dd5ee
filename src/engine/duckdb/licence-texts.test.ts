import { expect, it } from 'vitest'
import { LICENCE_FAMILIES } from '../../pair/licence'
import { LicenceSpellings } from './licence-texts'

const BY = LICENCE_FAMILIES.indexOf('by')

it('keeps how the data spells the licences of a family', () => {
  const spellings = new LicenceSpellings()
  for (const text of ['CC BY 4.0', 'https://creativecommons.org/licenses/by/2.0/', 'CC BY 4.0']) expect(spellings.codeOf(text)).toBe(BY)
  expect(LICENCE_FAMILIES[spellings.codeOf('?')]).toBe('unknown')
  expect(spellings.of(['by'])).toEqual({ texts: ['CC BY 4.0', 'https://creativecommons.org/licenses/by/2.0/'], complete: true })
  expect(spellings.of(['by-sa'])).toEqual({ texts: [], complete: true })
  expect(spellings.of(['unknown', 'by']).texts).toHaveLength(3)
})

it('stops keeping where every row spells another, says so, and still knows the family', () => {
  const spellings = new LicenceSpellings()
  for (let row = 0; row < 5000; row++) expect(LICENCE_FAMILIES[spellings.codeOf(`my own terms ${row}`)]).toBe('other')
  expect(spellings.codeOf('CC BY 4.0')).toBe(BY)
  expect(spellings.of(['other']).texts).toHaveLength(2000)
  expect(spellings.of(['other']).complete).toBe(false)
  expect(spellings.of(['cc0']).complete).toBe(true)
})
