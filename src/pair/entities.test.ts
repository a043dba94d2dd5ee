import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unescapeHtml } from './entities'

describe('HTML character references', () => {
  it.each([
    ['Tom &amp; Jerry', 'Tom & Jerry'],
    ['&lt;b&gt; &quot;x&quot; &apos;y&apos;', '<b> "x" \'y\''],
    ['caf&eacute;, K&Ouml;LN, &#233;, &#xE9;, &#XE9;', 'café, KÖLN, é, é, é'],
    ['&hellip; &ndash; &mdash; &rsquo; &euro; &trade; &hearts;', '… – — ’ € ™ ♥'],
    ['&Alpha;&omega; &rarr; &infin; &lang;', 'Αω → ∞ ⟨'],
    ['&comma;&period;&lpar;&rpar;&num;&excl;&quest;&Tab;&NewLine;', ',.()#!?\t\n'],
    ['&#128054;', '🐶'],
  ])('become what they stand for: %s', (text, decoded) => {
    expect(unescapeHtml(text)).toBe(decoded)
  })

  it('are decoded once only', () => {
    expect(unescapeHtml('&amp;eacute; &amp;amp; &amp;#39;')).toBe('&eacute; &amp; &#39;')
  })

  it('may lack their semicolon when they are of the oldest', () => {
    expect(unescapeHtml('&copy2020 caf&eacute &lt3 &#65 &notit; &notin;')).toBe('©2020 café <3 A ¬it; ∉')
    expect(unescapeHtml('&hellip &alpha')).toBe('&hellip &alpha')
  })

  it('by number may be of Windows, or of nothing', () => {
    expect(unescapeHtml('&#146;&#x80;&#x81;')).toBe('’€\u0081')
    expect(unescapeHtml('&#0;&#xD800;&#xDFFF;&#x110000;&#99999999999999999999;')).toBe('\ufffd'.repeat(5))
    expect(unescapeHtml('[&#1;&#x1f;&#127;&#xfdd0;&#xffff;&#x1fffe;&#11;]')).toBe('[]')
    expect(unescapeHtml('&#9;&#10;&#13;')).toBe('\t\n\r')
  })

  it('stay as they are when unknown', () => {
    for (const text of [
      '&',
      '&&',
      '&;',
      '& amp;',
      '&#',
      '&#;',
      '&#x;',
      '&#xg;',
      '&nosuch;',
      '&constructor;',
      '&__proto__;',
      'AT&T',
      'a&b=c',
    ])
      expect(unescapeHtml(text)).toBe(text)
  })

  it('of HTML 5 are not known beyond punctuation', () => {
    for (const text of ['&CounterClockwiseContourIntegral;', '&fjlig;', '&check;', '&starf;', '&Scaron'])
      expect(unescapeHtml(text)).toBe(text)
  })

  it('leave a text without any alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replaceAll('&', '')
        expect(unescapeHtml(plain)).toBe(plain)
      }),
    )
  })

  it('bring back a text whose signs were escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(unescapeHtml(text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;'))).toBe(text)
      }),
    )
  })
})
