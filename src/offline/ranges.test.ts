import { describe, expect, it } from 'vitest'
import { answerFrom, spanOf } from './ranges'

describe('spanOf', () => {
  it.each([
    [null, null],
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=90-', { start: 90, end: 100 }],
    ['bytes=90-500', { start: 90, end: 100 }],
    ['bytes=-8', { start: 92, end: 100 }],
    ['bytes=-500', { start: 0, end: 100 }],
    ['bytes=100-', 'outside'],
    ['bytes=-0', 'outside'],
    ['bytes=9-3', null],
    ['bytes=-', null],
    ['bytes=0-1,5-6', null],
    ['items=0-1', null],
  ] as const)('%s of 100 bytes is %j', (header, span) => expect(spanOf(header, 100)).toEqual(span))
})

describe('answerFrom', () => {
  const kept = () =>
    new Response(
      Uint8Array.from({ length: 100 }, (_, i) => i),
      {
        headers: { 'Content-Type': 'application/x', 'Content-Encoding': 'gzip', 'Content-Length': '7', 'Content-Security-Policy': 'p' },
      },
    )

  it('a part, with the length of what it holds and the policy of its file', async () => {
    const response = await answerFrom(kept(), 'GET', 'bytes=4-6')
    expect(response.status).toBe(206)
    expect(Object.fromEntries(response.headers)).toEqual({
      'accept-ranges': 'bytes',
      'content-length': '3',
      'content-range': 'bytes 4-6/100',
      'content-security-policy': 'p',
      'content-type': 'application/x',
    })
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([4, 5, 6])
  })

  it('the whole as it was kept', async () => {
    const whole = kept()
    expect(await answerFrom(whole, 'GET', null)).toBe(whole)
  })

  it('headers alone for HEAD', async () => {
    const response = await answerFrom(kept(), 'HEAD', null)
    expect([response.status, response.headers.get('content-length'), (await response.arrayBuffer()).byteLength]).toEqual([200, '100', 0])
  })

  it('416 outside', async () => {
    const response = await answerFrom(kept(), 'GET', 'bytes=100-')
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */100'])
  })
})
