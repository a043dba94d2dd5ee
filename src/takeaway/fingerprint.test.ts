import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changeSince, dataChangeSentence, encodeFingerprint } from './fingerprint'

const marks = fc.array(fc.option(fc.integer({ min: 0, max: 0xffffffff })), { maxLength: 60 })

it('finds no change where there is none, whatever is not known yet', () => {
  fc.assert(
    fc.property(marks, fc.infiniteStream(fc.boolean()), (before, hide) => {
      const text = encodeFingerprint(before)
      if (text === null) {
        expect(before.slice(0, 40).every((mark) => mark === null)).toBe(true)
        return
      }
      expect(text).toMatch(/^[\w.-]{1,200}$/)
      expect(changeSince(text, before)).toBeNull()
      expect(
        changeSince(
          text,
          before.map((mark) => (hide.next().value ? null : mark)),
        ),
      ).toBeNull()
    }),
  )
})

it('tells of shards with another content, and of more or fewer', () => {
  const text = encodeFingerprint([1, 2, null, 4]) ?? ''
  expect(changeSince(text, [1, 3, 9, 5])).toEqual({ changed: 2, more: 0 })
  expect(changeSince(text, [1, 2])).toEqual({ changed: 0, more: -2 })
  expect(changeSince(text, [1, 2, 3, 4, 5])).toEqual({ changed: 0, more: 1 })
  expect(dataChangeSentence({ changed: 1, more: 2 })).toBe(
    'The data has changed since this link was made: a shard has another content, and 2 shards were added. ' +
      'What is shown may not be what was meant.',
  )
})

it('makes nothing of what is no fingerprint', () => {
  for (const text of ['', '3', '3.A', 'x.AAA', '-1.AAA', '99999999.AAA']) expect(changeSince(text, [1, 2, 3])).toBeNull()
})

it('stays short for thousands of shards', () => {
  expect(encodeFingerprint(Array.from({ length: 7000 }, (_, i) => i))?.length).toBeLessThan(130)
})
