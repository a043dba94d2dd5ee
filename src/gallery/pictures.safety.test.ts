import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Engine } from '../engine/engine'
import { nsfwClass, type NsfwCoding } from '../pair/nsfw'
import type { NsfwClass, Pair } from '../pair/pair'
import { PictureQueue, type PictureLoad } from './pictures'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('location', { hostname: 'pairscope.example', protocol: 'https:' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** How a dataset may store a class, and which it means: written down here, apart from the code that reads it. */
const STORED: readonly (readonly [value: unknown, coding: NsfwCoding, means: NsfwClass])[] = [
  ['UNLIKELY', 'label', 0],
  [' unlikely\n', 'label', 0],
  ['UNSURE', 'label', 1],
  ['NSFW', 'label', 2],
  ['nsfw ', 'label', 2],
  ['UNTAGGED', 'label', 3],
  ['', 'label', 3],
  ['UNLIKELY?', 'label', 3],
  ['ＵＮＬＩＫＥＬＹ', 'label', 3],
  ['0', 'label', 3],
  [null, 'label', 3],
  [0n, 'code', 0],
  [1, 'code', 1],
  [2n, 'code', 2],
  [3, 'code', 3],
  [4, 'code', 3],
  [-1, 'code', 3],
  [0.5, 'code', 3],
  [null, 'code', 3],
  [0, 'score', 0],
  [0.1, 'score', 0],
  [0.2, 'score', 1],
  [0.46, 'score', 2],
  [1.5, 'score', 3],
  [NaN, 'score', 3],
  [null, 'score', 3],
  [false, 'flag', 0],
  [true, 'flag', 2],
  [null, 'flag', 3],
]
const CAPTIONS: readonly (readonly [caption: string, ofMinors: boolean])[] = [
  ['a lighthouse at dusk', false],
  ['', false],
  ['kidney beans', false],
  ['two kids', true],
  ['ｋｉｄｓ', true],
  ['ki\u200bds', true],
  ['여고생 사진', true],
  ['little_girl_02.jpg', true],
]
const ADDRESSES: readonly (readonly [url: string | null, mayBeAsked: boolean])[] = [
  ['https://pictures.example/1.png', true],
  ['http://pictures.example/1.png', true],
  ['http://192.168.0.1/1.png', false],
  ['http://localhost/1.png', false],
  ['javascript:alert(1)', false],
  ['data:image/png;base64,AAAA', false],
  ['//pictures.example/1.png', false],
  ['nonsense', false],
  ['', false],
  [null, false],
]

const rows = fc.record({
  stored: fc.constantFrom(...STORED),
  caption: fc.constantFrom(...CAPTIONS),
  address: fc.constantFrom(...ADDRESSES),
  bytes: fc.constantFrom('none', 'picture', 'empty', 'huge'),
})
const steps = fc.array(
  fc.record({
    row: fc.nat({ max: 5 }),
    consent: fc.uniqueArray(fc.constantFrom<NsfwClass>(1, 2, 3)),
    ms: fc.constantFrom(0, 79, 200, 30_000),
  }),
  { minLength: 1, maxLength: 25 },
)

it('whatever a row is and whatever was agreed to before, only what is allowed now is asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 6, maxLength: 6 }), steps, async (given, walk) => {
      const bytesAsked: number[] = []
      const engine = {
        picture: (key: number) => {
          bytesAsked.push(key)
          const { bytes } = given[key] ?? { bytes: 'none' }
          return Promise.resolve(
            bytes === 'picture'
              ? { bytes: new Uint8Array(9), type: 'image/png' }
              : { bytes: new Uint8Array(), type: bytes === 'huge' ? 'image/png' : '', ...(bytes === 'huge' ? { tooLarge: 'pixels' } : {}) },
          )
        },
      } as unknown as Engine
      const made = vi.spyOn(URL, 'createObjectURL')
      const queue = new PictureQueue(engine)
      for (const { row: key, consent, ms } of walk) {
        const row = given[key]
        if (!row) continue
        const [value, coding, means] = row.stored
        const [caption, ofMinors] = row.caption
        const [url, mayBeAsked] = row.address
        const pair = { key, nsfw: nsfwClass(value, coding), caption, url, hasPicture: row.bytes !== 'none' } as Pair
        const isAllowed = (means === 0 || consent.includes(means)) && !(ofMinors && (means === 1 || means === 2))
        bytesAsked.length = 0
        made.mockClear()
        const load: PictureLoad | null = queue.load(pair, new Set(consent), () => 0)
        expect(load !== null).toBe(isAllowed)
        if (!load) continue
        const stop = load.start()
        await vi.advanceTimersByTimeAsync(ms)
        const state = load.getSnapshot()
        if (state.kind === 'loading') {
          if (/^https?:/.test(state.src)) expect(mayBeAsked && (row.bytes === 'none' || row.bytes === 'empty')).toBe(true)
          else expect(row.bytes).toBe('picture')
        }
        expect(bytesAsked.every((asked) => asked === key)).toBe(true)
        if (row.bytes !== 'picture') expect(made).not.toHaveBeenCalled()
        stop()
        // What was dropped starts nothing later.
        const before = bytesAsked.length
        await vi.advanceTimersByTimeAsync(1000)
        expect(bytesAsked.length).toBe(before)
        expect(load.getSnapshot().kind).not.toBe('loading')
      }
      made.mockRestore()
    }),
    { numRuns: 300 },
  )
})

it('a picture that turns out to be huge is dropped before it is painted', async () => {
  const pair = { key: 1, nsfw: 0, caption: '', url: 'https://pictures.example/1.png', hasPicture: false } as Pair
  const queue = new PictureQueue({} as Engine)
  const load = queue.load(pair, new Set(), () => 0)
  load?.start()
  await vi.advanceTimersByTimeAsync(200)
  expect(load?.getSnapshot().kind).toBe('loading')
  load?.settled(true, { width: 30_000, height: 30_000 })
  expect(load?.getSnapshot()).toEqual({ kind: 'dead', why: 'pixels' })
  // Scrolled by again, it is not asked for again.
  const again = queue.load(pair, new Set(), () => 0)
  again?.start()
  await vi.advanceTimersByTimeAsync(200)
  expect(again?.getSnapshot().kind).toBe('dead')
})
