import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_CONSENT } from '../pair/safety'
import { parseConsent } from './consent'
import { parsePreferences } from './preferences'

describe('stored consent', () => {
  it('is none unless a hidden class is plainly named', () => {
    for (const text of [null, '', '0', 'all', '1,2', '12', '{}']) expect(parseConsent(text)).toBe(NO_CONSENT)
    expect([...parseConsent('3.1')]).toEqual([3, 1])
    expect([...parseConsent('0.2')]).toEqual([2])
  })
})

describe('stored preferences', () => {
  it('survive whatever was stored', () => {
    const defaults = {
      theme: 'system',
      density: '',
      panelOpen: true,
      letterKeys: true,
      budgetBytes: null,
      fetchBudgetBytes: 200_000_000,
      modelBase: '',
      encoderBackend: null,
      softwareGpu: false,
      recent: [],
      saved: [],
    }
    for (const text of [null, '', 'null', '7', '[]', '{', '{"theme":"pink","budgetBytes":-1,"recent":{}}'])
      expect(parsePreferences(text)).toEqual(defaults)
    expect(parsePreferences('{"theme":"dark","panelOpen":false,"recent":["a",1,"b"]}')).toEqual({
      ...defaults,
      theme: 'dark',
      panelOpen: false,
      letterKeys: true,
      recent: ['a', 'b'],
    })
    expect(
      parsePreferences('{"saved":[{"name":"boats","hash":"#/?src=a"},{"name":"x","hash":"https://evil.example/"},null]}').saved,
    ).toEqual([{ name: 'boats', hash: '#/?src=a' }])
    fc.assert(fc.property(fc.json(), (json) => void parsePreferences(json)))
  })
})
