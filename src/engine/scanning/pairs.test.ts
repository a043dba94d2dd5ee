import { describe, expect, it } from 'vitest'
import { formatValue } from './format-value'
import { windowsOf } from './pairs'

describe('windows of rows', () => {
  const groups = [
    { index: 0, firstRow: 0, rows: 1000 },
    { index: 1, firstRow: 1000, rows: 0 },
    { index: 2, firstRow: 1000, rows: 500 },
  ]

  it('keeps neighbours together and splits far rows and groups', () => {
    expect(windowsOf([0, 1, 200, 900, 999, 1000, 1499], groups)).toEqual([
      { group: 0, rows: [0, 1, 200] },
      { group: 0, rows: [900, 999] },
      { group: 2, rows: [0] },
      { group: 2, rows: [499] },
    ])
  })

  it('drops rows beyond the shard', () => {
    expect(windowsOf([1500], groups)).toEqual([])
  })
})

describe('printed values', () => {
  it.each([
    [null, null],
    ['text', 'text'],
    [12n, '12'],
    [0.25, '0.25'],
    [new Uint8Array(2048), '2.05 KB of bytes'],
    [['a', null], '[a, null]'],
    [new Float32Array(512), `[${Array(16).fill(0).join(', ')}, … 512 in all]`],
    [{ path: 'x', bytes: new Uint8Array(10) }, '{path: x, bytes: 10 B of bytes}'],
    [{ skipped: 5_000_000 }, 'not read: it would take 5.00 MB'],
  ])('case %#', (value, printed) => {
    expect(formatValue(value)).toBe(printed)
  })

  it('abridges long texts', () => {
    expect(formatValue('x'.repeat(30_000))).toHaveLength('… (30000 characters)'.length + 20_000)
  })
})
