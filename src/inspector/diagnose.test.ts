import { describe, expect, it } from 'vitest'
import { canDiagnose, deadSentence, diagnose, diagnosisSentence, mayRecover } from './diagnose'

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

  it('is that the host keeps silent', async () => {
    const late = () => Promise.reject(new DOMException('', 'TimeoutError'))
    expect(await diagnose('https://a.example/1.jpg', signal, late)).toEqual({ kind: 'silent' })
  })

  it('asks without credentials or referrer, and rejects when aborted', async () => {
    const asked: RequestInit[] = []
    const controller = new AbortController()
    const ask = ((_: string, init: RequestInit) => {
      asked.push(init)
      controller.abort()
      return fails()
    }) as typeof fetch
    await expect(diagnose('https://a.example/1.jpg', controller.signal, ask)).rejects.toThrow()
    expect(asked).toMatchObject([{ credentials: 'omit', referrerPolicy: 'no-referrer', mode: 'cors' }])
  })

  it.each([
    [{ kind: 'status', status: 410, type: '' }, 'The host answers 410: the picture is gone.'],
    [{ kind: 'status', status: 200, type: 'text/html' }, 'The host answers with text/html in place of a picture.'],
    [{ kind: 'status', status: 503, type: '' }, 'The host answers 503.'],
  ] as const)('reads as a sentence: %o', (diagnosis, sentence) => {
    expect(diagnosisSentence(diagnosis)).toBe(sentence)
  })
})

describe('a dead picture', () => {
  const reasons = ['none', 'scheme', 'private', 'malformed', 'not-picture', 'timeout', 'offline', 'insecure', 'failed'] as const
  it.each(reasons)('says why in a sentence: %s', (why) => {
    expect(deadSentence(why, false)).toMatch(/^[A-Z].*\.$/)
    expect(deadSentence(why, true)).toMatch(/^[A-Z].*\.$/)
  })

  it('is asked for again only where that may help', () => {
    expect(reasons.filter(mayRecover)).toEqual(['timeout', 'offline', 'insecure', 'failed'])
  })

  it('is asked about only at hosts that may be asked', () => {
    expect(reasons.filter((why) => canDiagnose(why, false))).toEqual(['timeout', 'failed'])
    expect(reasons.filter((why) => canDiagnose(why, true))).toEqual([])
  })
})
