import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNpyHeader } from './npy'
import { npyHead } from './npy.testing'

const dict = (descr: string, shape: string, order = 'False') => `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`
const parse = (text: string, version = 1) => parseNpyHeader(npyHead(text, version))

describe('a .npy header', () => {
  it.each([1, 2, 3])('of format %i says rows, width, type and where the numbers start', (version) => {
    const head = npyHead(dict("'<f2'", '(1000448, 512)'), version)
    expect(parseNpyHeader(head)).toEqual({ rows: 1_000_448, width: 512, type: 'float16', start: head.length })
    expect(parse(dict("'<f4'", '(3, 768)'), version)).toMatchObject({ rows: 3, width: 768, type: 'float32' })
  })

  it('may have its keys in any order, other quotes and no last comma', () => {
    expect(parse('{"shape":(7,512),"fortran_order":False,"descr":"<f2"}')).toMatchObject({ rows: 7, width: 512, type: 'float16' })
  })

  it('may promise no rows', () => {
    expect(parse(dict("'<f2'", '(0, 512)'))).toMatchObject({ rows: 0, width: 512 })
  })

  it('in Fortran order is fine for one row alone', () => {
    expect(parse(dict("'<f2'", '(1, 512)', 'True'))).toMatchObject({ rows: 1 })
    expect(parse(dict("'<f2'", '(2, 512)', 'True'))).toHaveProperty('refusal', expect.stringContaining('Fortran order'))
  })

  it.each(["'>f2'", "'>f4'", "'|f2'", "'<f8'", "'<i8'", "'|u1'", "'|O'", "[('a', '<f2')]"])('of numbers %s is refused', (descr) => {
    expect(parse(dict(descr, '(7, 512)'))).toHaveProperty('refusal', expect.stringMatching(/of type .*little-endian/))
  })

  it.each(['()', '(512,)', '(7, 1, 512)', '(7, -512)', '(7, 512.0)', '7', "('7', 512)", '(99999999999999999999, 512)'])(
    'of shape %s is refused',
    (shape) => {
      expect(parse(dict("'<f2'", shape))).toHaveProperty('refusal', expect.stringContaining('one row of numbers'))
    },
  )

  it.each(['(7, 0)', '(7, 4097)', '(7, 999999999)'])('of width %s is refused', (shape) => {
    expect(parse(dict("'<f2'", shape))).toHaveProperty('refusal', expect.stringContaining('rows of'))
  })

  it('is told from other files', () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect(parseNpyHeader(bytes('<!doctype html><title>Not found</title>'))).toHaveProperty('refusal', 'is a web page and not a .npy file')
    expect(parseNpyHeader(bytes('PAR1 and so on and on'))).toHaveProperty('refusal', 'is not a .npy file')
    expect(parseNpyHeader(new Uint8Array(0))).toHaveProperty('refusal', 'is not a .npy file')
    expect(parse(dict("'<f2'", '(7, 512)'), 4)).toHaveProperty('refusal', expect.stringContaining('format 4'))
  })

  it('longer than what was read is refused', () => {
    const head = npyHead(dict("'<f2'", '(7, 512)'), 2)
    new DataView(head.buffer).setUint32(8, 0xffffffff, true)
    expect(parseNpyHeader(head)).toHaveProperty('refusal', expect.stringContaining('too long'))
  })

  it('cut anywhere or changed anywhere is parsed or refused, never thrown on', () => {
    const whole = npyHead(dict("'<f2'", '(7, 512)'), 1)
    fc.assert(
      fc.property(fc.nat(whole.length), fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), (length, changes) => {
        const bytes = whole.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        const header = parseNpyHeader(bytes.subarray(0, length))
        if ('refusal' in header) expect(header.refusal).not.toBe('')
        else expect(header.rows >= 0 && header.width > 0 && header.start <= length).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
