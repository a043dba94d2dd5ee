import { describe, expect, it } from 'vitest'
import { diagnose, diagnosisSentence } from './diagnose'

const signal = new AbortController().signal
const fails = () => Promise.reject(new TypeError('Failed to fetch'))

describe('why a picture is dead', () => {
  it('is the status, where the host lets pages read it', async () => {
    const gone = () => Promise.resolve(new Response('no', { status: 404, headers: { 'Content-Type': 'text/html' } }))
    expect(await diagnose('https://a.example/1.jpg', signal, gone)).toEqual({ kind: 'status', status: 404, type: 'text/html' })
  })

  it('is that the host answers, where it does not', async () => {
    const ask = ((_: string, init: RequestInit) => (init.mode === 'no-cors' ? Promise.resolve(new Response()) : fails())) as typeof fetch
    expect(await diagnose('https://a.example/1.jpg', signal, ask)).toEqual({ kind: 'opaque' })
  })

  it('is that nobody answers', async () => {
    expect(await diagnose('https://a.example/1.jpg', signal, fails)).toEqual({ kind: 'unreachable' })
  })

  it.each([
    [{ kind: 'status', status: 410, type: '' }, 'The host answers 410: the picture is gone.'],
    [{ kind: 'status', status: 200, type: 'text/html' }, 'The host answers with text/html in place of a picture.'],
    [{ kind: 'status', status: 503, type: '' }, 'The host answers 503.'],
  ] as const)('reads as a sentence: %o', (diagnosis, sentence) => {
    expect(diagnosisSentence(diagnosis)).toBe(sentence)
  })
})
