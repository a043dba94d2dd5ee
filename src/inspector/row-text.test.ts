import { describe, expect, it } from 'vitest'
import type { RowDetail } from '../engine/engine'
import { downloadError, noRowSentence, rowAsJson, saysNothing, webAddress } from './row-text'

describe('a row for the clipboard', () => {
  it('is JSON by column name, hostile names included', () => {
    const columns = [
      { name: 'URL', type: 'string', value: 'https://a.example' },
      { name: '__proto__', type: 'string', value: 'x' },
      { name: 'similarity', type: 'float', value: null },
      { name: 'damaged', type: 'float', value: null, problem: { code: 'truncated', where: '' } },
    ]
    expect(rowAsJson({ columns } as unknown as RowDetail)).toBe(
      '{\n  "URL": "https://a.example",\n  "__proto__": "x",\n  "similarity": null\n}',
    )
  })
})

const PAGE = 'pairscope.example'

describe('where a picture was found', () => {
  it('is a link for web addresses only', () => {
    expect(webAddress('https://a.example/b?c#d', PAGE)).toEqual({ href: 'https://a.example/b?c#d', host: 'a.example', rest: '/b?c#d' })
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'a b']) expect(webAddress(text, PAGE)).toBeNull()
  })

  it('names neither user nor password', () => {
    expect(webAddress('https://user:secret@a.example/b', PAGE)).toEqual({ href: 'https://a.example/b', host: 'a.example', rest: '/b' })
  })

  it('is no link into the person’s own network, unless the app is of it', () => {
    const address = 'http://admin:admin@10.0.0.1:8080/reboot?now'
    expect(webAddress(address, PAGE)).toEqual({ href: null, host: '10.0.0.1:8080', rest: '/reboot?now' })
    expect(webAddress(address, 'localhost')?.href).toBe('http://10.0.0.1:8080/reboot?now')
  })
})

describe('what is shown of a withheld pair', () => {
  it.each(['512', '-1', '0.3125', '1e-7', 'NaN', 'true'])('is %s', (value) => expect(saysNothing(value)).toBe(true))
  it.each(['a caption', '["in a list"]', '{TEXT: a caption}', 'https://a.example/1', '1 girl', '', '12\nwords'])('is not %j', (value) =>
    expect(saysNothing(value)).toBe(false),
  )
})

describe('a picture that img2dataset did not get', () => {
  const rowOf = (values: Readonly<Record<string, string | null>>): RowDetail => ({
    source: { name: '', url: null },
    columns: Object.entries(values).map(([name, value]) => ({ name, type: 'string', value })),
  })

  it('is said to have failed, and why', () => {
    expect(downloadError(rowOf({ status: 'failed_to_download', error_message: 'HTTP Error 404' }))).toBe('HTTP Error 404')
    expect(downloadError(rowOf({ status: 'failed_to_resize', error_message: null }))).toBe('failed to resize')
    expect(downloadError(rowOf({ status: 'success', error_message: null }))).toBeNull()
    expect(downloadError(rowOf({ url: 'a', error_message: '' }))).toBeNull()
  })
})

describe('a row that is not there', () => {
  it('is told of shards only where shards are read', () => {
    expect(noRowSentence(true)).toMatch(/^Its shard may have failed/)
    expect(noRowSentence(false)).toBe('It may have been taken away, or the link is from another version of the dataset.')
  })
})
