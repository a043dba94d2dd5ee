import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawingParts, MAX_DRAWING_BYTES, MAX_PARTS } from './drawing-parts'
import { tooLarge } from './picture'

const svg = (body: string): string => `<svg xmlns="http://www.w3.org/2000/svg">${body}</svg>`
/** Ten of the one below, so many times over. */
const bomb = (levels: number, refer: (id: string) => string): string => {
  const groups = Array.from({ length: levels }, (_, i) => `<g id="r${i + 1}">${refer(`r${i}`).repeat(10)}</g>`)
  return svg(`<defs><rect id="r0" width="1" height="1"/>${groups.join('')}</defs>${refer(`r${levels}`)}`)
}

describe('the parts of a drawing', () => {
  it('are its elements, however they are written', () => {
    expect(drawingParts(svg('<g><rect/><rect></rect></g>'))).toBe(4)
    expect(drawingParts(`<?xml version="1.0"?><!DOCTYPE svg><!-- <g><g> -->${svg('<text title="a > b">x</text><![CDATA[<g>]]>')}`)).toBe(2)
    expect(drawingParts('no drawing')).toBe(0)
  })

  it('count again wherever they are used', () => {
    expect(drawingParts(svg('<g id="a"><rect/><rect/></g><use href="#a"/><use xlink:href = \'#a\'/>'))).toBe(1 + 3 + 2 + 3 + 3)
    expect(drawingParts(svg('<pattern id="p"><rect/></pattern><rect fill="url(#p)"/><rect style="fill:url( \'#p\' )"/>'))).toBe(
      1 + 2 + 2 + 2 + 2,
    )
  })

  it.each([
    ['use', (id: string) => `<use href="#${id}"/>`],
    ['use with the old prefix', (id: string) => `<use xlink:href='#${id}'></use>`],
    ['use in another prefix', (id: string) => `<s:use x:href="#${id}"/>`],
    ['an escaped reference', (id: string) => `<use href="&#35;${id}"/>`],
    ['a mask', (id: string) => `<rect mask="url(#${id})"/>`],
    ['a marker in a style', (id: string) => `<path style="marker-mid: url('#${id}')"/>`],
  ])('are billions in a bomb of %s', (_, refer) => {
    expect(drawingParts(bomb(9, refer))).toBeGreaterThan(1e9)
    expect(tooLarge(new TextEncoder().encode(bomb(9, refer)), 'image/svg+xml')).toBe('parts')
    expect(tooLarge(new TextEncoder().encode(bomb(3, refer)), 'image/svg+xml')).toBeNull()
  })

  it('are without end where entities are declared', () => {
    expect(drawingParts(`<!DOCTYPE svg [<!ENTITY a "aaaa">]>${svg('&a;')}`)).toBe(Infinity)
  })

  it('that refer to themselves count once, and chains without end too many', () => {
    expect(drawingParts(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))).toBeLessThan(20)
    const chain = Array.from({ length: 100_000 }, (_, i) => `<use id="u${i}" href="#u${i + 1}"/>`).join('')
    expect(drawingParts(svg(chain))).toBeGreaterThan(MAX_PARTS)
    expect(drawingParts(svg('<g id="x">'.repeat(100_000)))).toBeGreaterThan(MAX_PARTS)
  })

  it('of a large honest drawing are few enough, of a long text too many bytes', () => {
    expect(tooLarge(new TextEncoder().encode(svg('<path d="M0 0"/>'.repeat(50_000))), 'image/svg+xml')).toBeNull()
    expect(tooLarge(new TextEncoder().encode(svg(' '.repeat(MAX_DRAWING_BYTES))), 'image/svg+xml')).toBe('parts')
  })

  it('of any text are counted, and quickly', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('<', '>', '/', '"', "'", '=', ' ', 'use', 'g', 'id', 'href', '#a', 'a', '<!--', '-->', '<![CDATA[', '&#35;'),
          { maxLength: 40 },
        ),
        (parts) => drawingParts(svg(parts.join(''))) >= 1,
      ),
    )
    const started = performance.now()
    for (const piece of ['<a ', '<a "', "<a '", '<!--', '<![CDATA[', '<?', 'id=', '<a url(', '</', '<a b="', ' ', '&'])
      drawingParts(piece.repeat(MAX_DRAWING_BYTES / piece.length))
    drawingParts(`<a url(${' '.repeat(MAX_DRAWING_BYTES)}>`)
    drawingParts(`<a id${' '.repeat(MAX_DRAWING_BYTES)}>`)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
  it.each(['a', '<a', '<a ', '<a/', '<a b="', "<a b='", '<a b="c" ', '</a', '<!-- ', '<![CDATA[', '<?', ' id=', ' href=', 'url(', '&#35;'])(
    'take time by the length of a text alone, begun with a tag that does not end: %s',
    (piece) => {
      // One that went over the text anew from each place would not come to its end within the test's time.
      drawingParts(`<${piece.repeat(MAX_DRAWING_BYTES / piece.length)}`)
    },
  )
})
