import { describe, expect, it } from 'vitest'
import type { RowDetail } from '../engine/engine'
import { rowAsJson, webAddress } from './row-text'

describe('a row for the clipboard', () => {
  it('is JSON by column name, hostile names included', () => {
    const columns = [
      { name: 'URL', type: 'string', value: 'https://a.example' },
      { name: '__proto__', type: 'string', value: 'x' },
      { name: 'similarity', type: 'float', value: null },
    ]
    expect(rowAsJson({ columns } as unknown as RowDetail)).toBe('{\n  "URL": "https://a.example",\n  "__proto__": "x",\n  "similarity": null\n}')
  })
})

describe('where a picture was found', () => {
  it('is a link for web addresses only', () => {
    expect(webAddress('https://a.example/b?c#d')).toEqual({ href: 'https://a.example/b?c#d', host: 'a.example', rest: '/b?c#d' })
    expect(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'a b'].map(webAddress)).toEqual([null, null, null, null])
  })
})
