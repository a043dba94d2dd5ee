import { describe, expect, it } from 'vitest'
import { readPlainVectors } from './plain-vectors'

const LAYOUT = { number: 'float32', width: 512, whole: true, optional: false } as const

describe('plain vectors', () => {
  it('make room for no more rows than are there, whatever a footer claims', () => {
    for (const rows of [300_000_000, 2 ** 40]) expect(readPlainVectors(new Uint8Array(0), 'UNCOMPRESSED', rows, LAYOUT)).toBeNull()
  })
})
