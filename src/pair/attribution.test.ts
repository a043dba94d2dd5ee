import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributionText } from './attribution'

const pair = {
  caption: 'A red  boat\non a lake',
  url: 'https://www.example.com/boats/1.jpg',
  licence: 'http://creativecommons.org/licenses/by-sa/4.0/deed.fr',
}

describe('an attribution', () => {
  it('names the picture, where it is from and its licence', () => {
    expect(attributionText(pair)).toBe(
      '“A red boat on a lake”, from example.com, CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/)',
    )
  })

  it('links the licence of the country it was ported to', () => {
    expect(attributionText({ ...pair, licence: 'http://creativecommons.org/licenses/by/2.0/kr/' })).toContain(
      'CC BY 2.0 KR (https://creativecommons.org/licenses/by/2.0/kr/)',
    )
  })

  it('says so when the licence is unknown, and repeats one it does not know', () => {
    expect(attributionText({ ...pair, licence: '?' })).toBe('“A red boat on a lake”, from example.com, licence unknown')
    expect(attributionText({ ...pair, licence: '© Kim,\n all rights reserved' })).toContain('licence as stated: © Kim, all rights reserved')
  })

  it('does without a caption or an address', () => {
    expect(attributionText({ caption: ' ', url: null, licence: 'CC0' })).toBe(
      'Untitled picture, CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/)',
    )
    expect(attributionText({ caption: 'x', url: 'no address', licence: 'MIT' })).toBe('“x”, MIT (https://opensource.org/license/mit)')
  })

  it('stays one short line, whatever the data holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 3000 }),
        fc.option(fc.oneof(fc.webUrl(), fc.string())),
        fc.string({ unit: 'binary', maxLength: 3000 }),
        (caption, url, licence) => {
          const text = attributionText({ caption, url, licence })
          expect(text).not.toMatch(/[\r\n]/)
          expect(text.length).toBeLessThan(1000)
        },
      ),
    )
  })
})
